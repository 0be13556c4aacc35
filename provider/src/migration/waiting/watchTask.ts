import { isTransient } from "../../cloud/index.ts";
import { TaskNotFoundError } from "../errors.ts";
import { getTask } from "../getTask.ts";
import type { Task } from "../task.ts";
import { durationText, momentText, statusText, taskText } from "../wording.ts";
import { awaitVerdict, type WaitOptions } from "./awaitVerdict.ts";
import { decide, type GateDecision, type GateRules, noMemory } from "./gateDecision.ts";
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
  /** How many polls returned the complete list. */
  polls: number;
} & (
  | { state: "finished" }
  | { state: "failed"; task: Task }
  /** The task does not exist: it is missing from two complete lists in a row, and its ID is not found either. */
  | { state: "vanished"; reasons: string[] }
  | { state: "timedOut" | "cancelled"; reasons: string[] }
  | { state: "error"; reasons: string[]; error: Error }
);

type Verdict = { state: "finished" | "failed"; task: Task } | { state: "vanished" };

/**
 * The common part of waitForTask and waitForEnd: watches one task until it has finished, failed or vanished.
 * A task that is missing from the list is also requested by its ID, since a new task may be listed late.
 * It never throws: every end is a result.
 * @param progressText turns the task's state, such as `starting` or `not created yet`, into the text of the progress
 */
export async function watchTask(
  options: TaskWaitOptions,
  progressText: (state: string) => string,
): Promise<TaskWatchEnd> {
  const { client, instanceId, taskId, signal, onProgress } = options;
  const rules: GateRules = {
    selection: { by: "ids", taskIds: [taskId] },
    acceptStatuses: ["finished"],
    onNoMatch: "wait",
    failFast: true,
    hideOthers: false,
  };
  let decision: GateDecision | undefined;
  const observed = () => decision?.tasks[0]?.observed;
  const progressState = () => {
    const seen = observed();
    if (!decision) return { text: undefined, tasks: [] };
    if (!seen) return { text: progressText("not listed yet"), tasks: [] };
    const isGone = seen.lastSnapshot < decision.memory.snapshots;
    return { text: progressText(isGone ? "vanished" : statusText(seen.task.status)), tasks: [seen.task] };
  };

  const { ending, stats } = await awaitVerdict<Verdict>(
    options,
    (snapshot) => {
      decision = decide(rules, decision?.memory ?? noMemory, snapshot);
      const seen = observed();
      if (seen && decision.state === "released") return { state: "finished", task: seen.task };
      if (seen && decision.state === "failed") return { state: "failed", task: seen.task };
      const snapshotsWithout = decision.memory.snapshots - (seen?.lastSnapshot ?? 0);
      return snapshotsWithout >= 2 ? judgeDetail(client, instanceId, taskId, signal) : undefined;
    },
    onProgress ? progressOf(progressState, onProgress) : () => {},
  );

  const seen = observed();
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
 * @returns undefined if the response decides nothing
 * @throws any error that is not transient
 */
async function judgeDetail(
  client: WaitOptions["client"],
  instanceId: string,
  taskId: string,
  signal: AbortSignal | undefined,
): Promise<Verdict | undefined> {
  try {
    const { id, name, startDate, status, type } = await getTask(client, instanceId, taskId, signal ? { signal } : {});
    if (status !== "finished" && status !== "failed") return undefined;
    return { state: status, task: { id, name, startDate, status, type } };
  } catch (error) {
    if (error instanceof TaskNotFoundError) return { state: "vanished" };
    if (isTransient(error)) return undefined;
    throw error;
  }
}
