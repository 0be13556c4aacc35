import { statSync } from "node:fs";
import type { Command } from "commander";
import { CancelledError, isTransient, messageOf, printable } from "../cloud/index.ts";
import {
  durationText,
  InstanceNotRunningError,
  SharedLists,
  type SubmissionTerms,
  statusText,
} from "../migration/index.ts";
import { InvalidPropertiesError, read } from "../package/definition/index.ts";
import { properties } from "../package/definition/resource.ts";
import { inputs as gateShape } from "../package/migrationGate/shapes.ts";
import { migrationInputs } from "../package/migrationTask/check.ts";
import { metadataOf } from "../package/migrationTask/metadataLists.ts";
import { explicitNames, generatedNames, type TaskNames } from "../package/migrationTask/names.ts";
import { reportPreflight } from "../package/migrationTask/reportPreflight.ts";
import { type Checked, checkedInputs, inputs as taskShape } from "../package/migrationTask/shapes.ts";
import {
  findLatestRun,
  type SubmissionContext,
  type SubmittedMigration,
  submitMigration,
  warnOfLosses,
} from "../package/migrationTask/submitMigration.ts";
import type { CommandContext } from "./commandContext.ts";
import { connect } from "./connection.ts";
import { UsageError } from "./failure.ts";
import { inTerms, readInputs } from "./inputs.ts";
import { itemCounts } from "./itemCounts.ts";
import type { CommandResult } from "./outcome.ts";
import { print } from "./output.ts";
import { checkWritable, replaceFile } from "./replaceFile.ts";
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

/** Generated names follow from the migration alone: the same migration gets the same name in every run, on every machine. */
const naming = { label: "run", scope: ["command", "rocketmq-migration"] };

/** `run INSTANCE`: submits a migration and waits for it, as a MigrationTask does. */
export function addRunCommand(program: Command, context: CommandContext): void {
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
    .option("--dry-run", "show what would be migrated and what would be lost, but submit nothing");
  addWaitingOptions(command, "warn");
  command.action((instance: string, options: RunOptions) => runMigrationOf(instance, options, context));
}

async function runMigrationOf(instance: string, options: RunOptions, context: CommandContext): Promise<void> {
  const { clock, environment, stderr, interruption } = context;
  if (options.skip !== undefined) {
    const { instanceId } = readInputs({ instanceId: gateShape.instanceId }, { instanceId: instance }, names);
    return finish(skip(instanceId, options.skip, clock), options, context);
  }
  const inputs = await checkedRun(instance, options);
  if (options.outputFile !== undefined) checkWritable(options.outputFile);
  const client = connect(options, context);
  const isQuiet = options.quiet === true;
  const progress = showWait({ clock, stream: stderr, environment, isQuiet: isQuiet || options.dryRun === true });
  const say = options.dryRun && !isQuiet ? (text: string) => stderr.write(`${printable(text)}\n`) : progress.note;
  const report = { progress: say, info: say, warning: (text: string) => say(`warning: ${text}`) };
  const submission = { client, clock, signal: interruption.signal, report, terms, lists: new SharedLists() };
  try {
    warnOfLosses(inputs, report);
    if (options.dryRun) return await preview(inputs, submission, options, context);
    const result = await submitAndWait({ inputs, options, submission, progress }, context);
    finish(result, options, context);
    if (result.outcome?.state === "failed") stderr.write(`${retryText(result, options)}\n`);
  } finally {
    progress.close();
  }
}

/** A run that is ready to start. */
interface Run {
  readonly inputs: Checked;
  readonly options: RunOptions;
  readonly submission: SubmissionContext;
  readonly progress: WaitProgress;
}

