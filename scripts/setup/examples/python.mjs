import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { root } from "../root.mjs";
import { orMissing } from "./missingTool.mjs";

/** Huawei's SDK, with which docs/from-the-sdk.md compares. */
const huaweiSdk = "huaweicloudsdkrocketmq==3.1.219";

/**
 * Installs what examples/python requires, with a wheel of this checkout's SDK in place of the published one.
 * @param {string} folder Becomes a virtual environment.
 * @param {(detail: string) => void} say
 */
export async function installPython(folder, say) {
  const python = join(folder, "bin", "python");
  const pip = (/** @type {string[]} */ ...args) =>
    run(python, ["-m", "pip", "--disable-pip-version-check", "--retries", "1", ...args], { onLine: say });
  const pulumi = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies["@pulumi/pulumi"];
  await orMissing(async () => {
    await run("python3", ["-m", "venv", folder]);
    await pip("install", `pulumi==${pulumi}`, huaweiSdk, "setuptools>=61", "wheel");
  });
  // A copy, because setuptools writes into the folder that it builds.
  const sources = join(folder, "sdk");
  cpSync(join(root, "sdk", "python"), sources, { recursive: true });
  const wheels = join(folder, "wheels");
  await pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, sources);
  const requirements = join(root, "examples", "python", "requirements.txt");
  await orMissing(() => pip("install", `pulumi==${pulumi}`, "--find-links", wheels, "--requirement", requirements));
}
