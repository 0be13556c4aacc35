import { statSync } from "node:fs";
import type { Command } from "commander";
import { CancelledError, type Client, type Clock, isTransient, messageOf, printable } from "../cloud/index.ts";
import { countText, durationText, InstanceNotRunningError, PollerRegistry } from "../migration/index.ts";
import type { CallContext } from "../package/context.ts";
import { InvalidPropertiesError, type Properties, read, type Values } from "../package/definition/index.ts";
import { inputs as gateShape } from "../package/migrationGate/shapes.ts";
import { previewMigration, type SubmittedMigration, submitMigration } from "../package/migrationTask/create.ts";
import { metadataOf } from "../package/migrationTask/metadataLists.ts";
import { checkedInputs } from "../package/migrationTask/shapes.ts";
import { migrationTask } from "../package/migrationTask.ts";
import { OperationMemory } from "../package/operationMemory.ts";
import { moduleToken } from "../package/packageName.ts";
import { connect } from "./connection.ts";
import { UsageError } from "./failure.ts";
import { inTerms, readInputs } from "./inputs.ts";
import { itemNouns } from "./itemNouns.ts";
import type { CommandResult } from "./outcome.ts";
import { print } from "./output.ts";
import { checkWritable, replaceFile } from "./replaceFile.ts";
import type { Surroundings } from "./surroundings.ts";
import { endWithoutTask, skip, wait } from "./wait.ts";
import { addWaitingOptions, finish, type WaitingOptions } from "./waitCommand.ts";
import { showWait, type WaitProgress } from "./waitProgress.ts";

interface RunOptions extends WaitingOptions {
  readonly definitions?: string;
  readonly vhost?: string;
  readonly metadata?: string;
  readonly topics?: string;
  readonly subscriptionGroups?: string;
  readonly name?: string;
  readonly overwrite?: boolean;
  readonly strict?: boolean;
  readonly trigger?: string[];
  readonly dryRun?: boolean;
}

/** What the command line calls the inputs of a migration task. */
const names = {
  instanceId: "INSTANCE",
  definitionsFile: "--definitions",
  vhost: "--vhost",
  metadataFile: "--metadata",
  topicsFile: "--topics",
  subscriptionGroupFile: "--subscription-groups",
  name: "--name",
  overwrite: "--overwrite",
  strict: "--strict",
  triggers: "--trigger",
  verify: "--verify",
};

/** Generated names are computed from a URN: the same migration gets the same name in every run. */
const urn = `urn:pulumi:command::rocketmq-migration::${moduleToken}:MigrationTask::run`;

/** `run INSTANCE`: submits a migration, as a MigrationTask does, and waits for it. */
export function addRunCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command("run")
    .summary("run a migration and wait until it has finished")
    .description(
      "Submits what a broker exported, and waits until the migration has finished. If the same migration was submitted before and its " +
        "record still exists, it is not run again: the command waits for that task. If the record has been deleted, the migration runs " +
        "again. To prevent that, use a MigrationTask in a Pulumi program, which keeps it in state.",
    )
    .argument("<instance>", "ID of the RocketMQ instance to migrate to")
    .option("--definitions <file>", "RabbitMQ's definitions.json")
    .option("--vhost <name>", "migrate only this vhost of --definitions")
    .option("--metadata <file>", "output of RocketMQ's mqadmin exportMetadata")
    .option("--topics <file>", "a RocketMQ broker's topics.json")
    .option("--subscription-groups <file>", "a RocketMQ broker's subscriptionGroup.json")
    .option("--name <name>", "name of the task (default: generated from what is migrated)")
    .option("--overwrite", "overwrite existing metadata of the same name (default: fail)")
    .option("--strict", "refuse a file with anything that would not be migrated")
    .option("--trigger <value...>", "any text; a new value runs the same migration again")
    .option("--dry-run", "say what would be migrated, and what would be lost; submit nothing");
  addWaitingOptions(command, "warn");
  command.action((instance: string, options: RunOptions) => runMigrationOf(instance, options, surroundings));
}