async function submitAndWait(run: Run, { clock, interruption }: CommandContext): Promise<CommandResult> {
  const { inputs, options, submission, progress } = run;
  const { timeout, pollInterval: pollIntervalSeconds, serviceTimeZone } = options;
  const { instanceId } = inputs;
  const deadlineMs = clock.now() + timeout * 1000;
  let submitted: SubmittedMigration;
  try {
    submitted = await submit(inputs, deadlineMs, submission);
  } catch (error) {
    const isLate = error instanceof CancelledError && interruption.received() === undefined;
    if (!isLate && !(error instanceof InstanceNotRunningError)) throw error;
    const reasons = isLate ? [`Timed out after ${durationText(timeout * 1000)}. ${error.message}`] : [error.message];
    return endWithoutTask(instanceId, { state: "timedOut", reasons, waitedSeconds: timeout }, clock);
  }
  const { adopted, name, taskId } = submitted;
  const task = `"${name}" (${taskId})`;
  progress.note(
    adopted ? `Migration task ${task} was already submitted; waiting for it.` : `Submitted migration task ${task}.`,
  );
  const wanted = { instanceId, taskIds: [taskId], onNoMatch: "wait", pollIntervalSeconds, verify: inputs.verify };
  return wait({
    client: submission.client,
    clock,
    interruption,
    progress,
    gate: readInputs(gateShape, wanted, { pollIntervalSeconds: "--poll-interval" }),
    // A new task may take a moment to be listed. But if one was seen and has vanished, nothing says how it ended.
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
 * @throws CancelledError on Ctrl-C, and at the deadline: it says what the last error was
 */
async function submit(inputs: Checked, deadlineMs: number, submission: SubmissionContext): Promise<SubmittedMigration> {
  const { clock, report, signal: interrupted } = submission;
  const leftMs = () => Math.max(0, deadlineMs - clock.now());
  const deadline = AbortSignal.timeout(Math.min(Math.ceil(leftMs()), longestTimerMs));
  const signal = AbortSignal.any([interrupted, deadline]);
  let fault = "";
  for (;;) {
    try {
      return await submitMigration(inputs, namesOf(inputs), deadlineMs, { ...submission, signal });
    } catch (error) {
      if (error instanceof CancelledError) {
        const last = fault === "" ? "" : ` The last error: ${fault}`;
        throw new CancelledError(`${interrupted.aborted ? "Cancelled. " : ""}${submissionText}${last}`);
      }
      if (!isTransient(error)) throw error;
      // An outage of an hour must not fill the log with one text.
      if (messageOf(error) !== fault) report.info(`${messageOf(error)} Trying again.`);
      fault = messageOf(error);
      await clock.sleep(Math.min(submitPauseMs, leftMs()), signal);
    }
  }
}

/** The names of the migration's runs. */
function namesOf(inputs: Checked): TaskNames {
  const { instanceId, name, triggers } = inputs;
  return name === undefined
    ? generatedNames({ ...naming, instanceId, metadata: metadataOf(inputs), triggers })
    : explicitNames(name);
}

const terms: SubmissionTerms = {
  runAgain: "Run the command again",
  timeout: "--timeout",
  overwrite: { isOn: "--overwrite is set", isOff: "--overwrite is not set", turnOn: "Set it" },
};

const submissionText = `The migration may have been submitted. ${terms.runAgain}: it looks for the task by name first, and does not submit it twice.`;

/** A failed migration is never run again by itself: it may have changed the instance already. */
function retryText({ report }: CommandResult, { overwrite, name }: RunOptions): string {
  const [task] = report.tasks;
  if (task?.status !== "failed" && task?.status !== "finished") {
    return "Before you run the command again, check what was migrated to the instance: the task's record is gone, so the migration would be submitted again.";
  }
  const overwriting = overwrite ? "" : " --overwrite (part of it is already on the instance) and";
  const renewing = name === undefined ? "a new --trigger value" : "another --name";
  const again = `rerun with${overwriting} ${renewing}.`;
  if (task.status === "failed") return `To migrate again, fix the cause and ${again}`;
  return `Fix that, and run the same command again: it verifies again and submits nothing. To migrate again, ${again}`;
}

/** @throws UsageError if the command line or a file is wrong */
async function checkedRun(instance: string, options: RunOptions): Promise<Checked> {
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
  if (Object.values(files).every((file) => file === undefined)) {
    throw new UsageError("Nothing to migrate: use --definitions, --metadata, or --topics and --subscription-groups.");
  }
  if (name !== undefined && trigger !== undefined) {
    throw new UsageError("--trigger and --name cannot be combined. To run the migration again, use another --name.");
  }
  // An unset variable of a pipeline would run a migration again that nobody asked for.
  if (trigger?.some((value) => value.trim() === "")) throw new UsageError("--trigger: Must not be empty.");
  if (options.dryRun && options.output !== "table") throw new UsageError("--output cannot be combined with --dry-run.");
  const given = { instanceId: instance, ...files, vhost, name, overwrite, strict, verify, triggers: trigger };
  const call = (property: string) => names[property as keyof typeof names] ?? property;
  const { inputs, problems } = await migrationInputs(properties(readInputs(taskShape, given, names)), { call });
  if (!inputs || problems.length > 0) throw inTerms(new InvalidPropertiesError(problems), names);
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

/** Prints what would be migrated. If the task already exists, standard error says so. */
async function preview(
  inputs: Checked,
  submission: SubmissionContext,
  { outputFile, quiet }: RunOptions,
  { stdout }: CommandContext,
): Promise<void> {
  const { instanceId } = inputs;
  const metadata = metadataOf(inputs);
  const { task, name } = await findLatestRun({ instanceId, metadata, names: namesOf(inputs) }, submission);
  if (task) {
    submission.report.info(
      `Migration task "${name}" (${task.id}) was already submitted (${statusText(task.status)}). It would not be submitted again.`,
    );
  }
  if (!task) await reportPreflight(inputs, submission);
  const plan = `Migration task "${name}" (${metadata.kind}) on instance ${instanceId}: ${itemCounts(metadata).join(", ")}.\n`;
  if (outputFile !== undefined) replaceFile(outputFile, plan);
  else if (!quiet) print(stdout, plan);
}
