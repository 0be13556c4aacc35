import type { Client } from "../cloud/index.ts";
import { tasksPath } from "./listTaskPage.ts";

/**
 * Deletes the records of tasks; topics, groups, vhosts and queues that were migrated stay. A task that is gone already
 * is no error, so the request may be repeated.
 * @returns the ids that the service says it deleted: those that were gone already are not among them
 * @throws what the client throws
 */
export async function deleteTasks(
  client: Pick<Client, "post">,
  instanceId: string,
  taskIds: readonly string[],
  options: { signal?: AbortSignal } = {},
): Promise<string[]> {
  if (taskIds.length === 0) return [];
  const answer = await client.post(
    `${tasksPath(instanceId)}/batch-delete`,
    {},
    { task_ids: taskIds },
    {
      ...options,
      repeatable: true,
    },
  );
  const fields: Readonly<Record<string, unknown>> = typeof answer === "object" ? { ...answer } : {};
  const deleted = fields.success_task_list ?? fields.successTaskList;
  return Array.isArray(deleted) ? deleted.filter((id) => typeof id === "string") : [];
}
