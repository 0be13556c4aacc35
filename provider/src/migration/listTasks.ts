import type { Client } from "../cloud/index.ts";
import { readCompleteList } from "./completeList.ts";
import { readTaskPage } from "./listTaskPage.ts";
import type { PageSizes } from "./pageSizes.ts";
import type { Task } from "./task.ts";

/** What to list, and how. */
export interface ListOptions {
  /** The service's query `type`: vhost, exchange, queue or all. It does not filter by the type of the task. */
  queryType?: string;
  /** The service's query `name`: a vhost, or vhost and exchange. It does not filter by the name of the task. */
  name?: string;
  /** How many tasks to request per page. Default: `defaultPageSize`, and more for long lists (PageSizes). */
  pageSize?: number;
  /** The page sizes that the service is known to return. Default: none are known. */
  pageSizes?: PageSizes;
  signal?: AbortSignal;
}

/** The tasks of an instance, complete. */
export interface TaskList {
  total: number;
  /** In the service's order. */
  tasks: Task[];
  /** How many pages were read for it, which is how many requests it took. */
  pagesRead: number;
}

/**
 * Lists all tasks of an instance, each once, in the service's order, with the status that was read last.
 * A task that exists from the call to the return is in the result: completeList.ts has the proof.
 * @throws IncompleteListError if the list cannot be read completely, ResponseError if a response is not a page of tasks,
 *   and any error of the client
 */
export async function listTasks(
  client: Pick<Client, "get">,
  instanceId: string,
  options: ListOptions = {},
): Promise<TaskList> {
  const { pageSize, pageSizes, signal, ...query } = options;
  const { rows, ...list } = await readCompleteList<Task>(
    {
      title: `migration tasks of instance ${instanceId}`,
      noun: "task",
      endlessRemedy:
        "If the instance has that many tasks, delete the records of old ones. If not, check endpoint: it may not be DMS for RocketMQ.",
      async readPage({ page, limit }, stop) {
        const asked = { ...query, offset: page, limit, ...(stop && { signal: stop }) };
        const { total, tasks } = await readTaskPage(client, instanceId, asked);
        return { total, rows: tasks };
      },
      keyOf: ({ id }) => id,
      isSame: (a, b) => a.name === b.name && a.startDate === b.startDate && a.status === b.status && a.type === b.type,
    },
    { pageSize, pageSizes, signal },
  );
  return { ...list, tasks: rows };
}
