import { AnswerError, type Client } from "../cloud/index.ts";
import { describe, parseTask, type Task } from "./task.ts";

/** Tasks asked for on a page unless the caller says otherwise: what other clients use against the live service. */
export const defaultPageSize = 50;

/** One page as the service answered it; `total` is undefined if the answer did not say how many tasks there are. */
export interface TaskPage {
  total: number | undefined;
  tasks: Task[];
}

export interface PageQuery {
  /** Number of the page, counting from 1. Of all operations of RocketMQ only this one counts pages, not records. */
  offset: number;
  /** Tasks on a page. Default: 50. The service may allow fewer. */
  limit?: number;
  /** The service's query `type`: vhost, exchange, queue or all. It does not select by the type of a task. */
  queryType?: string;
  /** The service's query `name`: a vhost, or vhost and exchange. It does not select by the name of a task. */
  name?: string;
  signal?: AbortSignal;
}

/**
 * One page of an instance's tasks, as the service gives it: at most `limit` of `total`.
 * @throws AnswerError if the answer is not a page of tasks, or does not say how many tasks there are
 */
export async function listTaskPage(
  client: Pick<Client, "get">,
  instanceId: string,
  query: PageQuery,
): Promise<{ total: number; tasks: Task[] }> {
  const { total, tasks } = await readTaskPage(client, instanceId, query);
  if (total === undefined) {
    throw new AnswerError(
      `The answer to the list of migration tasks of instance ${instanceId} (page ${query.offset}) has no total, ` +
        "so it is not known whether this page is the whole list. List all tasks instead.",
    );
  }
  return { total, tasks };
}

/**
 * Like listTaskPage, but `total` may be missing.
 * @throws AnswerError if the answer is not a page of tasks
 */
export async function readTaskPage(
  client: Pick<Client, "get">,
  instanceId: string,
  { offset, limit = defaultPageSize, queryType, name, signal }: PageQuery,
): Promise<TaskPage> {
  const answer = await client.get(
    tasksPath(instanceId),
    { type: queryType, offset, limit, name },
    signal ? { signal } : {},
  );
  return parseTaskPage(answer, `The list of migration tasks of instance ${instanceId} (page ${offset})`);
}

/** Where the tasks of an instance are. */
export function tasksPath(instanceId: string): string {
  return `/instances/${encodeURIComponent(instanceId)}/metadata`;
}

function parseTaskPage(answer: unknown, source: string): TaskPage {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new AnswerError(`${source} is ${describe(answer)}, not an object with total and task.`, {
      isTransient: true,
    });
  }
  const { total, task }: { total?: unknown; task?: unknown } = answer;
  if (task === undefined || task === null) {
    // An empty list may come without `task`, but then it must say that it is empty: `{}` may as well be a broken answer.
    if (total === undefined || total === null) {
      throw new AnswerError(`${source} has neither total nor task.`, { isTransient: true });
    }
    return { total: parseTotal(total, source), tasks: [] };
  }
  if (!Array.isArray(task)) {
    throw new AnswerError(`${source} has ${describe(task)} for task, not a list.`, { isTransient: true });
  }
  return { total: parseTotal(total, source), tasks: task.map((entry) => parseTask(entry, source)) };
}

/** Huawei's SDKs declared the numbers of this operation as texts until 2026-01-22, so a total may come as one. */
function parseTotal(total: unknown, source: string): number | undefined {
  if (total === undefined || total === null) return undefined;
  const value = typeof total === "string" && /^\d+$/.test(total) ? Number(total) : total;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new AnswerError(`${source} has ${describe(total)} for total, not a number of tasks.`, { isTransient: true });
}
