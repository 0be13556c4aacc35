import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { CommandError, runCommand } from "../command.mjs";
import { SetupError } from "../setupError.mjs";
import { fillVersionFolder } from "./ownVersionFolder.mjs";

/**
 * The last version whose Go module holds the Node language host; later ones come only with Pulumi's downloads. It works
 * with engine and SDK 3.259.0.
 */
const NODE_HOST_VERSION = "3.66.0";

/**
 * @typedef {object} Source
 * @property {string} program The executable's name.
 * @property {string} package The Go package that it is built from.
 * @property {string} version The version of the package's module.
 */

/**
 * @param {string} version The engine's.
 * @returns {readonly Source[]}
 */
function sources(version) {
  return [
    { program: "pulumi", package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", version },
    {
      program: "pulumi-language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      version: NODE_HOST_VERSION,
    },
  ];
}

/**
 * Builds the engine from Go modules into the project's own PULUMI_HOME.
 * @param {import("./ownVersionFolder.mjs").EngineGoal} goal
 * @returns {Promise<import("./index.mjs").Engine | { missing: string }>}
 */
export async function buildEngine(goal) {
  const { setup, version } = goal;
  const { root, environment, signal, progress } = setup;
  try {
    await runCommand("go", ["version"], { environment, signal });
  } catch (error) {
    if (signal.aborted || !(error instanceof CommandError)) throw error;
    return { missing: "go is not on PATH" };
  }
  progress.note(
    `there is no Pulumi engine ${version} here and its download cannot be reached: building it from source`,
  );
  progress.note(
    "this compiles some 1700 Go packages: 5 minutes on 2 cores, once (the Go cache makes it seconds for the next clone)",
  );
  try {
    return await fillVersionFolder(goal, async (folder) => {
      const bin = join(folder, "bin");
      for (const source of sources(version)) {
        await progress.step(`building ${source.program}`, (say) => buildProgram(source, folder, setup, say));
      }
      // The dynamic provider is a script in the npm package, and must lie beside the CLI.
      const dynamicProvider = join(bin, "pulumi-resource-pulumi-nodejs");
      copyFileSync(join(root, "node_modules", "@pulumi", "pulumi", "pulumi-resource-pulumi-nodejs"), dynamicProvider);
      chmodSync(dynamicProvider, 0o755);
    });
  } catch (error) {
    if (signal.aborted || !(error instanceof SetupError)) throw error;
    return { missing: error.message };
  }
}

/**
 * Builds one program in a scratch module of its own: the modules' requirements differ, and `go install` refuses them
 * because of their replacements.
 * @param {Source} source
 * @param {string} folder
 * @param {import("../setupError.mjs").Setup} setup
 * @param {(detail: string) => void} say
 */
async function buildProgram(source, folder, setup, say) {
  const scratch = join(folder, `scratch-${source.program}`);
  mkdirSync(scratch);
  const go = (/** @type {string[]} */ args, /** @type {(line: string) => void} */ onLine) =>
    runCommand("go", args, {
      cwd: scratch,
      environment: { ...setup.environment, GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off", GO111MODULE: "on" },
      signal: setup.signal,
      onLine,
    });
  let modules = 0;
  await go(["mod", "init", "scratch"], () => {});
  say("asking for the modules");
  await go(["get", `${source.package}@v${source.version}`], (line) => {
    if (line.startsWith("go: downloading")) say(`downloading modules: ${++modules}`);
  });
  const packages = (await go(["list", "-deps", source.package], () => {})).split("\n").length - 1;
  // Without -X the programs have no version, and the Automation API refuses to use them.
  const linkerFlags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${source.version}`;
  let compiled = 0;
  say("compiling");
  await go(
    ["build", "-v", "-ldflags", linkerFlags, "-o", join(folder, "bin", source.program), source.package],
    (line) => {
      if (!line.startsWith("go: ")) say(`compiling package ${++compiled} of ${packages}`);
      else say(line);
    },
  );
}
