import { type MigrationReport, type ReportedTask, runningOf, taskText } from "../../migration/index.ts";
import { oneLine } from "../oneLine.ts";
import type { Outcome, OutcomeState } from "../outcome.ts";

/** The result of a wait, for a CI system. */
export interface CiResult {
  readonly report: MigrationReport;
  readonly outcome: Outcome;
}

/** What later steps of a pipeline can use. GitHub and GitLab get the same facts, spelled their own way. */
export interface Facts {
  readonly state: OutcomeState;
  readonly exitStatus: number;
  readonly headline: string;
  /** IDs of the instances, separated by commas. */
  readonly instanceId: string;
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  /** Tasks that are creating or starting. */
  readonly running: number;
  /** Tasks in a status unknown to this version. */
  readonly unknown: number;
  readonly failedNames: readonly string[];
  readonly waitedSeconds: number;
  /** The operator's reason for `--skip`. Empty if the wait was not skipped. */
  readonly skipReason: string;
}

/** The facts of a result. */
export function factsOf({ report, outcome }: CiResult): Facts {
  const { counts, tasks, instances } = report;
  return {
    state: outcome.state,
    exitStatus: outcome.exitStatus,
    headline: oneLine(outcome.headline),
    instanceId: instances.map(({ instanceId }) => instanceId).join(","),
    total: tasks.length,
    finished: counts.finished,
    failed: counts.failed,
    running: runningOf(counts),
    unknown: counts.unknown,
    failedNames: failedTasks(report).map(({ name, id }) => name || id),
    waitedSeconds: Math.round(outcome.waitedSeconds),
    skipReason: outcome.skipReason ?? "",
  };
}

/** The tasks that failed, in the service's order. */
export function failedTasks({ tasks }: MigrationReport): ReportedTask[] {
  return tasks.filter(({ status }) => status === "failed");
}

/** Why a task failed. */
export function failureText(task: ReportedTask): string {
  return task.reason ?? `Migration task ${taskText(task)} failed.`;
}

/** Cuts a text to a number of UTF-16 units, with an ellipsis. Never splits a surrogate pair. */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
