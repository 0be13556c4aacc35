import { type Client, type Json, ResponseError } from "../cloud/index.ts";
import { tasksPath } from "./listTaskPage.ts";
import { describe, taskIdForm, taskIdPattern } from "./task.ts";

/** A task to create. */
export interface NewTask {
  /** Unique on the instance; 4–64 characters: letters, digits, `-` and `_`, starting with a letter. */
  name: string;
  type: "rocketmq" | "rabbitToRocket";
  /** True: change existing metadata of the same name. False: the task fails if there is any. */
  overwrite: boolean;
  /** The metadata, in the API's format. */
  body: Json;
}

/**
 * Submits a migration and returns the ID of its task. It sends one request and never retries: after an ambiguous fault,
 * such as a lost response, the task may exist. The caller then searches for the task by its name.
 * @throws ResponseError if the response has no task ID or a malformed one, and any error of the client
 */
export async function createTask(
  client: Pick<Client, "post">,
  instanceId: string,
  { name, type, overwrite, body }: NewTask,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  const answer = await client.post(tasksPath(instanceId), { overwrite, name, type }, body, {
    ...options,
    repeatable: false,
  });
  const fields: Readonly<Record<string, unknown>> = typeof answer === "object" ? { ...answer } : {};
  const taskId = fields.task_id ?? fields.taskId;
  if (typeof taskId === "string" && taskIdPattern.test(taskId)) return taskId;
  const seen =
    typeof taskId === "string" && taskId !== ""
      ? `a malformed task ID (task_id must be ${taskIdForm}, but is ${describe(taskId)})`
      : `no task ID (task_id is ${describe(taskId)})`;
  throw new ResponseError(
    `The service accepted migration task "${name}" on instance ${instanceId}, but returned ${seen}. The task probably exists: search the list of tasks for its name.`,
  );
}
