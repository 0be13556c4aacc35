import type { Task } from "../task.ts";
import { type TaskWaitOptions, watchTask } from "./watchTask.ts";

/** How the wait for the end of a task went. */
export interface TaskEnd {
  /** `ended`: it finished or failed. `vanished`: it is no longer there. The others: it may still run. */
  readonly state: "ended" | "vanished" | "timedOut" | "cancelled" | "error";
  /** The task as it was last seen; left out if it never was. */
  readonly task?: Task;
  /** Why it is not `ended`, in sentences; empty if it is. */
  readonly reasons: readonly string[];
}

/**
 * Waits until a task has ended, whether it finished or failed: a state that we do not know is no end.
 * It never throws: every end is a result.
 */
export async function waitForEnd(options: TaskWaitOptions): Promise<TaskEnd> {
  const end = await watchTask(options, (state = "looking") => `waiting for the migration to end: ${state}`);
  const task = end.task ? { task: end.task } : {};
  if (end.state === "finished" || end.state === "failed") return { ...task, state: "ended", reasons: [] };
  return { ...task, state: end.state, reasons: end.reasons };
}
