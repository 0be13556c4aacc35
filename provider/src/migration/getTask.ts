import { type Client, isJsonObject, type Json, ResponseError, ServiceError } from "../cloud/index.ts";
import { TaskNotFoundError } from "./errors.ts";
import { tasksPath } from "./listTaskPage.ts";
import {
  completeMetadata,
  type Metadata,
  MetadataError,
  type MetadataInput,
  parseSubmittedMetadata,
  parseTaskResult,
  sortMetadata,
  type TaskFailure,
} from "./metadata/index.ts";
import { describe, parseTask, type Task } from "./task.ts";
import { unexpectedResponse } from "./unexpectedResponse.ts";

/** One task in full. */
export interface TaskDetail extends Task {
  /** What was submitted, with defaults, sorted; undefined if the service omits it or its format is unknown. */
  metadata?: Metadata;
  /** The same, but only with the fields that were submitted: other clients leave some out. */
  stated?: MetadataInput;
  /** The service's result, if it is JSON. Its format is undocumented. */
  result?: Json;
  /** The service's result as sent; empty if there is none. */
  resultText: string;
  /** What was not migrated, and why, as far as the result says. It may be empty for a failed task. */
  failures: TaskFailure[];
}

/**
 * Reads one task in full.
 * @throws TaskNotFoundError if the instance has no such task, ResponseError if the response is not this task, and any
 *   error of the client
 */
export async function getTask(
  client: Pick<Client, "get">,
  instanceId: string,
  taskId: string,
  options: { signal?: AbortSignal } = {},
): Promise<TaskDetail> {
  const { task, entry } = await readEntry(client, instanceId, taskId, options.signal);
  const stated = readStated(entry.json_content ?? entry.jsonContent, task.type);
  const { value, text, failures } = parseTaskResult(entry.result);
  return {
    ...task,
    ...(stated === undefined ? {} : { stated, metadata: sortMetadata(completeMetadata(stated)) }),
    ...(value === undefined ? {} : { result: value }),
    resultText: text,
    failures: [...failures],
  };
}

/** One task without what was submitted and what failed. */
export interface TaskState {
  readonly task: Task;
  /** How much the response contained beside the task itself, in characters: a large migration is a large response. */
  readonly contentLength: number;
}

/**
 * Reads the state of one task, for those who ask again and again.
 * @returns undefined if the instance has no such task
 * @throws ResponseError if the response is not this task, and any error of the client
 */
export async function getTaskState(
  client: Pick<Client, "get">,
  instanceId: string,
  taskId: string,
  signal?: AbortSignal,
): Promise<TaskState | undefined> {
  try {
    const { task, entry } = await readEntry(client, instanceId, taskId, signal);
    const contentLength = lengthOf(entry.json_content ?? entry.jsonContent) + lengthOf(entry.result);
    return { task, contentLength };
  } catch (error) {
    if (error instanceof TaskNotFoundError) return undefined;
    throw error;
  }
}

function lengthOf(content: Json | undefined): number {
  return typeof content === "string" ? content.length : 0;
}

async function readEntry(client: Pick<Client, "get">, instanceId: string, taskId: string, signal?: AbortSignal) {
  const response = await readTask(client, instanceId, taskId, signal);
  const source = `The detail of migration task ${taskId} of instance ${instanceId}`;
  const entry = findEntry(response, instanceId, taskId, source);
  const task = parseTask(entry, source);
  if (task.id !== taskId) {
    throw new ResponseError(
      `${source} describes another task, ${task.id}. Check that endpoint is the URL of the service.`,
    );
  }
  return { task, entry };
}

/** The service may omit what was submitted; the rest of the task is useful without it. */
function readStated(content: Json | undefined, taskType: string): MetadataInput | undefined {
  if (content === undefined || content === null || content === "") return undefined;
  try {
    return parseSubmittedMetadata(content, taskType);
  } catch (error) {
    if (error instanceof MetadataError) return undefined;
    throw error;
  }
}

async function readTask(client: Pick<Client, "get">, instanceId: string, taskId: string, signal?: AbortSignal) {
  try {
    return await client.get(tasksPath(instanceId), { id: taskId, type: "vhost" }, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof ServiceError && error.kind === "taskNotFound") {
      const request = error.requestId === undefined ? "" : `, request ${error.requestId}`;
      throw new TaskNotFoundError(instanceId, taskId, `${error.errorCode}, HTTP ${error.httpStatus}${request}`);
    }
    throw error;
  }
}

/** The live service returns the task itself; Huawei's documentation says it returns a list with the task. Both are accepted. */
function findEntry(
  response: Json,
  instanceId: string,
  taskId: string,
  source: string,
): { readonly [key: string]: Json } {
  if (!isJsonObject(response)) {
    throw unexpectedResponse(`${source} is ${describe(response)}, not an object.`);
  }
  const { task } = response;
  if (task === undefined) return response;
  if (!Array.isArray(task)) {
    throw unexpectedResponse(`${source} has ${describe(task)} for task, not a list.`);
  }
  const entries: readonly Json[] = task;
  if (entries.length === 0) throw new TaskNotFoundError(instanceId, taskId, "the service returned an empty list");
  const entry = entries.find((each) => parseTask(each, source).id === taskId) ?? entries[0];
  return isJsonObject(entry) ? entry : {};
}
