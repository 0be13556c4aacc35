import { ServiceError } from "../../cloud/index.ts";
import { getTask, type TaskDetail, TaskNotFoundError } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { parseId } from "./id.ts";

/** Reads a task's record; undefined if it does not exist, or its instance does not. */
export async function findRecord(id: string, { client, signal }: CallContext): Promise<TaskDetail | undefined> {
  const { instanceId, taskId } = parseId(id);
  try {
    return await getTask(client, instanceId, taskId, { signal });
  } catch (error) {
    if (error instanceof TaskNotFoundError) return undefined;
    if (error instanceof ServiceError && isInstanceGone(error)) return undefined;
    throw error;
  }
}

/** True for "Instance does not exist": its tasks are gone with it. */
export function isInstanceGone(error: ServiceError): boolean {
  return error.kind === "instanceNotFound";
}

/**
 * Reads until the result is as expected, for a few seconds at most: the service may take a moment to show what it has just created or
 * deleted.
 * @returns the last result, as expected or not
 */
export async function readUntil<T>(
  read: () => Promise<T>,
  isExpected: (seen: T) => boolean,
  { clock, signal }: CallContext,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const seen = await read();
    if (isExpected(seen) || pauseMs > longestPauseMs || signal.aborted) return seen;
    await clock.sleep(pauseMs, signal);
  }
}

const firstPauseMs = 250;
const longestPauseMs = 4000;
