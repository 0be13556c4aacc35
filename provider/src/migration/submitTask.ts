import {
  CancelledError,
  type Client,
  ConnectionError,
  isTransient,
  RocketMqError,
  ServiceError,
  TimeoutError,
} from "../cloud/index.ts";
import { createTask } from "./createTask.ts";
import { TaskNotFoundError } from "./errors.ts";
import { getInstance } from "./getInstance.ts";
import { getTask, type TaskDetail } from "./getTask.ts";
import { listTasks } from "./listTasks.ts";
import { type Metadata, sameMetadata, submissionBody } from "./metadata/index.ts";
import type { Task } from "./task.ts";
import type { Clock } from "./waiting/clock.ts";
import { durationText } from "./waiting/wording.ts";

/** A migration to submit. Its name is its identity: the instance has one task of a name. */
export interface Submission {
  readonly instanceId: string;
  readonly name: string;
  /** Change metadata of the same name that exists; false: the task fails on it. */
  readonly overwrite: boolean;
  readonly metadata: Metadata;
}

export interface SubmitOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When to give up waiting for the instance to run, in milliseconds of the clock. */
  readonly deadlineMs: number;
  /** Told what it waits for, in a few words. */
  readonly onProgress: (text: string) => void;
}

/** The task that carries the submission. */
export interface SubmittedTask {
  readonly taskId: string;
  /** True if it was found after the service had refused to create it: somebody else submitted it just before. */
  readonly adopted: boolean;
}

/** The name is taken by a task that migrates something else. */
export class NameTakenError extends RocketMqError {
  override readonly name = "NameTakenError";
  readonly code = "NAME_TAKEN";

  /** @param why what keeps the task from being taken over, as a clause */
  constructor(name: string, instanceId: string, tasks: readonly Task[], why: string) {
    const named = tasks.map((task) => `${task.id} (${task.status}, started ${task.startDate || "at an unknown time"})`);
    super(
      `The name "${name}" is taken on instance ${instanceId} by migration task ${named.join(" and ")}: ${why}. ` +
        "A name must be unique on its instance. Choose another name, leave the name out to have one made, or delete that task.",
    );
  }
}

/** The instance did not become ready for a migration in time. */
class InstanceNotRunningError extends RocketMqError {
  override readonly name = "InstanceNotRunningError";
  readonly code = "INSTANCE_NOT_RUNNING";

  constructor({ name, instanceId }: Submission, status: string, waitedMs: number, cause: ServiceError) {
    super(
      `Migration task "${name}" could not be submitted: after ${durationText(waitedMs)} instance ${instanceId} is ${status}, but must be RUNNING. ` +
        `Look at the instance, or wait longer by customTimeouts. The service said: ${cause.message}`,
    );
  }
}

/** Whether the task exists is not known: the answer to its submission was lost, and it was not found either. */
class SubmissionLostError extends RocketMqError {
  override readonly name = "SubmissionLostError";
  readonly code = "SUBMISSION_LOST";

  constructor({ name, instanceId }: Submission, cause: unknown) {
    super(
      `Whether migration task "${name}" was submitted to instance ${instanceId} is not known: ${cause instanceof Error ? cause.message : String(cause)} ` +
        "Run the update again: it looks for the task by its name, and takes it over if it is there.",
    );
  }
}

/** How often, and how long apart, the service is looked at for a task whose POST had no answer. */
const looksAfterLostAnswer = 5;
const firstPauseMs = 500;

/** How often a POST is sent at all: each time only after the task was looked for and not found. */
const maxPosts = 3;

/** How long apart an instance that does not run is looked at: from the first to the last. */
const firstInstancePauseMs = 1_000;
const longestInstancePauseMs = 15_000;

/**
 * Submits a migration exactly once, whatever gets lost. The caller has looked for the task before.
 * The task's name is the key: after each POST without a clear answer the instance is searched for a task of that name.
 * If it migrates our metadata it is ours; if it migrates anything else, that is an error.
 * A POST is never repeated blindly, and the service itself refuses a second task of the same name.
 * @throws NameTakenError, InstanceNotRunningError, SubmissionLostError, CancelledError, and what the service refuses
 */
export async function submitTask(
  client: Client,
  submission: Submission,
  options: SubmitOptions,
): Promise<SubmittedTask> {
  try {
    return await submit(client, submission, options);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    const { name, instanceId } = submission;
    throw new CancelledError(
      `Cancelled while migration task "${name}" was being submitted to instance ${instanceId}. The next update looks for it by its name, and goes on.`,
    );
  }
}

