import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { defaultAccessKey, defaultProjectId, defaultRegion, defaultSecretKey } from "../../emulator/src/index.ts";
import { until } from "../stack/processes.ts";

/** Where npm installs this repository's programs, the command among them: a pipeline does not have them. */
const ownPrograms = join(import.meta.dirname, "..", "..", "node_modules", ".bin");
const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== ownPrograms);

/** The command, as Node runs it. */
export const commandFile = join(import.meta.dirname, "..", "..", "provider", "src", "command", "main.ts");

/** How a command ended. */
export interface CommandEnd {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command, without a terminal. */
export interface CommandProcess {
  readonly child: ChildProcess;
  /** Resolves once standard error has this text. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<CommandEnd>;
}

/** The environment of a pipeline whose keys and endpoint are the emulator's. */
export function pipelineEnvironment(url: string): Record<string, string> {
  return {
    PATH: path.join(delimiter),
    HOME: "/nonexistent",
    NODE_OPTIONS: "--disable-warning=ExperimentalWarning",
    HUAWEICLOUD_SDK_AK: defaultAccessKey,
    HUAWEICLOUD_SDK_SK: defaultSecretKey,
    HUAWEICLOUD_SDK_PROJECT_ID: defaultProjectId,
    HW_REGION_NAME: defaultRegion,
    HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: url,
  };
}

/** Starts `rocketmq-migration`. */
export function startCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): CommandProcess {
  const child = spawn(process.execPath, [commandFile, ...args], { env: environment, stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  const ended = once(child, "close").then(([status]): CommandEnd => ({ status, stdout, stderr }));
  const printed = async (text: string) => {
    await until(() => stderr.includes(text));
  };
  return { child, printed, ended };
}

/** Runs `rocketmq-migration` to its end. */
export function runCommand(...started: Parameters<typeof startCommand>): Promise<CommandEnd> {
  return startCommand(...started).ended;
}
