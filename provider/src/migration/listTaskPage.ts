import { type Client, ResponseError } from "../cloud/index.ts";
import { parseTotal } from "./parseTotal.ts";
import { describe, parseTask, type Task } from "./task.ts";
import { unexpectedResponse } from "./unexpectedResponse.ts";

/** Default number of tasks per page: what other clients use against the live service. */
export const defaultPageSize = 50;

/** One page as the service returned it; `total` is undefined if the response has none. */
export interface TaskPage {
  total: number | undefined;
  tasks: Task[];
}

/** Which page to read. */
export interface PageQuery {
  /** Number of the page, starting at 1. This is the only RocketMQ operation whose offset counts pages, not records. */
  offset: number;
  /** Tasks per page. Default: `defaultPageSize`. The service may return fewer. */
  limit?: number;
  /** The service's query `type`: vhost, exchange, queue or all. It does not filter by the type of the task. */
  queryType?: string;
  /** The service's query `name`: a vhost, or vhost and exchange. It does not filter by the name of the task. */
  name?: string;
  signal?: AbortSignal;
}

/**
 * Reads one page of an instance's tasks: at most `limit` of `total`.
 * @throws ResponseError if the response is not a page of tasks or has no total, and any error of the client
 */
export async function listTaskPage(
  client: Pick<Client, "get">,
  instanceId: string,
  query: PageQuery,
): Promise<{ total: number; tasks: Task[] }> {
  const { total, tasks } = await readTaskPage(client, instanceId, query);
  if (total === undefined) {
    throw new ResponseError(
      `The list of migration tasks of instance ${instanceId} (page ${query.offset}) has no total, ` +
        "so it is unknown whether this page is the complete list. List all tasks instead.",
    );
  }
  return { total, tasks };
}

/**
 * Like listTaskPage, but `total` may be missing.
 * @throws ResponseError if the response is not a page of tasks, and any error of the client
 */
export async function readTaskPage(
  client: Pick<Client, "get">,
  instanceId: string,
  { offset, limit = defaultPageSize, queryType, name, signal }: PageQuery,
): Promise<TaskPage> {
  const response = await client.get(
    tasksPath(instanceId),
    { type: queryType, offset, limit, name },
    signal ? { signal } : {},
  );
  return parseTaskPage(response, `The list of migration tasks of instance ${instanceId} (page ${offset})`);
}

/** The API path of an instance's tasks. */
export function tasksPath(instanceId: string): string {
  return `/instances/${instanceId}/metadata`;
}

function parseTaskPage(response: unknown, source: string): TaskPage {
  if (typeof response !== "object" || response === null || Array.isArray(response)) {
    throw unexpectedResponse(`${source} is ${describe(response)}, not an object with total and task.`);
  }
  const { total, task }: { total?: unknown; task?: unknown } = response;
  if (task === undefined || task === null) {
    // An empty list may omit `task`, but then needs a total: `{}` might be a broken response.
    if (total === undefined || total === null) {
      throw unexpectedResponse(`${source} has neither total nor task.`);
    }
    return { total: parseTotal(total, source, "tasks"), tasks: [] };
  }
  if (!Array.isArray(task)) {
    throw unexpectedResponse(`${source} has ${describe(task)} for task, not a list.`);
  }
  return { total: parseTotal(total, source, "tasks"), tasks: task.map((entry) => parseTask(entry, source)) };
}
