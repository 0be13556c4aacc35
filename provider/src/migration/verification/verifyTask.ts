import type { TaskDetail } from "../getTask.ts";
import { hasEnded } from "../task.ts";
import type { Verification } from "./verification.ts";
import { notEndedText } from "./verificationWording.ts";
import { notVerifiable, type VerifyOptions, verifyMigration } from "./verifyMigration.ts";

/**
 * Looks once for what a task submitted on its instance. A task that has not ended is not verifiable; of a failed one, the result
 * says what was migrated all the same.
 * @throws IncompleteListError, ResponseError, CancelledError and any error of the client
 */
export async function verifyTask(task: TaskDetail, options: VerifyOptions): Promise<Verification> {
  if (hasEnded(task.status)) return verifyMigration(task.stated, options);
  return notVerifiable(notEndedText(task.status), options);
}
