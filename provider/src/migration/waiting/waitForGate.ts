import { type Summary, summarize } from "../summary.ts";
import type { KnownStatus, Task } from "../task.ts";
import { awaitVerdict, type Ending, type WaitOptions, type WaitStats } from "./awaitVerdict.ts";
import { type FailedTask, readFailureCauses } from "./failureCauses.ts";
import { decide, type GateDecision, type GateRules, noMemory } from "./gateDecision.ts";
import { cancelReasons, failureReasons, statesText, timeoutReasons } from "./gateWording.ts";
import { type Progress, progressOf } from "./progress.ts";
import type { Selection } from "./selection.ts";

/** What a gate waits for, and when it gives up. */
export interface GateConditions {
  selection: Selection;
  /** Default: finished only. */
  acceptStatuses?: readonly KnownStatus[];
  /** What to do when a selected task is not there, or not there any more. Default: fail. */
  onNoMatch?: "fail" | "wait";
  /** End at the first task that failed. Default: true. */
  failFast?: boolean;
  /** No text tells what other tasks the instance has: for a selection by secret names or ids. Default: false. */
  hideOthers?: boolean;
}

export interface GateOptions extends WaitOptions, GateConditions {
  /** Called after every look that does not end the wait. */
  onProgress?: (progress: Progress) => void;
}

/** How a gate ended. Only `released` is a success. */
export type GateResult = GateObservations &
  (
    | { state: "released" /** When it was released, by the wall clock, in ISO 8601. */; releasedAt: string }
    | { state: "failed"; reasons: string[]; failedTasks: FailedTask[] }
    | { state: "timedOut" | "cancelled"; reasons: string[] }
    | { state: "error"; reasons: string[]; error: Error }
  );

export interface GateObservations {
  /** The selected tasks as they were last seen, in the service's order. */
  tasks: Task[];
  summary: Summary;
  waitedSeconds: number;
  /** How many looks brought a complete answer. */
  looks: number;
}

/** Conditions with their defaults filled in. */
export function gateRules(conditions: GateConditions): GateRules {
  const { selection, acceptStatuses, onNoMatch, failFast, hideOthers } = conditions;
  return {
    selection,
    acceptStatuses: acceptStatuses ?? ["finished"],
    onNoMatch: onNoMatch ?? "fail",
    failFast: failFast ?? true,
    hideOthers: hideOthers ?? false,
  };
}

/**
 * Waits until all selected tasks are in an accepted state, in complete answers that were asked for after the call.
 * It never throws: every end is a result.
 */
export async function waitForGate(options: GateOptions): Promise<GateResult> {
  const { client, instanceId, signal, onProgress } = options;
  const { clock } = options.watches;
  const rules = gateRules(options);
  let decision: GateDecision | undefined;
  let there: readonly Task[] = [];
  const standing = () => ({ text: decision ? statesText(rules, decision) : "looking", tasks: selectedTasks(decision) });

  const { ending, stats } = await awaitVerdict<GateDecision>(
    options,
    (look) => {
      there = look.tasks;
      decision = decide(rules, decision?.memory ?? noMemory, look);
      return decision.state === "waiting" ? undefined : decision;
    },
    onProgress ? progressOf(standing, onProgress) : () => {},
  );

  const observations = observe(decision, stats);
  if (ending.state !== "decided") return { ...observations, ...undecided(ending, rules, decision, stats, clock.now()) };
  if (ending.verdict.state === "released") {
    return { ...observations, state: "released", releasedAt: new Date(clock.wallClock()).toISOString() };
  }
  const failed = ending.verdict.tasks
    .filter(({ standing }) => standing === "failed")
    .map(({ observed }) => observed.task);
  const failedTasks = await readFailureCauses(client, instanceId, failed, clock, signal);
  const causes = new Map(failedTasks.map(({ task, reason }) => [task.id, reason]));
  const reasons = failureReasons(rules, instanceId, ending.verdict, there, causes);
  return { ...observations, state: "failed", reasons, failedTasks };
}

function undecided(
  ending: Exclude<Ending<GateDecision>, { state: "decided" }>,
  rules: GateRules,
  decision: GateDecision | undefined,
  stats: WaitStats,
  nowMs: number,
) {
  switch (ending.state) {
    case "timedOut":
      return { state: ending.state, reasons: timeoutReasons(rules, decision, stats, nowMs) };
    case "cancelled":
      return { state: ending.state, reasons: cancelReasons(rules, decision, stats) };
    case "error":
      return { state: ending.state, reasons: [ending.error.message], error: ending.error };
  }
}

function observe(decision: GateDecision | undefined, stats: WaitStats): GateObservations {
  const tasks = selectedTasks(decision);
  return { tasks, summary: summarize(tasks), waitedSeconds: seconds(stats.waitedMs), looks: stats.completeLooks };
}

function selectedTasks(decision: GateDecision | undefined): Task[] {
  return decision?.tasks.map(({ observed }) => observed.task) ?? [];
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
