import { isKnownStatus, type Task } from "./task.ts";

/** The number of tasks in each state. */
export interface TaskCounts {
  creating: number;
  starting: number;
  failed: number;
  finished: number;
  /** Tasks in a state unknown to this version. They never count as finished. */
  unknown: number;
}

/** The number of tasks in progress. */
export function runningOf({ creating, starting }: Pick<TaskCounts, "creating" | "starting">): number {
  return creating + starting;
}

/** The counts, and what follows from them. */
export interface Summary extends TaskCounts {
  /** True if there is at least one task and every task is finished. */
  allFinished: boolean;
  /** True if at least one task failed. */
  anyFailed: boolean;
}

/** Counts tasks by state. */
export function summarize(tasks: readonly Pick<Task, "status">[]): Summary {
  const counts: TaskCounts = { creating: 0, starting: 0, failed: 0, finished: 0, unknown: 0 };
  for (const { status } of tasks) {
    if (isKnownStatus(status)) counts[status] += 1;
    else counts.unknown += 1;
  }
  return {
    ...counts,
    allFinished: tasks.length > 0 && counts.finished === tasks.length,
    anyFailed: counts.failed > 0,
  };
}
