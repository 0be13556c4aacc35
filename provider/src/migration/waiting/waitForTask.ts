import type { TaskFailure } from "../metadata/index.ts";
import { readFailureCauses } from "./failureCauses.ts";
import { type TaskWaitOptions, type TaskWatchEnd, watchTask } from "./watchTask.ts";

/** How the wait for one task ended. Only `finished` is a success. */
export type TaskWaitResult =
  | Exclude<TaskWatchEnd, { state: "failed" }>
  | (Extract<TaskWatchEnd, { state: "failed" }> & { reasons: string[]; failures: TaskFailure[] });

/**
 * Waits until one task has finished. It adds to watchTask why a task failed, and what happens after a cancellation.
 * It never throws: every end is a result.
 */
export async function waitForTask(options: TaskWaitOptions): Promise<TaskWaitResult> {
  const end = await watchTask(options, (state) => `task ${state}`);
  switch (end.state) {
    case "failed": {
      const { client, instanceId, signal, clock } = options;
      const [cause] = await readFailureCauses(client, instanceId, [end.task], clock, signal);
      return { ...end, reasons: cause ? [cause.reason] : [], failures: cause?.failures ?? [] };
    }
    case "cancelled":
      return { ...end, reasons: end.reasons.map((reason) => `${reason} The next update waits again.`) };
    default:
      return end;
  }
}
