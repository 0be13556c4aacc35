import { isTransient, type Moment } from "../../cloud/index.ts";
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

/** The latest polls in a row that lacked the task. The next sighting ends it. */
interface Absence {
  polls: number;
  /** True if one of the polls was the complete list. */
  fromList: boolean;
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
  const { client, instanceId, taskId, signal, onProgress } = options;
  let seen: SeenTask | undefined;
  let absence: Absence | undefined;
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
        absence ??= { polls: 0, fromList: false, isRequested: false };
        const current = absence;
        current.polls += 1;
        current.fromList ||= scope === "all";
        if (current.polls < 2 || !current.fromList || current.isRequested) return undefined;
        current.isRequested = true;
        return requestById(client, instanceId, taskId, signal).then((found) => {
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
 * @returns undefined if a transient error leaves it open
 * @throws any error that is not transient
 */
async function requestById(
  client: WaitOptions["client"],
  instanceId: string,
  taskId: string,
  signal: AbortSignal | undefined,
): Promise<Task | "absent" | undefined> {
  try {
    const state = await getTaskState(client, instanceId, taskId, signal);
    return state ? state.task : "absent";
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}
