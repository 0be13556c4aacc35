import { ServiceError } from "../../cloud/index.ts";
import { deleteTasks, hasEnded, waitForEnd } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import type { DeleteRequest } from "../definition/resource.ts";
import { RecordNotDeletedError, TaskNotEndedError } from "./errors.ts";
import { parseId } from "./id.ts";
import { lastOutputs } from "./lastOutputs.ts";
import { checkLocation, refuseOtherEndpoint } from "./location.ts";
import { findRecord, isInstanceGone, readUntil } from "./record.ts";
import { taskMemory } from "./taskMemory.ts";
import { waitOptions } from "./waitOptions.ts";

/**
 * Deletes the task's record once the task has ended. A record that another resource uses, or that was adopted, is kept.
 * @throws OtherLocationError if the provider is configured for another project or region than the task's
 * @throws TaskNotEndedError if the task does not end in time
 * @throws RecordNotDeletedError if the record still exists afterwards
 */
export async function deleteTask(
  { id, outputs: kept, timeoutSeconds }: DeleteRequest,
  context: CallContext,
): Promise<void> {
  const { instanceId, taskId } = parseId(id);
  const location = await checkLocation(id, kept, context);
  const last = lastOutputs(id, kept);
  const memory = taskMemory(context);
  const wasSpared = memory.wasSpared(id);
  const isUsed = memory.release(id, last.origin !== "adopted");
  if (isUsed) {
    context.report.info(
      `The record of migration task "${last.name}" (${taskId}) was kept: another resource in state uses it.`,
    );
    return;
  }
  if (last.origin === "adopted" && !wasSpared) {
    context.report.info(
      `The record of migration task "${last.name}" (${taskId}) was kept: it was adopted, not created by this resource.`,
    );
    return;
  }

  const found = await findRecord(id, context);
  if (!found) {
    if (!last.recordDeleted) refuseOtherEndpoint(id, kept, location);
    memory.noteDeleted(id);
    return;
  }
  if (!hasEnded(found.status)) {
    const stillExists = await untilEnded(id, timeoutSeconds, context);
    if (!stillExists) return;
  }
  try {
    await deleteTasks(context.client, instanceId, [taskId], { signal: context.signal });
  } catch (error) {
    if (error instanceof ServiceError && isInstanceGone(error)) return;
    throw error;
  }
  const left = await readUntil(
    () => findRecord(id, context),
    (seen) => seen === undefined,
    context,
  );
  if (left) {
    throw new RecordNotDeletedError(
      `The record of migration task "${left.name}" (${taskId}) on instance ${instanceId} still exists after its deletion (${left.status}). Run the command again, or delete it in the console.`,
    );
  }
  memory.noteDeleted(id);
}

/**
 * Waits until a task has ended.
 * @returns false if it vanished
 * @throws TaskNotEndedError if it does not end in time
 */
async function untilEnded(id: string, timeoutSeconds: number, context: CallContext): Promise<boolean> {
  const result = await waitForEnd(waitOptions(id, timeoutSeconds, context));
  if (result.state === "ended") return true;
  if (result.state === "vanished") return false;
  const consequence = `Migration task ${parseId(id).taskId} was not deleted, because it has not ended: it would keep running without being tracked.`;
  throw new TaskNotEndedError(consequence, result.reasons);
}
