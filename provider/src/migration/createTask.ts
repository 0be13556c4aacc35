import { AnswerError, type Client, type Json } from "../cloud/index.ts";
import { tasksPath } from "./listTaskPage.ts";
import { describe } from "./task.ts";

export interface NewTask {
  /** Unique on the instance; 4–64 characters, letters, digits, `-`, `_`, beginning with a letter. */
  name: string;
  type: "rocketmq" | "rabbitToRocket";
  /** Change metadata of the same name that exists; false: the task fails on it. */
  overwrite: boolean;
  /** The metadata, as the API wants it. */
  body: Json;
}

/**
 * Submits a migration and answers the id of its task. It asks once: after an ambiguous fault (an answer that was lost)
 * the task may exist all the same, so the client must not repeat the request. Look for the task by its name then.
 * @throws AnswerError if the answer has no task id, and what the client throws
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
  if (typeof taskId === "string" && taskId !== "") return taskId;
  throw new AnswerError(
    `The service accepted migration task "${name}" on instance ${instanceId}, but its answer has no task id ` +
      `(task_id is ${describe(taskId)}). The task probably exists: look for its name in the list of tasks.`,
  );
}
