import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { defaultAccessKey, defaultProjectId, defaultRegion, defaultSecretKey } from "../../emulator/src/index.ts";
import { until } from "./processes.ts";

const root = join(import.meta.dirname, "..", "..");

/** A project in a folder of its own, and Pulumi's real command line in it. */
export interface Project {
  readonly folder: string;
  /** Where its stacks are kept. */
  readonly backendUrl: string;
  /** Makes a stack whose provider talks to the emulator at this URL. */
  init(stackName: string, url: string, config?: Readonly<Record<string, string | readonly string[]>>): Promise<void>;
  /** Runs `pulumi` and waits for its end. */
  run(...args: string[]): Promise<CommandEnd>;
  /** Starts `pulumi` as a terminal does: the leader of a process group. */
  start(...args: string[]): Command;
  close(): Promise<void>;
}

export interface Command {
  /** Of the process, and of its group. */
  readonly processId: number;
  /** Everything printed so far, to both streams. */
  output(): string;
  /** Resolves when it has printed this. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<CommandEnd>;
}

export interface CommandEnd {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly output: string;
}

/** The line of a Pulumi.yaml that names this checkout's plugin, from the folder of a project that is open. */
export const checkoutPlugin = "plugins: {providers: [{name: huaweicloud-rocketmq, path: ../../provider/bin}]}";

/** Opens a project of one JavaScript program, with the provider of this repository. `files` lie beside the program. */
export function openProgram(
  name: string,
  program: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Project> {
  return openProject({
    ...files,
    "Pulumi.yaml": `name: ${name}\nruntime: {name: nodejs, options: {typescript: false}}\n${checkoutPlugin}\n`,
    "package.json": JSON.stringify({ name, main: "index.js", private: true }),
    "index.js": program,
  });
}

/**
 * Opens a copy of a project: an example's folder, or these files. Above it lie the repository's provider and
 * node_modules, as they do for an example, so that nothing is written into the repository.
 * @param backendUrl another project's, to refer to its stacks. Default: one of its own
 * @param variables environment variables of its commands, in addition to those of this process
 */
export async function openProject(
  source: string | Readonly<Record<string, string>>,
  backendUrl?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const top = await mkdtemp(join(tmpdir(), "rocketmq-project-"));
  const examples = join(root, "examples");
  const folder = join(top, "examples", typeof source === "string" ? relative(examples, source) : "project");
  const backend = backendUrl ?? `file://${top}`;
  await mkdir(folder, { recursive: true });
  for (const name of ["node_modules", "provider"]) await symlink(join(root, name), join(top, name));
  if (typeof source === "string") {
    await cp(source, folder, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  } else {
    for (const [name, content] of Object.entries(source)) await writeFile(join(folder, name), content);
  }
  const environment = {
    ...process.env,
    PULUMI_BACKEND_URL: backend,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase of tests",
    HUAWEICLOUD_SDK_AK: defaultAccessKey,
    HUAWEICLOUD_SDK_SK: defaultSecretKey,
    ...variables,
  };

  const start = (...args: string[]): Command => {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: folder,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const ended = once(child, "close").then(([status]): CommandEnd => ({ status, output }));
    return {
      processId: child.pid ?? 0,
      output: () => output,
      printed: async (text) => {
        await until(() => output.includes(text));
      },
      ended,
    };
  };
  const run = (...args: string[]) => start(...args).ended;
  return {
    folder,
    backendUrl: backend,
    async init(stackName, url, config = {}) {
      const settings = {
        "huaweicloud-rocketmq:region": defaultRegion,
        "huaweicloud-rocketmq:projectId": defaultProjectId,
        "huaweicloud-rocketmq:endpoint": url,
        ...config,
      };
      const lines = Object.entries(settings).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
      await writeFile(join(folder, `Pulumi.${stackName}.yaml`), `config:\n${lines.join("\n")}\n`);
      const { status, output } = await run("stack", "init", stackName);
      if (status !== 0) throw new Error(`pulumi stack init failed:\n${output}`);
    },
    run,
    start,
    close: () => rm(top, { recursive: true, force: true }),
  };
}
