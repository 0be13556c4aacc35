import { Command, CommanderError } from "commander";
import { printable } from "../cloud/index.ts";
import { version } from "../version.ts";
import { reportErrorToCi, reportFilesIn } from "./ci/reportToCi.ts";
import { type CommandContext, startCommandContext } from "./commandContext.ts";
import { addDashboardCommand } from "./dashboardCommand.ts";
import { addEmulateCommand } from "./emulateCommand.ts";
import { stateOf } from "./failure.ts";
import { addListCommand } from "./listCommand.ts";
import { exitStatuses } from "./outcome.ts";
import { addPageCommand } from "./pageCommand.ts";
import { addRunCommand } from "./runCommand.ts";
import { addShowCommand } from "./showCommand.ts";
import { addWaitCommand } from "./waitCommand.ts";

/*
 * The third front, beside plugin and dynamic: the command `rocketmq-migration`, for pipelines that do not run Pulumi and for people
 * who want to see how a migration is doing. Each command has a file of its own and records how it ended, which decides the exit
 * status. ci/ reports to CI systems, page/ and dashboard/ have the web page, prometheus/ the metrics.
 */

const commands = [
  addListCommand,
  addShowCommand,
  addWaitCommand,
  addRunCommand,
  addPageCommand,
  addDashboardCommand,
  addEmulateCommand,
] as const;

const exitStatusHelp = `
Exit status:
    0  finished
    1  a migration failed
    2  the command line or the configuration is wrong
    3  timed out
    4  the service refused the request, or cannot be reached
    5  no task matches
   70  a bug in this program
  130  ended by Ctrl-C
  143  ended by SIGTERM`;

/**
 * Runs a command line.
 * @param args without the program's name
 * @returns the exit status
 * @throws any error that is not one of ours: a bug
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const context = startCommandContext();
  const program = new Command("rocketmq-migration")
    .description("Shows, runs and waits for metadata migrations onto Huawei Cloud DMS for RocketMQ.")
    .version(version)
    .addHelpText("afterAll", exitStatusHelp)
    .showHelpAfterError("(Run with --help for usage.)")
    .exitOverride();
  for (const addCommand of commands) addCommand(program, context);
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitStatuses[context.ending()];
  } catch (error) {
    return reportError(error, context, reportFilesIn(args));
  }
}

function reportError(
  error: unknown,
  { stderr, interruption, environment }: CommandContext,
  files: ReturnType<typeof reportFilesIn>,
): number {
  if (error instanceof CommanderError) {
    // commander has printed its message, or the help that was asked for.
    if (error.exitCode === 0) return 0;
    reportErrorToCi("usageError", error.message.replace(/^error: /, ""), { environment, stderr, ...files });
    return exitStatuses.usageError;
  }
  const state = stateOf(error, interruption);
  const text = error instanceof Error ? error.message : String(error);
  stderr.write(`error: ${printable(text)}\n`);
  reportErrorToCi(state, text, { environment, stderr, ...files });
  return exitStatuses[state];
}
