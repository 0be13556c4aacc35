import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { root } from "./root.mjs";
import { step } from "./step.mjs";

/** The last module that contains the Node language host; it works with the engine and SDK 3.259.0. */
const nodeHostVersion = "3.66.0";

/**
 * Builds the engine from Go modules, for networks that have a Go proxy but not Pulumi's downloads.
 * @param {string} folder Receives the programs in `bin`.
 * @param {string} version
 */
export async function buildEngine(folder, version) {
  await run("go", ["version"]);
  process.stderr.write(
    `set-up: Pulumi ${version} is not installed and could not be downloaded; building it from source.\n` +
      "  This compiles about 1,700 Go packages: 5 minutes on 2 cores, once. The next clone takes seconds.\n",
  );
  await buildProgram(folder, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", version);
  const nodeHost = "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs";
  await buildProgram(folder, nodeHost, nodeHostVersion);
  // The dynamic provider is a script of the npm package; the engine looks for it next to the CLI.
  const dynamicProvider = "pulumi-resource-pulumi-nodejs";
  copyFileSync(join(root, "node_modules/@pulumi/pulumi", dynamicProvider), join(folder, "bin", dynamicProvider));
  chmodSync(join(folder, "bin", dynamicProvider), 0o755);
}

/**
 * Builds one program in a module of its own: the modules' requirements differ, and `go install` refuses them because of
 * their `replace` directives.
 * @param {string} folder
 * @param {string} goPackage Its last part is the program's name.
 * @param {string} version
 */
export async function buildProgram(folder, goPackage, version) {
  const program = goPackage.slice(goPackage.lastIndexOf("/") + 1);
  await step(`building ${program}`, async (say) => {
    const module = join(folder, `${program}-module`);
    mkdirSync(module);
    const env = { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off", GO111MODULE: "on" };
    const go = (/** @type {string[]} */ args, onLine = say) => run("go", args, { cwd: module, env, onLine });
    await go(["mod", "init", "scratch"]);
    await go(["get", `${goPackage}@v${version}`]);
    const total = (await go(["list", "-deps", goPackage])).split("\n").length - 1;
    // The Automation API refuses an engine without a version.
    const linkerFlags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
    let compiled = 0;
    const count = () => say(`${++compiled} of ${total} packages`);
    await go(["build", "-v", "-ldflags", linkerFlags, "-o", join(folder, "bin", program), goPackage], count);
  });
}
