import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../../setup/command.mjs";
import { SetupError } from "../../setup/setupError.mjs";
import { benchFolder } from "../folder.ts";
import { note } from "../progress.ts";

const program = "pulumi-language-yaml";
const goPackage = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml";
const version = "v1.25.0";

/**
 * Puts Pulumi's language host for YAML on PATH. Pulumi's downloads bring it; an engine that was built from source comes
 * without it, and then it is built too.
 * @returns why there is none, or undefined if there is one
 */
export async function provideYamlHost(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, program)))) return undefined;
  const folder = join(benchFolder, "yaml");
  if (!existsSync(join(folder, program))) {
    note(`building ${program} ${version} from source`);
    try {
      await build(folder);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      return `${program} is not on PATH and cannot be built: ${error.message}`;
    }
  }
  process.env.PATH = [...folders, folder].join(delimiter);
  return undefined;
}

/** In a module of its own: `go install` refuses a module that replaces others. */
async function build(folder: string): Promise<void> {
  const module = join(folder, "module");
  mkdirSync(module, { recursive: true });
  const env = { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off" };
  const go = (...args: string[]) => run("go", args, { cwd: module, env });
  if (!existsSync(join(module, "go.mod"))) await go("mod", "init", "scratch");
  await go("get", `${goPackage}@${version}`);
  await go("build", "-ldflags", "-s -w", "-o", join(folder, program), goPackage);
}
