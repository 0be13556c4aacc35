import type { Clock } from "../cloud/index.ts";
import {
  CancelledError,
  type Client,
  ConnectionError,
  isTransient,
  ServiceError,
  TimeoutError,
} from "../cloud/index.ts";
import { createTask } from "./createTask.ts";
import { InstanceNotRunningError, NameTakenError, SubmissionLostError } from "./errors.ts";
import { findSameTask, severalOfThatName } from "./findSameTask.ts";
import { getInstance } from "./getInstance.ts";
import { listTasks } from "./listTasks.ts";
import { type Metadata, submissionBody } from "./metadata/index.ts";
import type { SubmissionTerms } from "./submissionTerms.ts";
import type { Task } from "./task.ts";

/** A migration to submit. Its name identifies it: an instance has only one task of a name. */
export interface Submission {
  readonly instanceId: string;
  readonly name: string;
  /** True: change existing metadata of the same name. False: the task fails if there is any. */
  readonly overwrite: boolean;
  readonly metadata: Metadata;
}

/** What a submission needs besides the client. */
export interface SubmitOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** When to stop waiting for the instance to run, in milliseconds of the clock's `now`. */
  readonly deadlineMs: number;
  /** How the errors address the reader. */
  readonly terms: SubmissionTerms;
  /** Called with a short text whenever the submission waits for something else. */
  readonly onProgress: (text: string) => void;
}

/** The task that runs the submitted migration. */
export interface SubmittedTask {
  readonly taskId: string;
  /** True if the service refused to create it because somebody else had just submitted it. */
  readonly adopted: boolean;
}

/** How often to search for a task after the response to its POST was lost. */
const searchesAfterLostResponse = 5;
/** The pause after the first search; it doubles each time. */
const firstSearchPauseMs = 500;

/** How many POSTs to send at most; each further one only after a search found no task. */
const maxPosts = 3;

/** The pauses between polls of an instance that is not running grow from the first to the longest. */
const firstInstancePauseMs = 1000;
const longestInstancePauseMs = 15_000;

/**
 * Submits a migration exactly once, even if responses are lost. The caller has already searched for the task.
 * The task's name is the key: after each POST without a clear result, the instance is searched for a task of that name.
 * A task with the same metadata is the submitted one; a task with other metadata is an error.
 * A POST is never repeated without that search, and the service refuses a second task of the same name.
 * @throws NameTakenError if the name belongs to a task that migrates something else
 * @throws InstanceNotRunningError if the instance is not RUNNING by the deadline
 * @throws SubmissionLostError if it is unknown whether the task exists
 * @throws CancelledError if the signal aborts
 * @throws ServiceError and the client's other errors if the service refuses the submission
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
      `Cancelled while submitting migration task "${name}" to instance ${instanceId}. ${options.terms.runAgain}: it searches for the task by name, and does not submit it twice.`,
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
      // After any error the task may exist, from this POST or an earlier one.
      const ours = await searchAfterError(client, submission, error, options);
      isLost ||= wasLost(error);
      if (ours) return { taskId: ours.id, adopted: !isLost };
      if (postsLeft === 0 || !isTransient(error))
        throw wasLost(error) ? new SubmissionLostError(submission, error, options.terms) : error;
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
 * Searches for the task of this submission.
 * @throws NameTakenError if a task of that name migrates something else, or several tasks have the name
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

/** Searches once if the failed POST certainly had no effect, several times if its response was lost. */
async function searchAfterError(client: Client, submission: Submission, postError: unknown, options: SubmitOptions) {
  const isLost = wasLost(postError);
  if (isLost) options.onProgress("response lost, searching for the task");
  const searches = isLost ? searchesAfterLostResponse : 1;
  for (let search = 1; search <= searches; search += 1) {
    try {
      const found = await findSubmitted(client, submission, options.signal);
      if (found) return found;
    } catch (error) {
      if (error instanceof CancelledError || error instanceof NameTakenError) throw error;
      // Without knowing which tasks exist, we must not submit again.
      if (!isTransient(error) || search === searches)
        throw isLost ? new SubmissionLostError(submission, postError, options.terms) : postError;
    }
    if (search < searches) await pause(firstSearchPauseMs * 2 ** (search - 1), options);
  }
  return undefined;
}

/** True if the POST may have had an effect: unless it was refused or never sent. */
function wasLost(error: unknown): boolean {
  if (error instanceof ServiceError) return error.isTransient && !error.isThrottling;
  if (error instanceof ConnectionError || error instanceof TimeoutError) return !error.neverSent;
  return true;
}

/**
 * Waits until the instance is RUNNING.
 * @throws InstanceNotRunningError at the deadline, CancelledError, and errors of the client that are not transient
 */
async function untilRunning(
  client: Client,
  submission: Submission,
  refusal: ServiceError,
  options: SubmitOptions,
): Promise<void> {
  const { clock, signal, deadlineMs, onProgress, terms } = options;
  const startedAtMs = clock.now();
  let status = "not RUNNING";
  let shown = "";
  for (let pauseMs = firstInstancePauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestInstancePauseMs)) {
    const text = `instance ${status}, waiting for RUNNING`;
    if (text !== shown) onProgress(text);
    shown = text;
    const now = clock.now();
    if (now >= deadlineMs) throw new InstanceNotRunningError(submission, status, now - startedAtMs, refusal, terms);
    await pause(Math.min(pauseMs, deadlineMs - now), options);
    try {
      status = (await getInstance(client, submission.instanceId, { signal })).status || "in an unknown state";
      if (status === "RUNNING") return;
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}

/** @throws CancelledError if the signal aborts */
async function pause(ms: number, { clock, signal }: SubmitOptions): Promise<void> {
  await clock.sleep(ms, signal);
  if (signal.aborted) throw new CancelledError();
}
