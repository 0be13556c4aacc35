import {
  CancelledError,
  type Client,
  ConnectionError,
  isPassing,
  RocketMqError,
  ServiceError,
} from "../cloud/index.ts";
import { createTask } from "./createTask.ts";
import { getInstance } from "./getInstance.ts";
import { getTask } from "./getTask.ts";
import { listTasks } from "./listTasks.ts";
import { type Metadata, sameMetadata, submissionBody } from "./metadata/index.ts";
import type { Task } from "./task.ts";
import type { Clock } from "./waiting/clock.ts";

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
  /** True if it was there already: submitted by an earlier run whose answer, or whose state, was lost. */
  readonly adopted: boolean;
}

/** The name is taken by a task that migrates something else. */
export class NameTakenError extends RocketMqError {
  override readonly name = "NameTakenError";
  readonly code = "NAME_TAKEN";

  constructor(submission: Submission, tasks: readonly Task[], why: string) {
    const named = tasks.map((task) => `${task.id} (${task.status}, started ${task.startDate || "at an unknown time"})`);
    super(
      `The name "${submission.name}" is taken on instance ${submission.instanceId} by migration task ${named.join(" and ")}: ${why}. ` +
        "A name must be unique on its instance. Choose another name, leave the name out to have one made, or delete that task.",
    );
  }
}

/** The instance did not become ready for a migration in time. */
export class InstanceNotRunningError extends RocketMqError {
  override readonly name = "InstanceNotRunningError";
  readonly code = "INSTANCE_NOT_RUNNING";

  constructor(submission: Submission, status: string, cause: ServiceError) {
    super(
      `Migration task "${submission.name}" could not be submitted: instance ${submission.instanceId} is ${status}, but must be RUNNING (${cause.message})`,
    );
  }
}

/** The service's word that the instance is not RUNNING, the one refusal that passes by waiting. */
const instanceNotRunning = "DMS.00400026";

/** How often, and how long apart, the service is looked at for a task whose POST had no answer. */
const looksAfterLostAnswer = 5;
const firstPauseMs = 500;

/** How often a POST is sent at all: each time only after the task was looked for and not found. */
const maxPosts = 3;

const instancePollMs = 5_000;

/**
 * Submits a migration exactly once, however often this is called and whatever gets lost.
 * The task's name is the key: before each POST, and after each one without a clear answer, the instance is looked at
 * for a task of our name. If it migrates our metadata it is ours; if it migrates anything else that is an error.
 * A POST is never repeated blindly, and the service itself refuses a second task of the same name.
 * @throws NameTakenError, InstanceNotRunningError, CancelledError, and what the service refuses
 */
export async function submitTask(
  client: Client,
  submission: Submission,
  options: SubmitOptions,
): Promise<SubmittedTask> {
  const found = await findSubmitted(client, submission, options.signal);
  if (found) return { taskId: found.id, adopted: true };

  let postsLeft = maxPosts;
  for (;;) {
    try {
      postsLeft -= 1;
      const { instanceId, name, overwrite, metadata } = submission;
      const body = submissionBody(metadata);
      const taskId = await createTask(
        client,
        instanceId,
        { name, type: metadata.kind, overwrite, body },
        { signal: options.signal },
      );
      return { taskId, adopted: false };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (error instanceof ServiceError && error.errorCode === instanceNotRunning) {
        await waitForInstance(client, submission, error, options);
        postsLeft = maxPosts;
        continue;
      }
      // Whatever the fault: the task may be there, by this POST or by an earlier one of ours.
      const ours = await lookAfterFault(client, submission, error, options);
      if (ours) return { taskId: ours.id, adopted: true };
      if (postsLeft === 0 || !mayBePostedAgain(error)) throw error;
    }
  }
}

/**
 * Looks for the task that carries this submission.
 * @throws NameTakenError if a task of that name migrates something else, or if there are several
 */
export async function findSubmitted(
  client: Client,
  submission: Submission,
  signal: AbortSignal,
): Promise<Task | undefined> {
  const { tasks } = await listTasks(client, submission.instanceId, { signal });
  const named = tasks.filter((task) => task.name === submission.name);
  const [first, second] = named;
  if (!first) return undefined;
  if (second)
    throw new NameTakenError(submission, named, "there are several of that name, so none can be told to be ours");
  const detail = await getTask(client, submission.instanceId, first.id, { signal });
  if (!detail.metadata) throw new NameTakenError(submission, named, "the service does not tell what it migrates");
  if (!sameMetadata(detail.metadata, submission.metadata)) {
    throw new NameTakenError(submission, named, "it migrates other metadata");
  }
  return detail;
}

/** After a fault of the POST: once for a clear refusal, several times when the answer was lost. */
async function lookAfterFault(client: Client, submission: Submission, fault: unknown, options: SubmitOptions) {
  const looks = mayBePostedAgain(fault) ? looksAfterLostAnswer : 1;
  for (let look = 0; look < looks; look += 1) {
    options.onProgress("the answer to the submission was lost, looking for the task");
    if (look > 0) await pause(firstPauseMs * 2 ** (look - 1), options);
    try {
      const found = await findSubmitted(client, submission, options.signal);
      if (found) return found;
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (look === looks - 1) throw fault;
    }
  }
  return undefined;
}

/** A lost answer or a fault of the moment; what the service refused it would refuse again. */
function mayBePostedAgain(error: unknown): boolean {
  return isPassing(error) || error instanceof ConnectionError;
}

async function waitForInstance(
  client: Client,
  submission: Submission,
  refusal: ServiceError,
  { clock, signal, deadlineMs, onProgress }: SubmitOptions,
): Promise<void> {
  let status = "not RUNNING";
  do {
    onProgress(`instance is ${status}, waiting for RUNNING`);
    if (clock.now() + instancePollMs > deadlineMs) throw new InstanceNotRunningError(submission, status, refusal);
    await pause(instancePollMs, { clock, signal });
    try {
      status = (await getInstance(client, submission.instanceId, { signal })).status || "in an unknown state";
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  } while (status !== "RUNNING");
}

/** @throws CancelledError if the user pressed Ctrl-C */
async function pause(ms: number, { clock, signal }: Pick<SubmitOptions, "clock" | "signal">): Promise<void> {
  await clock.sleep(ms, signal);
  if (signal.aborted) throw new CancelledError();
}
