import { type Client, isTransient, mayBeDueToRequest } from "../../cloud/index.ts";
import { concurrently } from "../concurrently.ts";
import { getTaskState, type TaskState } from "../getTask.ts";
import { listTasks } from "../listTasks.ts";
import type { PageSizes } from "../pageSizes.ts";
import type { Task } from "../task.ts";
import type { PollScope } from "./snapshot.ts";

/** The assumed cost of a list that was not read yet, in requests. Fewer tasks than this are read by ID. */
const assumedListCost = 5;
/** A response of this many characters costs as much as a request. */
const charactersPerRequest = 100_000;

/**
 * Reads tasks of an instance in the cheaper of two ways: one request for each ID, or the complete list. A list of one page
 * costs one request, a long list many; a task that migrates thousands of queues is a large response each time.
 */
export class TaskReader {
  readonly #client: Pick<Client, "get">;
  readonly #instanceId: string;
  readonly #pageSize: number | undefined;
  readonly #pageSizes: PageSizes;
  #listCost = assumedListCost;
  /** The cost of tasks that were read by ID. Default: 1. */
  readonly #taskCosts = new Map<string, number>();
  /** False once the service has refused an ID, or has returned something else than the task. */
  #readsById = true;
  #failedByIdInARow = 0;

  constructor(options: {
    client: Pick<Client, "get">;
    instanceId: string;
    pageSize: number | undefined;
    pageSizes: PageSizes;
  }) {
    this.#client = options.client;
    this.#instanceId = options.instanceId;
    this.#pageSize = options.pageSize;
    this.#pageSizes = options.pageSizes;
  }

  /**
   * Reads the tasks in the scope, or more.
   * @throws IncompleteListError, ResponseError, and any error of the client
   */
  async read(scope: PollScope, signal: AbortSignal): Promise<{ scope: PollScope; tasks: Task[] }> {
    if (scope === "all" || !this.#readsById || this.#costOf(scope) >= this.#listCost) return this.#readList(signal);
    try {
      const read = await this.#readByIds(scope, signal);
      this.#failedByIdInARow = 0;
      return read;
    } catch (error) {
      if (!mayBeDueToRequest(error)) throw error;
      // One ID that the service does not answer must not end or hold up the waits for others: the list shows them all.
      this.#failedByIdInARow += 1;
      if (!isTransient(error)) this.#readsById = false;
      else if (this.#failedByIdInARow < 2) throw error;
      return this.#readList(signal);
    }
  }

  #costOf(ids: ReadonlySet<string>): number {
    let cost = 0;
    for (const id of ids) cost += this.#taskCosts.get(id) ?? 1;
    return cost;
  }

  async #readList(signal: AbortSignal): Promise<{ scope: PollScope; tasks: Task[] }> {
    const pageSize = this.#pageSize === undefined ? {} : { pageSize: this.#pageSize };
    const options = { ...pageSize, pageSizes: this.#pageSizes, signal };
    const { tasks, pagesRead } = await listTasks(this.#client, this.#instanceId, options);
    this.#listCost = pagesRead;
    return { scope: "all", tasks };
  }

  async #readByIds(ids: ReadonlySet<string>, signal: AbortSignal): Promise<{ scope: PollScope; tasks: Task[] }> {
    const states = new Map<string, TaskState>();
    await concurrently(ids, signal, async (id, stop) => {
      const state = await getTaskState(this.#client, this.#instanceId, id, stop);
      if (state) states.set(id, state);
    });
    const tasks: Task[] = [];
    for (const id of ids) {
      const state = states.get(id);
      if (!state) continue;
      tasks.push(state.task);
      this.#taskCosts.set(state.task.id, 1 + state.contentLength / charactersPerRequest);
    }
    return { scope: ids, tasks };
  }
}
