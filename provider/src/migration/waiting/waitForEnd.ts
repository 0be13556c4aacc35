import type { Task } from "../task.ts";
import { type TaskWaitOptions, waitForTask } from "./waitForTask.ts";

/** How the wait for the end of a task went. */
export interface TaskEnd {
  /** `ended`: it finished or failed. `vanished`: it is no longer there. The others: it may still run. */
  readonly state: "ended" | "vanished" | "timedOut" | "cancelled" | "error";
  /** The task as it was last seen; left out if it never was. */
  readonly task?: Task;
  readonly reasons: readonly string[];
}

/** Waits until a task has ended, whether it finished or failed. It never throws: every end is a result. */
export async function waitForEnd(options: TaskWaitOptions): Promise<TaskEnd> {
  const { onProgress } = options;
  const result = await waitForTask({
    ...options,
    ...(onProgress
      ? { onProgress: (progress) => onProgress({ ...progress, text: `waiting for its end: ${progress.text}` }) }
      : {}),
  });
  const task = result.task ? { task: result.task } : {};
  if (result.state === "finished" || result.state === "failed") return { ...task, state: "ended", reasons: [] };
  return { ...task, state: result.state, reasons: result.reasons };
}
