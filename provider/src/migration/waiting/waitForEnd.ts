import type { Task } from "../task.ts";
import { type TaskWaitOptions, watchTask } from "./watchTask.ts";

/** How the wait for the end of a task ended. */
export interface TaskEnd {
  /** `ended`: it finished or failed. `vanished`: it no longer exists. Otherwise it may still be running. */
  readonly state: "ended" | "vanished" | "timedOut" | "cancelled" | "error";
  /** The task as it was last seen; undefined if it never was. */
  readonly task?: Task;
  /** Why the state is not `ended`, in sentences; empty if it is. */
  readonly reasons: readonly string[];
}

/**
 * Waits until one task has ended, whether it finished or failed: for a delete or a replacement, which need no cause.
 * An unknown state is not an end. It never throws: every end is a result.
 */
export async function waitForEnd(options: TaskWaitOptions): Promise<TaskEnd> {
  const end = await watchTask(options, (state) => `task ${state}, waiting for it to end`);
  const task = end.task ? { task: end.task } : {};
  if (end.state === "finished" || end.state === "failed") return { ...task, state: "ended", reasons: [] };
  return { ...task, state: end.state, reasons: end.reasons };
}
