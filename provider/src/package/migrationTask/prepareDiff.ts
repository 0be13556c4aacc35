import type { CallContext } from "../context.ts";
import type { Properties } from "../definition/index.ts";
import { checkLocation, OtherLocationError } from "./location.ts";
import { findRecord } from "./record.ts";

/**
 * Compares where a task is with what the provider is configured for, and asks for the state of one that had not ended, unless
 * the engine has just read it: a task that has finished meanwhile must not be replaced for what would replace a running one.
 * @throws OtherLocationError if the task is in another project or region
 */
export async function prepareTaskDiff(id: string, kept: Properties, context: CallContext): Promise<void> {
  const { memory } = context;
  if (memory.takeUnread(id)) return;
  const hasEnded = kept.status === "finished" || kept.status === "failed";
  try {
    await checkLocation(id, kept, context);
  } catch (error) {
    // Where a task that has ended is cannot be told: the next call that needs the service says why.
    if (error instanceof OtherLocationError || !hasEnded) throw error;
  }
  if (hasEnded || memory.wasRead(id)) return;
  const record = await findRecord(id, context);
  if (record) memory.noteStatus(id, record.status);
}
