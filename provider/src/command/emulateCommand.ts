import type { Command } from "commander";
import type { CommandContext } from "./commandContext.ts";
import { UsageError } from "./failure.ts";
import { portOption } from "./inputs.ts";

interface EmulateOptions {
  readonly port: number;
  readonly scenario?: string;
  readonly log?: string;
}

/** `emulate`: an emulator of the service, to try everything without an account. */
export function addEmulateCommand(program: Command, context: CommandContext): void {
  program
    .command("emulate")
    .summary("emulate the service on this machine")
    .description(
      "Emulates the service, IAM and the ECS metadata service on 127.0.0.1, to try everything without an account. " +
        "Prints its URL, then serves until you stop it.",
    )
    .addOption(portOption("port on 127.0.0.1; 0 for any free one", 0))
    .option("--scenario <file>", "the instances and tasks to serve, a JSON file (default: a built-in scenario)")
    .option("--log <file>", "append a line of JSON per request to this file")
    .action((options: EmulateOptions) => emulate(options, context));
}

async function emulate(
  { port, scenario: scenarioFile, log: logFile }: EmulateOptions,
  { stdout, interruption }: CommandContext,
): Promise<void> {
  // Loaded only here: no other command needs it.
  const { CommandLineError, isSystemError, runEmulator } = await import("../../../emulator/src/runEmulator.ts");
  try {
    const emulator = await runEmulator({ port, scenarioFile, logFile });
    stdout.write(`Emulator listening on ${emulator.url}\n`);
    const { signal } = interruption;
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve());
      if (signal.aborted) resolve();
    });
    await emulator.close();
  } catch (error) {
    if (error instanceof CommandLineError || isSystemError(error)) throw new UsageError(error.message);
    throw error;
  }
}
