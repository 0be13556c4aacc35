import { ServiceError } from "../../cloud/index.ts";
import { deleteTasks, waitForEnd } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import type { DeleteRequest } from "../definition/resource.ts";
import { parseId } from "./id.ts";
import { checkLocation, refuseOtherEndpoint } from "./location.ts";
import { findRecord, isInstanceGone, lookAgain } from "./record.ts";
import { defaultTimeoutSeconds } from "./shapes.ts";
import { lastOutputs } from "./update.ts";
import { hasEnded, waitOptions } from "./waitOptions.ts";

/**
 * Deletes the task's record once the task has ended. A record that another resource holds, or that was adopted, stays.
 * @throws OtherLocationError if the provider is configured for another project or region than the task's
 */
export async function deleteTask(
  { id, outputs: kept, timeoutSeconds = defaultTimeoutSeconds }: DeleteRequest,
  context: CallContext,
): Promise<void> {
  const { instanceId, taskId } = parseId(id);
  const location = await checkLocation(id, kept, context);
  const last = lastOutputs(id, kept);
  const wasSpared = context.memory.wasSpared(id);
  const isHeld = context.memory.release(id, last.origin !== "adopted");
  if (isHeld) {
    context.report.info(
      `The record of migration task "${last.name}" (${taskId}) stays: another resource in state has it.`,
    );
    return;
  }
  if (last.origin === "adopted" && !wasSpared) {
    context.report.info(
      `The record of migration task "${last.name}" (${taskId}) stays: it was adopted, not created by this resource.`,
    );
    return;
  }

  const found = await findRecord(id, context);
  if (!found) {
    if (!last.recordDeleted) refuseOtherEndpoint(id, kept, location);
    context.memory.noteDeleted(id);
    return;
  }
  if (!hasEnded(found.status)) {
    const isThere = await untilEnded(id, timeoutSeconds, context);
    if (!isThere) return;
  }
  try {
    await deleteTasks(context.client, instanceId, [taskId], { signal: context.signal });
  } catch (error) {
    if (error instanceof ServiceError && isInstanceGone(error)) return;
    throw error;
  }
  const left = await lookAgain(
    () => findRecord(id, context),
    (seen) => seen === undefined,
    context,
  );
  if (left) {
    throw new Error(
      `The record of migration task "${left.name}" (${taskId}) on instance ${instanceId} still exists after its deletion (${left.status}). Run the command again, or delete it in the console.`,
    );
  }
  context.memory.noteDeleted(id);
}

/** @returns false if the task vanished meanwhile */
async function untilEnded(id: string, timeoutSeconds: number, context: CallContext): Promise<boolean> {
  const result = await waitForEnd(waitOptions(id, timeoutSeconds, context));
  if (result.state === "ended") return true;
  if (result.state === "vanished") return false;
  throw new Error(
    [
      `Migration task ${parseId(id).taskId} was not deleted, because it has not ended: it would run on unseen.`,
      ...result.reasons,
    ].join(" "),
  );
}
