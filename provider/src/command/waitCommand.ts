import { type Command, Option } from "commander";
import { printable } from "../cloud/index.ts";
import { isRunning } from "../migration/index.ts";
import { cannotRequire } from "../package/cannotRequire.ts";
import { type GateInputs, inputs as gateShape } from "../package/migrationGate/shapes.ts";
import { defaultTimeoutSeconds } from "../package/timeout.ts";
import { reportToCi } from "./ci/reportToCi.ts";
import type { CommandContext } from "./commandContext.ts";
import { type ConnectionOptions, connect, connectionOptions } from "./connection.ts";
import { durationForms } from "./duration.ts";
import { UsageError } from "./failure.ts";
import { duration, inTerms, pollIntervalOption, readInputs, serviceTimeZoneOption } from "./inputs.ts";
import type { CommandResult, Outcome } from "./outcome.ts";
import { type OutputOptions, outputOptions, waitFormats, writeResult } from "./output.ts";
import { checkWritable } from "./replaceFile.ts";
import { tableOf } from "./table.ts";
import { skip, wait } from "./wait.ts";
import { showWait } from "./waitProgress.ts";

/** The options of every command that waits. */
export interface WaitingOptions extends OutputOptions, ConnectionOptions {
  readonly timeout: number;
  readonly pollInterval?: number;
  readonly serviceTimeZone?: number;
  readonly verify?: string;
  readonly junit?: string;
  readonly dotenv?: string;
  readonly skip?: string;
}

interface WaitOptions extends WaitingOptions {
  readonly task?: string[];
  readonly name?: string[];
  readonly type?: string;
  readonly all?: boolean;
  readonly onNoMatch?: string;
  readonly accept?: string[];
  readonly failFast: boolean;
}

/** What the command line calls the inputs of a gate. */
const names = {
  instanceId: "INSTANCE",
  taskIds: "--task",
  taskNames: "--name",
  taskType: "--type",
  onNoMatch: "--on-no-match",
  acceptStatuses: "--accept",
  pollIntervalSeconds: "--poll-interval",
  verify: "--verify",
};

/** `wait INSTANCE`: waits for migrations that somebody else runs, as a MigrationGate does. */
export function addWaitCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("wait")
    .summary("wait until migrations have finished")
    .description("Waits until the selected migrations have finished, and fails as soon as one has failed.")
    .argument("<instance>", "ID of the RocketMQ instance")
    .option("--task <id...>", "wait for the tasks with these IDs")
    .option("--name <name...>", "wait for the tasks with these names")
    .option("--type <type>", "wait for every task of this type: rocketmq or rabbitToRocket")
    .option("--all", "wait for every task of the instance, including those that ended long ago")
    .option("--on-no-match <action>", "if a selected task does not exist: fail, or wait for it (default: fail)")
    .option("--accept <status...>", "the statuses that end the wait: finished, failed (default: finished)")
    .option("--no-fail-fast", "wait until every task has ended, then name all that failed");
  addWaitingOptions(command, "none");
  command.action((instance: string, options: WaitOptions) => waitFor(instance, options, context));
}

/**
 * Adds the options of every command that waits.
 * @param verifiesByDefault the default of `--verify`
 */
export function addWaitingOptions(command: Command, verifiesByDefault: "none" | "warn"): void {
  command
    .addOption(
      new Option("--timeout <duration>", `how long to wait: ${durationForms}`)
        .argParser(duration)
        .default(defaultTimeoutSeconds, "1h"),
    )
    .addOption(pollIntervalOption())
    .option(
      "--verify <mode>",
      `look on the instance for what was migrated: none, warn, or require to fail unless it is there (default: ${verifiesByDefault})`,
    )
    .option("--skip <reason>", "skip the wait and exit with 0; the reason appears in every output")
    .option("--junit <file>", "write a JUnit report, for GitLab and Jenkins")
    .option("--dotenv <file>", "write variables for GitLab's artifacts:reports:dotenv");
  for (const option of outputOptions(waitFormats)) command.addOption(option);
  command.addOption(serviceTimeZoneOption());
  for (const option of connectionOptions()) command.addOption(option);
}

async function waitFor(instance: string, options: WaitOptions, context: CommandContext): Promise<void> {
  const { clock, interruption, environment, stderr } = context;
  const gate = gateOf(instance, options);
  if (options.skip !== undefined) {
    return finish(skip(gate.instanceId, options.skip, clock), options, context);
  }
  if (options.outputFile !== undefined) checkWritable(options.outputFile);
  const client = connect(options, context);
  const progress = showWait({ clock, stream: stderr, environment, isQuiet: options.quiet === true });
  const { timeout: timeoutSeconds, serviceTimeZone: serviceOffsetMinutes } = options;
  const request = { client, clock, interruption, progress, gate, timeoutSeconds, serviceOffsetMinutes };
  finish(await wait(request), options, context);
}

/** Writes the result of a wait to every output, and records how the command ended. */
export function finish(result: CommandResult, options: WaitingOptions, context: CommandContext): void {
  const { clock, stderr, environment } = context;
  const { outcome } = result;
  if (!outcome) return;
  context.end(outcome.state);
  try {
    writeResult(result, options, context);
  } catch (error) {
    // Even if the result cannot be written, the user must see how the wait ended, and a failed migration must not look like a usage error.
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`error: ${printable(error.message)}\n`);
    if (result.report.tasks.length > 0)
      stderr.write(tableOf(result.report, { stream: stderr, nowMs: clock.wallClock() }));
    if (outcome.exitStatus === 0) context.end("usageError");
  }
  sayOutcome(outcome, options, context);
  reportToCi(result, { environment, stderr, junitFile: options.junit, dotenvFile: options.dotenv });
}

function sayOutcome(outcome: Outcome, options: WaitingOptions, { stderr }: CommandContext): void {
  if (outcome.exitStatus === 0) {
    if (!options.quiet) stderr.write(`${printable(outcome.headline)}\n`);
    return;
  }
  const reasons = outcome.reasons.map((reason) => `error: ${printable(reason)}\n`);
  // The reasons name each failed task; those of any other end begin with a summary of their own.
  const summary = outcome.state === "failed" ? [`${printable(outcome.headline)}\n`] : [];
  stderr.write([...reasons, ...summary].join(""));
}

/** @throws UsageError unless exactly one way of selecting tasks is given */
function gateOf(instance: string, options: WaitOptions): GateInputs {
  const { task: taskIds, name: taskNames, type: taskType, all } = options;
  const ways = Object.entries({ "--task": taskIds, "--name": taskNames, "--type": taskType, "--all": all });
  const given = ways.flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) {
    throw new UsageError(
      "No migrations selected: use --task, --name, --type, or --all for every task of the instance.",
    );
  }
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} cannot be combined. Select tasks in one way.`);
  const { onNoMatch, accept: acceptStatuses, failFast, pollInterval: pollIntervalSeconds, verify } = options;
  if (verify === "require" && taskType === "rabbitToRocket") throw inTerms({ problems: [cannotRequire] }, names);
  const running = acceptStatuses?.find(isRunning);
  if (running !== undefined) {
    throw new UsageError(
      `--accept: Must be finished or failed, but is "${running}": a task in that status has not ended.`,
    );
  }
  const inputs = { instanceId: instance, taskIds, taskNames, taskType };
  return readInputs(gateShape, { ...inputs, onNoMatch, acceptStatuses, failFast, pollIntervalSeconds, verify }, names);
}