async function runMigrationOf(instance: string, options: RunOptions, surroundings: Surroundings): Promise<void> {
  const { clock, environment, stderr } = surroundings;
  if (options.skip !== undefined) {
    const { instanceId } = readInputs({ instanceId: gateShape.instanceId }, { instanceId: instance }, names);
    return finish(skip(instanceId, options.skip, clock), options, surroundings);
  }
  const memory = new OperationMemory();
  const inputs = await checkedRun(instance, options, memory);
  if (options.outputFile !== undefined) checkWritable(options.outputFile);
  const client = connect(options, surroundings);
  const isQuiet = options.quiet === true;
  const progress = showWait({ clock, stream: stderr, environment, isQuiet: isQuiet || options.dryRun === true });
  const say = options.dryRun && !isQuiet ? (text: string) => stderr.write(`${printable(text)}\n`) : progress.note;
  try {
    const context = contextOf(client, say, memory, surroundings);
    if (options.dryRun) return await preview(inputs, context, options, surroundings);
    const result = await submitAndWait({ inputs, options, client, context, progress }, surroundings);
    finish(result, options, surroundings);
    if (result.outcome?.state === "failed") stderr.write(`${retryText(result, options)}\n`);
  } finally {
    progress.close();
  }
}

/** A run that is ready to start. */
interface Run {
  readonly inputs: Values<typeof checkedInputs>;
  readonly options: RunOptions;
  readonly client: Client;
  readonly context: CallContext;
  readonly progress: WaitProgress;
}

async function submitAndWait(run: Run, { clock, interruption }: Surroundings): Promise<CommandResult> {
  const { inputs, options, client, progress } = run;
  const { timeout, pollInterval: pollIntervalSeconds, serviceTimeZone } = options;
  const { instanceId } = inputs;
  const deadlineMs = clock.now() + timeout * 1000;
  let submitted: SubmittedMigration;
  try {
    submitted = await submit(run, deadlineMs, clock);
  } catch (error) {
    const isLate = error instanceof CancelledError && interruption.received() === undefined;
    if (!isLate && !(error instanceof InstanceNotRunningError)) throw error;
    const reasons = isLate ? [`Timed out after ${durationText(timeout * 1000)}. ${submissionText}`] : [error.message];
    return endWithoutTask(instanceId, { state: "timedOut", reasons, waitedSeconds: timeout }, clock);
  }
  const { how, outputs } = submitted;
  const task = `"${outputs.name}" (${outputs.taskId})`;
  progress.note(
    how === "submitted"
      ? `Submitted migration task ${task}.`
      : `Migration task ${task} was already submitted; waiting for it.`,
  );
  const wanted = {
    instanceId,
    taskIds: [outputs.taskId],
    onNoMatch: "wait",
    pollIntervalSeconds,
    verify: inputs.verify,
  };
  return wait({
    client,
    clock,
    interruption,
    progress,
    gate: readInputs(gateShape, wanted, { pollIntervalSeconds: "--poll-interval" }),
    // A new task may be listed late. One that was seen and is gone is another matter: nothing tells how it ended.
    onVanish: "fail",
    timeoutSeconds: Math.max(0, (deadlineMs - clock.now()) / 1000),
    serviceOffsetMinutes: serviceTimeZone,
  });
}

const submitPauseMs = 5000;
/** The longest delay of a timer in Node. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Submits the migration. Transient errors are tried again until the deadline: every attempt searches for the task first.
 * @throws CancelledError on Ctrl-C, and at the deadline
 */
async function submit(
  { inputs, context, progress }: Run,
  deadlineMs: number,
  clock: Clock,
): Promise<SubmittedMigration> {
  const leftMs = () => deadlineMs - clock.now();
  const deadline = AbortSignal.timeout(Math.min(Math.ceil(leftMs()), longestTimerMs));
  const signal = AbortSignal.any([context.signal, deadline]);
  for (;;) {
    try {
      return await submitMigration({ urn, inputs, timeoutSeconds: leftMs() / 1000 }, { ...context, signal });
    } catch (error) {
      if (error instanceof CancelledError && context.signal.aborted) {
        throw new CancelledError(`Cancelled. ${submissionText}`);
      }
      if (!isTransient(error)) throw error;
      progress.note(`${messageOf(error)} Trying again.`);
      await clock.sleep(Math.min(submitPauseMs, Math.max(0, leftMs())), signal);
    }
  }
}

