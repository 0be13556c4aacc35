import { isTransient } from "../../cloud/index.ts";
import { TaskNotFoundError } from "../errors.ts";
import { getTask } from "../getTask.ts";
import type { Task } from "../task.ts";
import { awaitVerdict, type WaitOptions } from "./awaitVerdict.ts";
import { decide, type GateDecision, type GateRules, noMemory } from "./gateDecision.ts";
import { type Progress, progressOf } from "./progress.ts";
import { durationText, looksText, momentText, statusText, taskText } from "./wording.ts";

export interface TaskWaitOptions extends WaitOptions {
  taskId: string;
  /** Called after every look that does not end the wait. */
  onProgress?: (progress: Progress) => void;
}

/** How the watch over one task ended. A state that we do not know is no end. */
export type TaskWatchEnd = {
  /** The task as it was last seen; left out if it never was. */
  task?: Task;
  waitedSeconds: number;
  /** How many looks brought a complete answer. */
  looks: number;
} & (
  | { state: "finished" }
  | { state: "failed"; task: Task }
  /** The task is not there: two complete lists in a row lack it, and so does its detail. */
  | { state: "vanished"; reasons: string[] }
  | { state: "timedOut" | "cancelled"; reasons: string[] }
  | { state: "error"; reasons: string[]; error: Error }
);

type Verdict = { state: "finished" | "failed"; task: Task } | { state: "vanished" };

/**
 * Watches one task until it has ended. It never throws: every end is a result.
 * The list alone does not make a task vanish: a task just created may be listed late.
 * @param progressLine says where the task stands: its state in words, or undefined before the first complete look
 */
export async function watchTask(
  options: TaskWaitOptions,
  progressLine: (state: string | undefined) => string,
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
  const standing = () => {
    const seen = observed();
    if (!decision || !seen) return { text: progressLine(decision ? "not there yet" : undefined), tasks: [] };
    const gone = seen.lastLook < decision.memory.looks;
    return { text: progressLine(gone ? "vanished" : statusText(seen.task.status)), tasks: [seen.task] };
  };

  const { ending, stats } = await awaitVerdict<Verdict>(
    options,
    (look) => {
      decision = decide(rules, decision?.memory ?? noMemory, look);
      const seen = observed();
      if (seen && decision.state === "released") return { state: "finished", task: seen.task };
      if (seen && decision.state === "failed") return { state: "failed", task: seen.task };
      const looksWithout = decision.memory.looks - (seen?.lastLook ?? 0);
      return looksWithout >= 2 ? judgeDetail(client, instanceId, taskId, signal) : undefined;
    },
    onProgress ? progressOf(standing, onProgress) : () => {},
  );

  const seen = observed();
  const measured = { waitedSeconds: Math.round(stats.waitedMs / 1000), looks: stats.completeLooks };
  if (ending.state === "decided" && ending.verdict.state !== "vanished") return { ...measured, ...ending.verdict };

  const result = { ...(seen ? { task: seen.task } : {}), ...measured };
  const name = seen ? taskText(seen.task) : taskId;
  const lastSeen = seen
    ? `${statusText(seen.task.status)} since ${momentText(seen.since.wallMs)}`
    : "never seen in the list";
  switch (ending.state) {
    case "error":
      return { ...result, state: "error", reasons: [ending.error.message], error: ending.error };
    case "cancelled": {
      const reason = `Cancelled after ${durationText(stats.waitedMs)}; migration task ${name} was ${lastSeen}.`;
      return { ...result, state: "cancelled", reasons: [reason] };
    }
    case "timedOut": {
      const reason = `Timed out after ${durationText(stats.waitedMs)}: migration task ${name} was ${lastSeen}.`;
      return { ...result, state: "timedOut", reasons: [reason, looksText(stats)] };
    }
    case "decided": {
      const reason = `Migration task ${name} vanished from instance ${instanceId}: it was ${lastSeen}, and is neither listed nor found by its ID.`;
      return { ...result, state: "vanished", reasons: [reason] };
    }
  }
}

/** Asks for a task that is not listed by its id: undefined if that tells nothing either. */
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
