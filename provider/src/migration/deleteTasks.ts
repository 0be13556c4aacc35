import type { Client } from "../cloud/index.ts";
import { tasksPath } from "./listTaskPage.ts";

/**
 * Deletes the records of tasks; the topics, groups, vhosts and queues that were migrated stay. Deleting a record that
 * no longer exists is no error, so the request may be retried.
 * @returns the IDs that the service reports as deleted, without those that no longer existed
 * @throws any error of the client
 */
export async function deleteTasks(
  client: Pick<Client, "post">,
  instanceId: string,
  taskIds: readonly string[],
  options: { signal?: AbortSignal } = {},
): Promise<string[]> {
  if (taskIds.length === 0) return [];
  const path = `${tasksPath(instanceId)}/batch-delete`;
  const response = await client.post(path, {}, { task_ids: taskIds }, { ...options, repeatable: true });
  const fields: Readonly<Record<string, unknown>> = typeof response === "object" ? { ...response } : {};
  const deleted = fields.success_task_list ?? fields.successTaskList;
  return Array.isArray(deleted) ? deleted.filter((id) => typeof id === "string") : [];
}
