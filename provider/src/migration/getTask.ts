import { AnswerError, type Client, type Json, ServiceError } from "../cloud/index.ts";
import { TaskNotFoundError } from "./errors.ts";
import { tasksPath } from "./listTaskPage.ts";
import { type Metadata, parseResult, parseSubmitted, type TaskFailure } from "./metadata/index.ts";
import { describe, parseTask, type Task } from "./task.ts";

/** One task in full. */
export interface TaskDetail extends Task {
  /** What was submitted; left out if the service does not tell, or tells it in a way that is not understood. */
  metadata?: Metadata;
  /** The service's result, if it is JSON. Its layout is published nowhere. */
  result?: Json;
  /** The service's result as the text that it sent; empty if there is none. */
  resultText: string;
  /** What did not get across, and why, as far as the result can be understood. It may be empty for a failed task. */
  failures: TaskFailure[];
}

/** "No such task", and also "a rabbitToRocket task was asked for without `type`"; getTask always sends `type`. */
const noSuchTask = "DMS.00405011";

/**
 * One task in full.
 * @throws TaskNotFoundError if the instance has no such task, AnswerError if the answer is not this task, and what the
 *   client throws
 */
export async function getTask(
  client: Pick<Client, "get">,
  instanceId: string,
  taskId: string,
  options: { signal?: AbortSignal } = {},
): Promise<TaskDetail> {
  const answer = await readTask(client, instanceId, taskId, options.signal);
  const source = `The detail of migration task ${taskId} of instance ${instanceId}`;
  const entry = findEntry(answer, instanceId, taskId, source);
  const task = parseTask(entry, source);
  if (task.id !== taskId) {
    throw new AnswerError(`${source} is about another task, ${task.id}.`);
  }

  const fields: Readonly<Record<string, unknown>> = { ...entry };
  const metadata = parseSubmitted(fields.json_content ?? fields.jsonContent);
  return { ...task, ...(metadata === undefined ? {} : { metadata }), ...parseResult(fields.result) };
}

async function readTask(client: Pick<Client, "get">, instanceId: string, taskId: string, signal?: AbortSignal) {
  try {
    return await client.get(tasksPath(instanceId), { id: taskId, type: "vhost" }, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof ServiceError && error.errorCode === noSuchTask) {
      const request = error.requestId === undefined ? "" : `, request ${error.requestId}`;
      throw new TaskNotFoundError(instanceId, taskId, `${noSuchTask}, HTTP ${error.httpStatus}${request}`);
    }
    throw error;
  }
}

/** The live service answers the task itself; Huawei's page promises a list that holds it. Both are understood. */
function findEntry(answer: Json, instanceId: string, taskId: string, source: string): object {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new AnswerError(`${source} is ${describe(answer)}, not an object.`, { mayPass: true });
  }
  if (!("task" in answer)) return answer;

  const { task } = answer;
  if (!Array.isArray(task))
    throw new AnswerError(`${source} has ${describe(task)} for task, not a list.`, { mayPass: true });
  if (task.length === 0) throw new TaskNotFoundError(instanceId, taskId, "the service answered an empty list");
  const entry: unknown = task.find((each) => parseTask(each, source).id === taskId) ?? task[0];
  return { ...(entry as object) };
}
