import { isPassing } from "../../cloud/index.ts";
import { TaskNotFoundError } from "../errors.ts";
import { getTask } from "../getTask.ts";
import type { TaskFailure } from "../metadata/index.ts";
import type { Task } from "../task.ts";
import { awaitVerdict, type WaitOptions } from "./awaitVerdict.ts";
import { readFailureCauses } from "./failureCauses.ts";
import { decide, type GateDecision, type GateRules, noMemory } from "./gateDecision.ts";
import { type Progress, progressOf } from "./progress.ts";
import { durationText, looksText, momentText, statusText, taskText } from "./wording.ts";

export interface TaskWaitOptions extends WaitOptions {
  taskId: string;
  /** Called after every look that does not end the wait. */
  onProgress?: (progress: Progress) => void;
}

/** How the wait for one task ended. Only `finished` is a success. */
export type TaskWaitResult = {
  /** The task as it was last seen; left out if it never was. */
  task?: Task;
  waitedSeconds: number;
  /** How many looks brought a complete answer. */
  looks: number;
} & (
  | { state: "finished" }
  | { state: "failed"; reasons: string[]; failures: TaskFailure[] }
  /** The task is not there: two complete lists in a row lack it, and so does its detail. */
  | { state: "vanished"; reasons: string[] }
  | { state: "timedOut" | "cancelled"; reasons: string[] }
  | { state: "error"; reasons: string[]; error: Error }
);

type Verdict = { state: "finished" | "failed"; task: Task } | { state: "vanished" };

/**
 * Waits until one task is finished. It never throws: every end is a result.
 * The list alone does not make a task vanish: a task just created may be listed late.
 */
export async function waitForTask(options: TaskWaitOptions): Promise<TaskWaitResult> {
  const { client, instanceId, taskId, signal, onProgress } = options;
  const { clock } = options.watches;
  const rules: GateRules = {
    selection: { by: "ids", taskIds: [taskId] },
    acceptStatuses: ["finished"],
    onNoMatch: "wait",
    failFast: true,
    hideOthers: false,
  };
  let decision: GateDecision | undefined;
  const observed = () => decision?.tasks[0]?.observed;
  const stand = () => {
    const seen = observed();
    if (!decision || !seen) return { text: decision ? "task not there yet" : "looking", tasks: [] };
    const gone = seen.lastLook < decision.memory.looks;
    return { text: `task ${gone ? "vanished" : statusText(seen.task.status)}`, tasks: [seen.task] };
  };

  const { ending, tally } = await awaitVerdict<Verdict>(
    options,
    (look) => {
      decision = decide(rules, decision?.memory ?? noMemory, look);
      const seen = observed();
      if (seen && decision.state === "released") return { state: "finished", task: seen.task };
      if (seen && decision.state === "failed") return { state: "failed", task: seen.task };
      const looksWithout = decision.memory.looks - (seen?.lastLook ?? 0);
      return looksWithout >= 2 ? judgeDetail(client, instanceId, taskId, signal) : undefined;
    },
    onProgress ? progressOf(stand, onProgress) : () => {},
  );

  const seen = observed();
  const task = ending.state === "decided" && ending.verdict.state !== "vanished" ? ending.verdict.task : seen?.task;
  const result = {
    ...(task ? { task } : {}),
    waitedSeconds: Math.round(tally.waitedMs / 1000),
    looks: tally.completeLooks,
  };
  const name = task ? taskText(task) : taskId;
  const lastSeen = seen
    ? `${statusText(seen.task.status)} since ${momentText(seen.sinceMs)}`
    : "never seen in the list";

  if (ending.state === "error")
    return { ...result, state: "error", reasons: [ending.error.message], error: ending.error };
  if (ending.state === "cancelled") {
    const reason = `Cancelled after ${durationText(tally.waitedMs)}; migration task ${name} was ${lastSeen}. The next update waits again.`;
    return { ...result, state: "cancelled", reasons: [reason] };
  }
  if (ending.state === "timedOut") {
    const reason = `Timed out after ${durationText(tally.waitedMs)}: migration task ${name} was ${lastSeen}.`;
    return { ...result, state: "timedOut", reasons: [reason, looksText(tally)] };
  }
  switch (ending.verdict.state) {
    case "finished":
      return { ...result, state: "finished" };
    case "vanished": {
      const reason = `Migration task ${name} vanished from instance ${instanceId}: it was ${lastSeen}, and is neither listed nor found by its id.`;
      return { ...result, state: "vanished", reasons: [reason] };
    }
    case "failed": {
      const [cause] = await readFailureCauses(client, instanceId, [ending.verdict.task], clock, signal);
      return { ...result, state: "failed", reasons: cause ? [cause.reason] : [], failures: cause?.failures ?? [] };
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
    if (isPassing(error)) return undefined;
    throw error;
  }
}
