import { hasEnded } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import type { Properties } from "../definition/index.ts";
import { OtherLocationError } from "./errors.ts";
import { checkLocation } from "./location.ts";
import { findRecord } from "./record.ts";
import { taskMemory } from "./taskMemory.ts";

/**
 * Checks that the task is where the provider is configured for, and reads the status of one that had not ended, unless the engine
 * has just read it: a task that has finished since must not be replaced for reasons that apply only to a running one.
 * @throws OtherLocationError if the task is in another project or region
 */
export async function prepareTaskDiff(id: string, kept: Properties, context: CallContext): Promise<void> {
  const memory = taskMemory(context);
  if (memory.takeUnread(id)) return;
  try {
    await checkLocation(id, kept, context);
  } catch (error) {
    // For a task that has ended, the comparison can wait: the next call that needs the service reports the error.
    if (error instanceof OtherLocationError || !hasEnded(kept.status)) throw error;
  }
  if (hasEnded(kept.status) || memory.wasRead(id)) return;
  const record = await findRecord(id, context);
  if (record) memory.noteStatus(id, record.status);
}
