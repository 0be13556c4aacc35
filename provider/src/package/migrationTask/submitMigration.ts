import type { Client, Clock } from "../../cloud/index.ts";
import {
  describeNotMigrated,
  describeProblem,
  listTasks,
  type NotMigrated,
  type SharedLists,
  type SubmissionTerms,
  submitTask,
  validateMetadata,
} from "../../migration/index.ts";
import type { Report } from "../context.ts";
import { metadataOf } from "./metadataLists.ts";
import type { TaskNames } from "./names.ts";
import { reportPreflight } from "./reportPreflight.ts";
import { type FoundRun, findTask, firstFreeRun, type NamedRuns, runsAmong } from "./runs.ts";
import type { Checked, Outputs } from "./shapes.ts";

/** What a submission has to work with. */
export interface SubmissionContext {
  readonly client: Client;
  readonly clock: Clock;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly report: Report;
  /** The lists of topics and consumer groups that all calls share. */
  readonly lists: SharedLists;
  /** How the texts address the reader. */
  readonly terms: SubmissionTerms;
}

/** A migration that is at the service. */
export interface SubmittedMigration {
  readonly taskId: string;
  readonly name: string;
  /** True if its task existed: somebody had submitted it before, or has just done so. */
  readonly adopted: boolean;
  /** What was on the instance before the submission; absent if the task existed, or if it was not counted. */
  readonly countsBefore?: Outputs["countsBefore"];
}

/**
 * Submits a migration, unless the instance has a task of it. The names of its runs are all that identifies it: no state is needed,
 * and of several that submit it at the same time, one creates the task and the others find it.
 * @param names the names of its runs
 * @param deadlineMs when to stop waiting for the instance to run, in milliseconds of the clock's `now`
 * @throws CancelledError, NameTakenError, SubmissionLostError and others as submitTask
 */
export async function submitMigration(
  inputs: Checked,
  names: TaskNames,
  deadlineMs: number,
  context: SubmissionContext,
): Promise<SubmittedMigration> {
  const { instanceId } = inputs;
  const runs = { instanceId, names, metadata: metadataOf(inputs) };
  return submitRun(await findLatestRun(runs, context), inputs, deadlineMs, context);
}

/**
 * Searches for the latest run of a migration by its names: its task, or the name under which to submit it.
 * @throws NameTakenError if a name belongs to a task that migrates something else
 */
export async function findLatestRun(
  runs: NamedRuns,
  { client, signal }: Pick<SubmissionContext, "client" | "signal">,
): Promise<FoundRun> {
  const { tasks } = await listTasks(client, runs.instanceId, { signal });
  const found = await findTask(client, runsAmong(tasks, runs.names.runOf), tasks, runs, signal);
  return found ?? firstFreeRun(tasks, runs.names, 1);
}

/**
 * Submits a run, unless its task was found, and says before what is on the instance.
 * @throws as submitTask, and as reportPreflight
 */
export async function submitRun(
  { task, name }: FoundRun,
  inputs: Checked,
  deadlineMs: number,
  context: SubmissionContext,
): Promise<SubmittedMigration> {
  if (task) return { taskId: task.id, name, adopted: true };
  const { client, clock, signal, report, terms } = context;
  const countsBefore = await reportPreflight(inputs, context);
  const { instanceId, overwrite } = inputs;
  const onProgress = (line: string) => report.progress(line);
  const submission = { instanceId, name, overwrite, metadata: metadataOf(inputs) };
  const submitted = await submitTask(client, submission, { clock, signal, deadlineMs, onProgress, terms });
  return { name, ...submitted, ...(submitted.adopted || countsBefore === undefined ? {} : { countsBefore }) };
}

/** Warns of what will not be migrated, and of names that the service may refuse. */
export function warnOfLosses(given: Partial<Checked>, report: Report): void {
  const lost = describeNotMigrated((given.notMigrated ?? []) as NotMigrated[]);
  if (lost !== "") report.warning(lost);
  const doubts = validateMetadata(metadataOf(given)).filter(({ severity }) => severity === "warning");
  if (doubts.length === 0) return;
  const more = doubts.length > doubtsShown ? [`… and ${doubts.length - doubtsShown} more like these`] : [];
  report.warning([...doubts.slice(0, doubtsShown).map(describeProblem), ...more].join("\n"));
}

const doubtsShown = 10;
