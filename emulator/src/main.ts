/** The emulator as a program: `npm run emulator -- --port 0`. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { CommandLineError, readCommandLine, usage } from "./commandLine.ts";
import { defaultScenario } from "./defaultScenario.ts";
import { startEmulator } from "./emulator.ts";
import { readScenario } from "./readScenario.ts";
import type { RequestLogEntry } from "./requestLog.ts";
import type { Scenario } from "./scenario.ts";
import { ValidationError } from "./validate.ts";

async function main(): Promise<void> {
  const { help, port, scenarioFile, logFile } = readCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const scenario = scenarioFile === undefined ? defaultScenario : readScenarioFile(scenarioFile);
  const log = logFile === undefined ? undefined : openLog(logFile);
  const emulator = await startEmulator({ port, scenario, ...(log === undefined ? {} : { onRequest: log.write }) });
  const stop = (): void => {
    log?.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(`Emulator listening on ${emulator.url}\n`);
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

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

main().catch((error: unknown) => {
  if (!(error instanceof CommandLineError) && !isSystemError(error)) throw error;
  process.stderr.write(`emulator: ${error.message}\nemulator: --help shows the options\n`);
  process.exit(error instanceof CommandLineError ? 2 : 1);
});
