/** Runs the emulator as a program does: with a scenario from a file, and a log into one. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { CommandLineError } from "./commandLine.ts";
import { defaultScenario } from "./defaultScenario.ts";
import { startEmulator } from "./emulator.ts";
import { readScenario } from "./readScenario.ts";
import type { RequestLogEntry } from "./requestLog.ts";
import type { Scenario } from "./scenario.ts";
import { ValidationError } from "./validate.ts";

export { CommandLineError } from "./commandLine.ts";

/** What a program can choose. */
export interface RunOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** A scenario in a JSON file. Default: a built-in one. */
  readonly scenarioFile?: string | undefined;
  /** A file to append a line of JSON per request to. Default: no log. */
  readonly logFile?: string | undefined;
}

/**
 * Starts an emulator.
 * @throws CommandLineError if a file cannot be read or written; a system error if the port cannot be used
 */
export async function runEmulator({
  port,
  scenarioFile,
  logFile,
}: RunOptions): Promise<{ url: string; close(): Promise<void> }> {
  const scenario = scenarioFile === undefined ? defaultScenario : readScenarioFile(scenarioFile);
  const log = logFile === undefined ? undefined : openLog(logFile);
  const emulator = await startEmulator({ port, scenario, ...(log === undefined ? {} : { onRequest: log.write }) });
  return {
    url: emulator.url,
    async close() {
      log?.close();
      await emulator.close();
    },
  };
}

function readScenarioFile(file: string): Scenario {
  try {
    return readScenario(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof ValidationError || error instanceof SyntaxError || isSystemError(error)) {
      throw new CommandLineError(`--scenario ${file}: ${error.message}`);
    }
    throw error;
  }
}

/** Opens a log to append to. Lines are written synchronously, so that a request's line is in the file before its response arrives. */
function openLog(file: string): { write(entry: RequestLogEntry): void; close(): void } {
  try {
    const descriptor = openSync(file, "a", 0o600);
    return {
      write: ({ body: _, ...line }) => writeSync(descriptor, `${JSON.stringify(line)}\n`),
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    if (isSystemError(error)) throw new CommandLineError(`--log ${file}: ${error.message}`);
    throw error;
  }
}

/** True for an error of the operating system, such as a port that is in use. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