async function submit(client: Client, submission: Submission, options: SubmitOptions): Promise<SubmittedTask> {
  const { signal } = options;
  let isLost = false;
  for (let postsLeft = maxPosts; ; ) {
    try {
      postsLeft -= 1;
      return { taskId: await post(client, submission, signal), adopted: false };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (error instanceof ServiceError && error.kind === "instanceNotRunning") {
        await untilRunning(client, submission, error, options);
        postsLeft = maxPosts;
        continue;
      }
      // Whatever the fault: the task may be there, by this POST or by an earlier one of ours.
      const ours = await lookAfterFault(client, submission, error, options);
      isLost ||= wasLost(error);
      if (ours) return { taskId: ours.id, adopted: !isLost };
      if (postsLeft === 0 || !isTransient(error))
        throw wasLost(error) ? new SubmissionLostError(submission, error) : error;
    }
  }
}

function post(
  client: Client,
  { instanceId, name, overwrite, metadata }: Submission,
  signal: AbortSignal,
): Promise<string> {
  const task = { name, type: metadata.kind, overwrite, body: submissionBody(metadata) };
  return createTask(client, instanceId, task, { signal });
}

/**
 * Looks for the task that carries this submission.
 * @throws NameTakenError if a task of that name migrates something else, or if there are several
 */
async function findSubmitted(
  client: Pick<Client, "get">,
  { instanceId, name, metadata }: Submission,
  signal: AbortSignal,
): Promise<Task | undefined> {
  const { tasks } = await listTasks(client, instanceId, { signal });
  const named = tasks.filter((task) => task.name === name);
  const [first, second] = named;
  if (!first) return undefined;
  if (second) throw new NameTakenError(name, instanceId, named, severalOfThatName);
  return findSameTask(client, instanceId, first, metadata, signal);
}

/** Why none of several tasks is taken over. */
export const severalOfThatName = "there are several of that name, so none can be told to be ours";

/**
 * Reads a listed task in full, if it migrates this metadata. Undefined if it has been deleted since it was listed.
 * @throws NameTakenError if it migrates anything else, or the service does not tell what
 */
export async function findSameTask(
  client: Pick<Client, "get">,
  instanceId: string,
  task: Task,
  metadata: Metadata,
  signal: AbortSignal,
): Promise<TaskDetail | undefined> {
  const detail = await readDetail(client, instanceId, task.id, signal);
  if (!detail) return undefined;
  const taken = (why: string) => new NameTakenError(task.name, instanceId, [task], why);
  if (!detail.metadata) throw taken("the service does not tell what it migrates");
  if (!sameMetadata(detail.metadata, metadata)) throw taken("it migrates other metadata");
  return detail;
}

/** A task that is listed may have been deleted since. */
async function readDetail(client: Pick<Client, "get">, instanceId: string, taskId: string, signal: AbortSignal) {
  try {
    return await getTask(client, instanceId, taskId, { signal });
  } catch (error) {
    if (error instanceof TaskNotFoundError) return undefined;
    throw error;
  }
}

/** After a fault of the POST: once where it surely had no effect, several times when its answer was lost. */
async function lookAfterFault(client: Client, submission: Submission, fault: unknown, options: SubmitOptions) {
  const isLost = wasLost(fault);
  if (isLost) options.onProgress("the answer to the submission was lost, looking for the task");
  const looks = isLost ? looksAfterLostAnswer : 1;
  for (let look = 1; look <= looks; look += 1) {
    try {
      const found = await findSubmitted(client, submission, options.signal);
      if (found) return found;
    } catch (error) {
      if (error instanceof CancelledError || error instanceof NameTakenError) throw error;
      // Not knowing what is there, we must not submit again.
      if (!isTransient(error) || look === looks) throw isLost ? new SubmissionLostError(submission, fault) : fault;
    }
    if (look < looks) await pause(firstPauseMs * 2 ** (look - 1), options);
  }
  return undefined;
}

/** True if the POST may have had an effect all the same: anything but a refusal, or a request that never left. */
function wasLost(fault: unknown): boolean {
  if (fault instanceof ServiceError) return fault.isTransient && !fault.isThrottling;
  if (fault instanceof ConnectionError || fault instanceof TimeoutError) return !fault.neverSent;
  return true;
}

async function untilRunning(
  client: Client,
  submission: Submission,
  refusal: ServiceError,
  options: SubmitOptions,
): Promise<void> {
  const { clock, signal, deadlineMs, onProgress } = options;
  const startedAtMs = clock.now();
  let status = "not RUNNING";
  let told = "";
  for (let pauseMs = firstInstancePauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestInstancePauseMs)) {
    const text = `instance is ${status}, waiting for RUNNING`;
    if (text !== told) onProgress(text);
    told = text;
    const now = clock.now();
    if (now >= deadlineMs) throw new InstanceNotRunningError(submission, status, now - startedAtMs, refusal);
    await pause(Math.min(pauseMs, deadlineMs - now), options);
    try {
      status = (await getInstance(client, submission.instanceId, { signal })).status || "in an unknown state";
      if (status === "RUNNING") return;
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}

/** @throws CancelledError if the user pressed Ctrl-C */
async function pause(ms: number, { clock, signal }: SubmitOptions): Promise<void> {
  await clock.sleep(ms, signal);
  if (signal.aborted) throw new CancelledError();
}
