/** The emulator's command line: options, usage, and the errors for bad ones. */
import { parseArgs } from "node:util";
import { portNumber } from "./port.ts";

/** The text of `--help`. */
export const usage = `Usage: npm run emulator -- [options]

Emulates Huawei Cloud's migration tasks of DMS for RocketMQ, IAM and the ECS metadata
service on 127.0.0.1. Prints its URL, then serves until you stop it (Ctrl-C).

Options:
  --port NUMBER    port to listen on; 0 picks a free one (default 0)
  --scenario FILE  scenario to run, a JSON file (default: a built-in one)
  --log FILE       append a line of JSON per request to FILE
  --help           print this help

Without --scenario, sign with access key EMULATORACCESSKEY and secret key
emulator-secret-key-that-is-no-secret. emulator/README.md has the rest.
`;

/** The options as given. */
export interface CommandLine {
  readonly help: boolean;
  readonly port: number;
  readonly scenarioFile?: string;
  readonly logFile?: string;
}

/** An invalid option; the message names it and what is valid. */
export class CommandLineError extends Error {
  readonly code = "COMMAND_LINE";
}

/** Reads the arguments after the program's name. Throws CommandLineError. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { help, port, scenario, log } = parse(args);
  return {
    help,
    port: parsePort(port),
    ...(scenario === undefined ? {} : { scenarioFile: scenario }),
    ...(log === undefined ? {} : { logFile: log }),
  };
}

function parsePort(text: string): number {
  const port = portNumber(text);
  if (port === undefined) throw new CommandLineError(`--port must be a number from 0 to 65535, not "${text}"`);
  return port;
}

function parse(args: readonly string[]): { help: boolean; port: string; scenario?: string; log?: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h", default: false },
        port: { type: "string", default: "0" },
        scenario: { type: "string" },
        log: { type: "string" },
      },
    });
    return values;
  } catch (error) {
    throw new CommandLineError(error instanceof Error ? error.message : String(error));
  }
}
