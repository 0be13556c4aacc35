import type { Client } from "../cloud/index.ts";
import { NameTakenError, TaskNotFoundError } from "./errors.ts";
import { getTask, type TaskDetail } from "./getTask.ts";
import { type Metadata, sameMetadata } from "./metadata/index.ts";
import type { Task } from "./task.ts";

/** Why none of several tasks with the name is adopted. */
export const severalOfThatName = "several tasks have this name, so it is unclear which one to adopt";

/**
 * Reads a listed task in full, if it migrates this metadata.
 * @returns undefined if it has been deleted since it was listed
 * @throws NameTakenError if it migrates something else, or the service does not report what it migrates
 */
export async function findSameTask(
  client: Pick<Client, "get">,
  instanceId: string,
  task: Task,
  metadata: Metadata,
  signal: AbortSignal,
): Promise<TaskDetail | undefined> {
  const detail = await readDetail(client, instanceId, task.id, signal);
  if (!detail) return undefined;
  const taken = (why: string) => new NameTakenError(task.name, instanceId, [task], why);
  if (!detail.metadata) throw taken("the service does not report what it migrates");
  if (!sameMetadata(detail.metadata, metadata)) throw taken("it migrates different metadata");
  return detail;
}

/** Undefined if the task has been deleted since it was listed. */
async function readDetail(client: Pick<Client, "get">, instanceId: string, taskId: string, signal: AbortSignal) {
  try {
    return await getTask(client, instanceId, taskId, { signal });
  } catch (error) {
    if (error instanceof TaskNotFoundError) return undefined;
    throw error;
  }
}
