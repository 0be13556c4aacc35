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

/** "Instance does not exist": with it, its tasks are gone. */
export function isInstanceGone(error: ServiceError): boolean {
  return error.kind === "instanceNotFound";
}

/**
 * Asks again and again, for a few seconds: a service that has just created or deleted something may need a moment to show it.
 * @returns what the last answer was: the first one that is as expected, or one that is not
 */
export async function lookAgain<T>(
  look: () => Promise<T>,
  isExpected: (seen: T) => boolean,
  { watches: { clock }, signal }: CallContext,
): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs *= 2) {
    const seen = await look();
    if (isExpected(seen) || pauseMs > longestPauseMs || signal.aborted) return seen;
    await clock.sleep(pauseMs, signal);
  }
}

const firstPauseMs = 250;
const longestPauseMs = 4_000;
