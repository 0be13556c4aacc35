import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./command.mjs";
import { buildProgram } from "./engineBuild.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";

/**
 * The Go package of each host, and its version. For Python and Go these are the last versions whose modules contain the
 * hosts; they work with the engine and SDK 3.259.0.
 * @type {Readonly<Record<string, readonly [goPackage: string, version: string]>>}
 */
const hosts = {
  python: ["github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python", "3.66.0"],
  go: ["github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go", "3.66.0"],
  java: ["github.com/pulumi/pulumi-java/pkg/cmd/pulumi-language-java", "1.34.0"],
  yaml: ["github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml", "1.38.1"],
};

/** What the Python host starts. It must match the Python SDK, so it comes from the engine's release. */
const pythonExec = {
  name: "pulumi-language-python-exec",
  module: "github.com/pulumi/pulumi/sdk/v3@v3.259.0",
  path: "python/cmd/pulumi-language-python-exec",
};

/**
 * Builds the host with which the engine runs programs in a language, unless there is one. Pulumi's downloads bring all hosts;
 * an engine that was built from Go modules has only the one for Node.
 * @param {string} language
 * @throws {SetupError} when it cannot be built.
 */
export async function provideLanguageHost(language) {
  const host = hosts[language];
  if (host === undefined) throw new SetupError(`no language host is known for ${language}`);
  const program = `pulumi-language-${language}`;
  const engine = realpathSync(join(root, ".tools", "engine"));
  const folders = [engine, ...(process.env.PATH ?? "").split(delimiter)];
  if (folders.some((folder) => existsSync(join(folder, program)))) return;
  // Only into the project's own engine, next to the CLI: from PATH, Pulumi would use it with a warning.
  if (!engine.startsWith(realpathSync(root))) throw new SetupError(`${program} is neither in ${engine} nor on PATH`);
  const scratch = join(root, ".tools", "languages", `host-${language}`);
  try {
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(join(scratch, "bin"), { recursive: true });
    await buildProgram(scratch, ...host);
    if (language === "python") await copyPythonExec(engine, scratch);
    renameSync(join(scratch, "bin", program), join(engine, program));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} engine
 * @param {string} scratch
 */
async function copyPythonExec(engine, scratch) {
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" };
  const { Dir } = JSON.parse(await run("go", ["mod", "download", "-json", pythonExec.module], { cwd: scratch, env }));
  copyFileSync(join(Dir, pythonExec.path), join(engine, pythonExec.name));
  chmodSync(join(engine, pythonExec.name), 0o755);
}
