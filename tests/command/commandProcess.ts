import { delimiter, join } from "node:path";
import { defaultAccessKey, defaultProjectId, defaultRegion, defaultSecretKey } from "../../emulator/src/index.ts";
import { type ProgramEnd, type RunningProgram, startProgram } from "./program.ts";

/** Where npm installs this repository's programs, the command among them: a pipeline does not have them. */
const ownPrograms = join(import.meta.dirname, "..", "..", "node_modules", ".bin");
const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== ownPrograms);

/** The command, as Node runs it. */
export const commandFile = join(import.meta.dirname, "..", "..", "provider", "src", "command", "main.ts");

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
): RunningProgram {
  return startProgram(process.execPath, [commandFile, ...args], { env: environment, input });
}

/** Runs `rocketmq-migration` to its end. */
export function runCommand(...started: Parameters<typeof startCommand>): Promise<ProgramEnd> {
  return startCommand(...started).ended;
}
