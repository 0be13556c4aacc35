import type { TaskDetail } from "../getTask.ts";
import { statusText } from "../wording.ts";
import type { Verification } from "./verification.ts";
import { notVerifiable, type VerifyOptions, verifyMigration } from "./verifyMigration.ts";

/**
 * Looks once for what a task submitted on its instance. A task that has not ended is not verifiable; of a failed one, the result
 * says what was migrated all the same.
 * @throws IncompleteListError, ResponseError, CancelledError and any error of the client
 */
export async function verifyTask(task: TaskDetail, options: VerifyOptions): Promise<Verification> {
  if (task.status === "finished" || task.status === "failed") return verifyMigration(task.metadata, options);
  const reason = `The task has not ended: it is ${statusText(task.status)}. Wait until it has finished.`;
  return notVerifiable(reason, options);
}
