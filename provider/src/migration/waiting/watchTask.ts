import { isTransient, type Moment, ResponseError } from "../../cloud/index.ts";
import { getTaskState } from "../getTask.ts";
import type { Task } from "../task.ts";
import { durationText, momentText, statusText, taskText } from "../wording.ts";
import { awaitVerdict, type WaitOptions } from "./awaitVerdict.ts";
import { type Progress, progressOf } from "./progress.ts";
import { pollsText } from "./waitStats.ts";

/** The wait for one task. */
export interface TaskWaitOptions extends WaitOptions {
  taskId: string;
  /** Called after every poll that does not end the wait. */
  onProgress?: (progress: Progress) => void;
}

/** How the watch on one task ended. An unknown state is not an end. */
export type TaskWatchEnd = {
  /** The task as it was last seen; undefined if it never was. */
  task?: Task;
  waitedSeconds: number;
  /** How many polls succeeded. */
  polls: number;
} & (
  | { state: "finished" }
  | { state: "failed"; task: Task }
  /** The task does not exist: two polls in a row lack it, the complete list lacks it, and its ID is not found. */
  | { state: "vanished"; reasons: string[] }
  | { state: "timedOut" | "cancelled"; reasons: string[] }
  | { state: "error"; reasons: string[]; error: Error }
);

type Verdict = { state: "finished" | "failed"; task: Task } | { state: "vanished" };

/** The task as it was last seen. */
interface SeenTask {
  readonly task: Task;
  /** When its current state was first seen. */
  readonly since: Moment;
}

/**
 * How long, from the start of the wait, a task that was never seen may be missing before it counts as vanished, in
 * milliseconds. The service lists a new task late, and the first two polls are only 0.7 s apart.
 */
const firstSightingMs = 30_000;

/** The latest polls in a row that lacked the task. The next sighting ends it. */
interface Absence {
  polls: number;
  /** True if one of the polls was the complete list. */
  fromList: boolean;
  /** How many of the latest polls in a row were the complete list. */
  listsInARow: number;
  /** True while the task is requested by its ID, to be sure. */
  isRequested: boolean;
}

/**
 * The common part of waitForTask and waitForEnd: watches one task until it has finished, failed or vanished.
 * The task is requested by its ID. If that fails to find it, the complete list is read before the task counts as vanished,
 * and a task that is missing from the list is requested by its ID, since a new task may be listed late.
 * It never throws: every end is a result.
 * @param progressText turns the task's state, such as `starting` or `not listed yet`, into the text of the progress
 */
export async function watchTask(
  options: TaskWaitOptions,
  progressText: (state: string) => string,
): Promise<TaskWatchEnd> {
  const { clock, instanceId, taskId, onProgress } = options;
  let seen: SeenTask | undefined;
  let absence: Absence | undefined;
  const startedMs = clock.now();
  const progressState = () => {
    if (seen) {
      return { text: progressText(absence ? "vanished" : statusText(seen.task.status)), tasks: [seen.task] };
    }
    return { text: absence && progressText("not listed yet"), tasks: [] };
  };
  const note = (task: Task, now: Moment): Verdict | undefined => {
    absence = undefined;
    seen = { task, since: seen?.task.status === task.status ? seen.since : now };
    return task.status === "finished" || task.status === "failed" ? { state: task.status, task } : undefined;
  };

  const { ending, stats } = await awaitVerdict<Verdict>(
    options,
    {
      scope: () => (absence && absence.polls >= 2 ? "all" : new Set([taskId])),
      judge({ tasks, scope, startedAt }) {
        const task = tasks.find(({ id }) => id === taskId);
        if (task) return note(task, startedAt);
        absence ??= { polls: 0, fromList: false, listsInARow: 0, isRequested: false };
        const current = absence;
        current.polls += 1;
        current.fromList ||= scope === "all";
        current.listsInARow = scope === "all" ? current.listsInARow + 1 : 0;
        if (current.polls < 2 || !current.fromList || current.isRequested) return undefined;
        if (!seen && startedAt.ms - startedMs < firstSightingMs) return undefined;
        current.isRequested = true;
        return requestById(options, current.listsInARow).then((found) => {
          current.isRequested = false;
          // A poll that saw the task meanwhile knows more than this response.
          if (absence !== current) return undefined;
          return found === "absent" ? { state: "vanished" } : found && note(found, startedAt);
        });
      },
    },
    onProgress ? progressOf(progressState, onProgress) : () => {},
  );

  const measured = { waitedSeconds: Math.round(stats.waitedMs / 1000), polls: stats.completePolls };
  if (ending.state === "decided" && ending.verdict.state !== "vanished") return { ...measured, ...ending.verdict };

  const result = { ...(seen ? { task: seen.task } : {}), ...measured };
  const name = seen ? taskText(seen.task) : taskId;
  const status = seen && `${statusText(seen.task.status)} since ${momentText(seen.since.wallMs)}`;
  const now = `migration task ${name} ${status === undefined ? "never appeared in the list" : `has been ${status}`}`;
  switch (ending.state) {
    case "error":
      return { ...result, state: "error", reasons: [ending.error.message], error: ending.error };
    case "cancelled": {
      const reason = `Cancelled after ${durationText(stats.waitedMs)}: ${now}.`;
      return { ...result, state: "cancelled", reasons: [reason] };
    }
    case "timedOut": {
      const reason = `Timed out after ${durationText(stats.waitedMs)}: ${now}.`;
      return { ...result, state: "timedOut", reasons: [reason, pollsText(stats)] };
    }
    case "decided": {
      const reason =
        `Migration task ${name} vanished from instance ${instanceId}: it ${status === undefined ? "never appeared in the list" : `had been ${status}`}, and ` +
        "is now neither listed nor found by its ID.";
      return { ...result, state: "vanished", reasons: [reason] };
    }
  }
}

/**
 * Requests a task that is not listed by its ID.
 * @param listsInARow how many of the latest polls in a row read the complete list, without the task
 * @returns undefined if the response leaves it open
 * @throws any other error that is not transient
 */
async function requestById(
  { client, instanceId, taskId, signal }: TaskWaitOptions,
  listsInARow: number,
): Promise<Task | "absent" | undefined> {
  try {
    const state = await getTaskState(client, instanceId, taskId, signal);
    return state ? state.task : "absent";
  } catch (error) {
    if (isTransient(error)) return undefined;
    // A service that ignores the ID returns other tasks, so only its lists can show that the task is gone.
    if (error instanceof ResponseError) return listsInARow >= 2 ? "absent" : undefined;
    throw error;
  }
}