const submissionText =
  "The migration may have been submitted. Run the command again: it looks for the task by its name first, and does not submit it twice.";

/** A failed migration is never run again by itself: it may have changed the instance already. */
function retryText({ report }: CommandResult, { overwrite, name }: RunOptions): string {
  if (!report.tasks.some(({ status }) => status === "failed")) {
    return "Check on the instance what was migrated before you run the command again: without the task's record, it submits the migration again.";
  }
  const overwriting = overwrite ? "" : " --overwrite (part of it is already on the instance) and";
  const renewing = name === undefined ? "a new --trigger value" : "another --name";
  return `To migrate again, fix the cause and rerun with${overwriting} ${renewing}.`;
}

/** @throws UsageError if the command line or a file is wrong */
async function checkedRun(
  instance: string,
  options: RunOptions,
  memory: OperationMemory,
): Promise<Values<typeof checkedInputs>> {
  const { definitions, vhost, metadata, topics, subscriptionGroups } = options;
  const { name, overwrite, strict, verify, trigger } = options;
  const files = {
    definitionsFile: definitions,
    metadataFile: metadata,
    topicsFile: topics,
    subscriptionGroupFile: subscriptionGroups,
  };
  for (const [property, file] of Object.entries(files)) {
    if (file !== undefined) checkReadable(names[property as keyof typeof files], file);
  }
  const given = { instanceId: instance, ...files, vhost, name, overwrite, strict, verify, triggers: trigger };
  const news = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Properties;
  if (Object.values(files).every((file) => file === undefined)) {
    throw new UsageError("Nothing to migrate: give --definitions, --metadata, or --topics and --subscription-groups.");
  }
  if (name !== undefined && trigger !== undefined) {
    throw new UsageError(
      "--trigger and --name cannot be combined. To run the migration again, give it another --name.",
    );
  }
  if (options.dryRun && options.output !== "table") throw new UsageError("--output cannot be combined with --dry-run.");
  const { inputs, problems } = await migrationTask.check({ urn, olds: undefined, news, secrets: new Set(), memory });
  if (problems.length > 0) throw inTerms(new InvalidPropertiesError(problems), names);
  return read(checkedInputs, inputs);
}

function checkReadable(option: string, file: string): void {
  try {
    if (statSync(file).isFile()) return;
  } catch (error) {
    throw new UsageError(`${option}: Cannot read ${file}: ${messageOf(error)}.`);
  }
  throw new UsageError(`${option}: ${file} is not a file.`);
}

function contextOf(
  client: Client,
  say: (text: string) => void,
  memory: OperationMemory,
  { clock, interruption }: Surroundings,
): CallContext {
  return {
    client,
    clock,
    memory,
    signal: interruption.signal,
    pollers: new PollerRegistry(clock),
    secrets: new Set(),
    report: {
      progress: say,
      info: say,
      warning: (text) => say(`warning: ${text}`),
    },
  };
}

/** Prints what would be migrated. What would be lost, and whether the task exists already, goes to standard error as it does in a preview. */
async function preview(
  inputs: Values<typeof checkedInputs>,
  context: CallContext,
  { outputFile, quiet }: RunOptions,
  { stdout }: Surroundings,
): Promise<void> {
  const outlook = await previewMigration({ urn, inputs, unknowns: new Set() }, context);
  const counts = Object.entries(metadataOf(inputs)).flatMap(([list, items]) =>
    Array.isArray(items) && items.length > 0 ? [countText(items.length, itemNouns[list] ?? list)] : [],
  );
  const plan = `Migration task "${outlook.name}" (${outlook.type}) on instance ${inputs.instanceId}: ${counts.join(", ")}.\n`;
  if (outputFile !== undefined) replaceFile(outputFile, plan);
  else if (!quiet) print(stdout, plan);
}
