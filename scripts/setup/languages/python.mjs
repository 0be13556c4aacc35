import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { orMissing } from "../missingTool.mjs";
import { root } from "../root.mjs";
import { makeWhenStale } from "../stamp.mjs";
import { step } from "../step.mjs";

const self = "scripts/setup/languages/python.mjs";
const pulumiPackage = "node_modules/@pulumi/pulumi/package.json";
const folder = join(root, ".tools", "languages", "python");
const python = join(folder, "bin", "python");

/**
 * What builds the wheel, and what checks its types. Pinned, because newer type checkers may find errors that these do not; parver
 * is what the SDK itself needs.
 */
const packages = ["mypy==2.4.1", "pyright==1.1.414", "setuptools==82.0.1", "wheel==0.46.3", "parver==1.0.1.post0"];

/** Makes a virtual environment with the wheel of this checkout's SDK, what examples/python requires, and the type checkers. */
export async function buildPython() {
  await makeWhenStale({
    output: python,
    sources: [self, pulumiPackage],
    make: () =>
      step("installing Pulumi's SDK for Python, and type checkers", async (say) => {
        rmSync(folder, { recursive: true, force: true });
        const { version } = JSON.parse(readFileSync(join(root, pulumiPackage), "utf8"));
        await orMissing(async () => {
          await run("python3", ["-m", "venv", folder]);
          // Python compiles what programs import when they do: a fraction of it.
          await pip(["install", "--no-compile", "--retries", "1", `pulumi==${version}`, ...packages], say);
        });
      }),
  });
  await makeWhenStale({
    output: join(folder, "wheels", "installed"),
    sources: [self, "sdk/python", "examples/python/requirements.txt", `${python}.stamp`],
    make: () => step("building the wheel of the Python SDK", installSdk),
  });
}

async function installSdk() {
  // A copy, because setuptools writes into the folder that it builds.
  const sources = join(folder, "sdk");
  const wheels = join(folder, "wheels");
  for (const old of [sources, wheels]) rmSync(old, { recursive: true, force: true });
  cpSync(join(root, "sdk", "python"), sources, { recursive: true });
  await pip(["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", wheels, sources]);
  const made = readdirSync(wheels).map((name) => join(wheels, name));
  const requirements = join(root, "examples", "python", "requirements.txt");
  await pip(["install", "--no-index", "--no-deps", "--force-reinstall", ...made]);
  await pip(["install", "--no-index", "--requirement", requirements]);
  writeFileSync(join(wheels, "installed"), "");
}

/**
 * @param {readonly string[]} args
 * @param {(line: string) => void} [onLine]
 */
async function pip(args, onLine) {
  await run(python, ["-m", "pip", "--disable-pip-version-check", ...args], onLine === undefined ? {} : { onLine });
}
