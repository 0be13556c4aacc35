import { type Summary, summarize } from "../summary.ts";
import type { Task } from "../task.ts";
import { awaitVerdict, type Ending, type WaitOptions } from "./awaitVerdict.ts";
import { type FailedTask, readFailureCauses } from "./failureCauses.ts";
import {
  decide,
  type GateDecision,
  type GateRules,
  noMemory,
  type ObservedTask,
  type TaskCategory,
} from "./gateDecision.ts";
import { cancelReasons, failureReasons, timeoutReasons } from "./gateReasons.ts";
import { gateScope, isConfirmed } from "./gateScope.ts";
import { statesText } from "./gateWording.ts";
import { type Progress, progressOf } from "./progress.ts";
import type { WaitStats } from "./waitStats.ts";

/** The wait of a gate. */
export interface GateOptions extends WaitOptions, GateRules {
  /** Called after every poll that does not end the wait. */
  onProgress?: (progress: GateProgress) => void;
}

/** The progress of a gate. */
export interface GateProgress extends Progress {
  /** The selected tasks as they were last seen, in the service's order. */
  readonly observed: readonly ObservedTask[];
  /** When the latest successful poll started, in milliseconds since 1970; undefined if there was none. */
  readonly observedAtMs: number | undefined;
}

/** How a gate ended. Only `released` is a success. */
export type GateResult = GateObservations &
  (
    | { state: "released" /** When it was released, in UTC: `2026-01-23T08:15:00.000Z`. */; releasedAt: string }
    | {
        state: "failed";
        /** `unverifiableTasks`: one must be verified, and never can be. `noMatch`: none of the others, but a selected task does not exist. */
        failure: "failedTasks" | "vanishedTasks" | "unverifiableTasks" | "noMatch";
        reasons: string[];
        failedTasks: FailedTask[];
      }
    | { state: "timedOut" | "cancelled"; reasons: string[] }
    | { state: "error"; reasons: string[]; error: Error }
  );

/** A complete list of an instance's tasks. Times are in milliseconds of the clock's `now`. */
export interface ObservedList {
  readonly tasks: readonly Task[];
  /** When the poll started: every status is of this moment or later. */
  readonly startedMs: number;
  /** When the poll had ended: every status is of this moment or earlier. */
  readonly endedMs: number;
}

/** What a gate saw while it waited. */
export interface GateObservations {
  /** The selected tasks as they were last seen, in the service's order. */
  tasks: Task[];
  /** The same tasks with their observed states. */
  observed: readonly ObservedTask[];
  /** When the latest successful poll started, in milliseconds since 1970; undefined if there was none. */
  observedAtMs: number | undefined;
  /** The latest complete list of the instance's tasks; undefined if none was read. */
  latestList: ObservedList | undefined;
  /** Selected IDs or names that never matched a task. */
  unmatched: readonly string[];
  summary: Summary;
  waitedSeconds: number;
  /** How many polls succeeded. */
  polls: number;
}

/**
 * Waits until all selected tasks are in an accepted state, according to responses that were requested after the call.
 * It judges snapshots with `decide` and puts the end into words; awaitVerdict does the waiting.
 * It never throws: every end is a result.
 */
export async function waitForGate(options: GateOptions): Promise<GateResult> {
  const { client, instanceId, clock, signal, onProgress } = options;
  const rules: GateRules = options;
  let decision: GateDecision | undefined;
  let latestList: ObservedList | undefined;
  let observedAtMs: number | undefined;
  const state = () => ({ text: decision && statesText(rules, decision), tasks: selectedTasks(decision) });
  const reportProgress = (report: (progress: GateProgress) => void) =>
    progressOf(state, (progress) => report({ ...progress, observed: observedTasks(decision), observedAtMs }));

  const { ending, stats } = await awaitVerdict<GateDecision>(
    options,
    {
      scope: () => gateScope(rules, decision, clock.now() - (latestList?.startedMs ?? Number.NEGATIVE_INFINITY)),
      judge(snapshot, pollNow) {
        observedAtMs = snapshot.startedAt.wallMs;
        if (snapshot.scope === "all") {
          latestList = { tasks: snapshot.tasks, startedMs: snapshot.startedAt.ms, endedMs: clock.now() };
        }
        decision = decide(rules, decision?.memory ?? noMemory, snapshot);
        if (decision.state === "waiting") return undefined;
        if (isConfirmed(rules, decision, snapshot)) return decision;
        pollNow();
        return undefined;
      },
    },
    onProgress ? reportProgress(onProgress) : () => {},
  );

  const observations = { ...observe(decision, stats), observedAtMs, latestList };
  if (ending.state !== "decided") return { ...observations, ...undecided(ending, rules, decision, stats, clock.now()) };
  const { verdict } = ending;
  if (verdict.state === "released") {
    return { ...observations, state: "released", releasedAt: new Date(clock.wallClock()).toISOString() };
  }
  const inCategory = (wanted: TaskCategory) =>
    verdict.tasks.filter(({ category }) => category === wanted).map(({ observed }) => observed.task);
  const failed = inCategory("failed");
  const hasVanished = rules.onVanish === "fail" && inCategory("vanished").length > 0;
  const unmet = inCategory("unverifiable").length > 0 ? "unverifiableTasks" : "noMatch";
  const failure = failed.length > 0 ? "failedTasks" : hasVanished ? "vanishedTasks" : unmet;
  const failedTasks = await readFailureCauses(client, instanceId, failed, clock, signal);
  const causes = new Map(failedTasks.map(({ task, reason }) => [task.id, reason]));
  const reasons = failureReasons(rules, instanceId, verdict, latestList?.tasks ?? [], causes);
  return { ...observations, state: "failed", failure, reasons, failedTasks };
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

function observe(
  decision: GateDecision | undefined,
  stats: WaitStats,
): Omit<GateObservations, "observedAtMs" | "latestList"> {
  const tasks = selectedTasks(decision);
  return {
    tasks,
    observed: observedTasks(decision),
    unmatched: decision?.unmatched ?? [],
    summary: summarize(tasks),
    waitedSeconds: seconds(stats.waitedMs),
    polls: stats.completePolls,
  };
}

function selectedTasks(decision: GateDecision | undefined): Task[] {
  return observedTasks(decision).map(({ task }) => task);
}

function observedTasks(decision: GateDecision | undefined): ObservedTask[] {
  return decision?.tasks.map(({ observed }) => observed) ?? [];
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
