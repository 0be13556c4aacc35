import { InvalidPropertiesError } from "../definition/index.ts";

/** The resource's ID: `<instanceId>/<taskId>`. */
export function taskId(instanceId: string, task: string): string {
  return `${instanceId}/${task}`;
}

/**
 * Splits the resource's ID.
 * @throws InvalidPropertiesError if it is not `<instanceId>/<taskId>`
 */
export function parseId(id: string): { instanceId: string; taskId: string } {
  const [instanceId, task, ...rest] = id.split("/");
  if (instanceId && task && rest.length === 0) return { instanceId, taskId: task };
  throw new InvalidPropertiesError([
    {
      property: "",
      reason: `The ID of a MigrationTask must be <instanceId>/<taskId>, but is "${id}". getMigrationTasks lists the tasks of an instance.`,
    },
  ]);
}
