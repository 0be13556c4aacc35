import { type Client, isTransient, mayBeDueToRequest } from "../cloud/index.ts";
import { concurrently } from "./concurrently.ts";
import { IncompleteListError } from "./errors.ts";
import { readTaskPage, type TaskPage } from "./listTaskPage.ts";
import { PageSizes } from "./pageSizes.ts";
import type { Task } from "./task.ts";

/*
 * How a list of several pages is read completely
 *
 * Tasks are created and deleted while pages are read, so each page shows a different moment. If a task of page 1 is deleted
 * after page 1 was read, the first task of page 2 moves to page 1, and a reader that continues with page 2 misses it. If
 * another task is created at the same time, not even `total` changes. So every page but the last is read twice:
 *
 *     page 1 | pages 2…n-1, concurrently | page n | pages 1…n-1 again, concurrently
 *
 * Pages that are read again must show the same IDs, and the number of different IDs must equal the `total` of page n's
 * response. Then no task was missed that existed the whole time.
 *
 * An empty page before the last one ends the attempt immediately: the list is not as long as its total. So a list with a
 * total may have any length, and a wrong total costs no more requests than there are tasks.
 *
 * Proof. Take the moment at which page n was read. Every task of pages 1…n-1 was seen before and after it; IDs are never
 * reused, so the task existed at that moment. So did the tasks of page n. Together they are `total` tasks, which is how
 * many existed at that moment. So there was no other. ∎
 *
 * All pages of an attempt have one size: 50 for a short list. Page 1 of a longer list is requested again with 1,000; if the
 * service returns more than 50 then, the list is read from the start in pages of that size. The proof holds for any size.
 *
 * Without a total, the last page shows how many tasks there are: the list ends at a page shorter than a full one, or at an
 * empty page after full ones. A page that repeats another page, or a task of another page, is not an end: either the
 * list changed, or the service ignores `offset`. The list is then incomplete. Pages are of the initial size then, since a service
 * that shortens larger ones would end the list early.
 *
 * Assumed: one response shows one moment of the list, and an ID is never given to another task. Not assumed: the order
 * of the list. Page n must be read alone: tests/migration/listTasks.test.ts has a list that hides a task from a reader that
 * requests all pages concurrently, twice, and sees the same both times.
 */

/** How often a list that changes while it is read is read from the start. */
const maxAttempts = 5;
/** The last attempts request pages of the initial size: the service may return larger ones inconsistently. */
const attemptsWithLargePages = 3;
/** Stops at a server that has no total and returns new tasks forever: half a million tasks at 50 per page. */
const maxPagesWithoutTotal = 10_000;

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
 * A task that exists from the call to the return is in the result: see the proof above.
 * @throws IncompleteListError if the list cannot be read completely, ResponseError if a response is not a page of tasks,
 *   and any error of the client
 */
export async function listTasks(
  client: Pick<Client, "get">,
  instanceId: string,
  options: ListOptions = {},
): Promise<TaskList> {
  const { pageSize, pageSizes = new PageSizes(), signal, ...query } = options;
  let pagesRead = 0;
  let largePagesFail = false;
  const readPage = async (offset: number, limit: number, stop: AbortSignal | undefined) => {
    const page = await readTaskPage(client, instanceId, { ...query, offset, limit, ...(stop && { signal: stop }) });
    pagesRead += 1;
    return page;
  };

  for (let attempt = 1; ; attempt += 1) {
    const usesLargePages = pageSize === undefined && attempt <= attemptsWithLargePages && !largePagesFail;
    const pages = new PagesRead(pageSize ?? (usesLargePages ? pageSizes.first : pageSizes.initial));
    const readPages = (offsets: Iterable<number>) =>
      concurrently(offsets, signal, async (offset, stop) =>
        pages.note(offset, await readPage(offset, pages.size, stop)),
      );
    try {
      await readPages([1]);
      if (pages.total === undefined && pageSize === undefined && pages.size > pageSizes.initial) {
        // Without a total, nothing shows whether larger pages are complete.
        pages.restart(pageSizes.initial, await readPage(1, pageSizes.initial, signal));
      } else if (usesLargePages && pages.isLong) {
        await enlarge(pages, pageSizes, (size) => readPage(1, size, signal));
      }
      const list = { ...(await readComplete(pages, readPages)), pagesRead };
      if (pageSize === undefined && !usesLargePages) pageSizes.noteFallback();
      else if (pages.size > pageSizes.initial) pageSizes.noteSuccess();
      return list;
    } catch (error) {
      if (!(error instanceof IncompleteRead)) {
        if (pageSize !== undefined || pages.size <= pageSizes.initial || !mayBeDueToRequest(error)) throw error;
        largePagesFail = true;
        if (!isTransient(error)) pageSizes.giveUp();
        continue;
      }
      const mayEnd = !(error instanceof EndlessList);
      if (attempt < maxAttempts && mayEnd) continue;
      const seen = { totalSaid: pages.total, tasksSeen: pages.taskCount, pagesRead, attempts: attempt };
      const remedy = mayEnd ? undefined : endlessRemedy;
      throw new IncompleteListError(instanceId, error.message, seen, { isTransient: mayEnd, remedy });
    }
  }
}

/** Continues with larger pages if the service returns them. */
async function enlarge(
  pages: PagesRead,
  pageSizes: PageSizes,
  readFirstPage: (size: number) => Promise<TaskPage>,
): Promise<void> {
  if (!pageSizes.isUnknown) {
    // Page 1 of a longer list holds as many tasks as the service allows.
    pages.size = Math.min(pages.size, pages.rowsOn(1));
    pageSizes.learn(pages.size);
    return;
  }
  try {
    const page = await readFirstPage(pageSizes.largest);
    if (page.tasks.length <= pages.rowsOn(1)) return pageSizes.giveUp();
    const isComplete = page.total !== undefined && page.tasks.length >= page.total;
    const size = isComplete ? pageSizes.largest : page.tasks.length;
    pageSizes.learn(size);
    pages.restart(size, page);
  } catch (error) {
    if (error instanceof IncompleteRead || !mayBeDueToRequest(error)) throw error;
    // Page 1 of the initial size is read, so the list goes on with that.
    if (!isTransient(error)) pageSizes.giveUp();
  }
}

/** Ends one attempt to read the list: the pages are inconsistent. */
class IncompleteRead extends Error {}

/** The list has no end, so another attempt would find none either. */
class EndlessList extends IncompleteRead {}

const endlessRemedy =
  "If the instance has that many tasks, delete the records of old ones. If not, check endpoint: it may not be DMS for RocketMQ.";

async function readComplete(
  pages: PagesRead,
  readPages: (offsets: Iterable<number>) => Promise<void>,
): Promise<{ total: number; tasks: Task[] }> {
  const { total } = pages;
  if (total !== undefined) {
    const last = lastPage(total, pages.rowsOn(1));
    pages.expectTasksBefore(last);
    await readPages(range(2, last - 1));
    if (last > 1) await readPages([last]);
    await readPages(range(1, last - 1));
    return completeList(pages, total);
  }
  const last = await walkToTheEnd(pages, readPages);
  // Only the last page shows that this is the end, so read it twice.
  await readPages(range(1, last));
  return completeList(pages, lengthByPages(pages, last));
}

/** @throws IncompleteRead unless the pages have as many different tasks as the list */
function completeList(pages: PagesRead, count: number): { total: number; tasks: Task[] } {
  if (pages.taskCount === count) return { total: count, tasks: pages.tasks() };
  throw new IncompleteRead(`the pages have ${pages.taskCount} different tasks, but the list has ${count}`);
}

/** The number of tasks, from the number of full pages and the size of the last page. */
function lengthByPages(pages: PagesRead, last: number): number {
  const [full, rest] = [pages.rowsOn(1), pages.rowsOn(last)];
  if (rest > full) throw new IncompleteRead(`page 1 has ${full} tasks, but page ${last} has ${rest}`);
  if (rest > 0 || last === 1) return (last - 1) * full + rest;
  return lengthByPages(pages, last - 1);
}

/** The number of the last page, from the size of the first: the service may return fewer tasks per page than requested. */
function lastPage(total: number, rowsOnFirst: number): number {
  if (total <= rowsOnFirst) return 1;
  if (rowsOnFirst === 0) throw new IncompleteRead(`the total is ${total}, but page 1 is empty`);
  return Math.ceil(total / rowsOnFirst);
}

/**
 * For a service that reports no total: reads page after page until one is empty.
 * A repeated page ends the walk only if it is shorter than the first: it is the last page, which the service repeats past
 * the end. A repeated full page could also mean that the service ignores `offset`.
 * @returns the number of the last page
 * @throws EndlessList after too many pages
 */
async function walkToTheEnd(
  pages: PagesRead,
  readPages: (offsets: Iterable<number>) => Promise<void>,
): Promise<number> {
  if (pages.rowsOn(1) === 0) return 1;
  for (let page = 2; page <= maxPagesWithoutTotal; page += 1) {
    try {
      await readPages([page]);
    } catch (error) {
      const previous = pages.rowsOn(page - 1);
      if (error instanceof RepeatedPage && error.of === page - 1 && previous < pages.rowsOn(1)) return page - 1;
      throw error;
    }
    if (pages.rowsOn(page) === 0) return page;
  }
  throw new EndlessList(`the total is missing, and the list does not end within ${maxPagesWithoutTotal} pages`);
}

/** A page has exactly the tasks of another page. */
class RepeatedPage extends IncompleteRead {
  readonly of: number;

  constructor(page: number, of: number) {
    super(`page ${page} repeats page ${of}`);
    this.of = of;
  }
}

/** The pages of one attempt, each as it was read last. A page that contradicts an earlier one is rejected. */
class PagesRead {
  /** How many tasks are requested per page. */
  size: number;
  /** The number of tasks that the service reports; undefined if it reports none. */
  total: number | undefined;
  readonly #pages = new Map<number, { tasks: Task[]; rows: number }>();
  readonly #pageOfTask = new Map<string, number>();
  #lastPage = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** True if the list continues after page 1. */
  get isLong(): boolean {
    return this.total !== undefined && this.rowsOn(1) > 0 && this.total > this.rowsOn(1);
  }

  /** Discards what was read and restarts from a page 1 of another size. */
  restart(size: number, firstPage: TaskPage): void {
    this.size = size;
    this.#pages.clear();
    this.#pageOfTask.clear();
    this.note(1, firstPage);
  }

  /** @throws IncompleteRead if the page shows that the list has changed since other pages were read */
  note(offset: number, { total, tasks: rows }: TaskPage): void {
    if (this.#pages.size === 0) this.total = total;
    if (total !== this.total)
      throw new IncompleteRead(`the total was ${this.total ?? "missing"}, then ${total ?? "missing"}`);

    const tasks = withoutDuplicates(rows, offset);
    if (rows.length === 0 && offset < this.#lastPage) {
      throw new IncompleteRead(`page ${offset} of ${this.#lastPage} is empty, but the total is ${this.total}`);
    }
    const before = this.#pages.get(offset);
    if (before) {
      if (!sameTasks(before.tasks, tasks)) throw new IncompleteRead(`page ${offset} changed while the list was read`);
    } else {
      this.#claim(offset, tasks);
    }
    this.#pages.set(offset, { tasks, rows: rows.length });
  }

  /** From now on, a page before this one must not be empty. */
  expectTasksBefore(lastPage: number): void {
    this.#lastPage = lastPage;
  }

  /** The number of tasks on a page; 0 if it was not read yet. */
  rowsOn(offset: number): number {
    return this.#pages.get(offset)?.rows ?? 0;
  }

  get taskCount(): number {
    return this.#pageOfTask.size;
  }

  /** All tasks, in the order of the pages. */
  tasks(): Task[] {
    return [...range(1, this.#pages.size)].flatMap((offset) => this.#pages.get(offset)?.tasks ?? []);
  }

  #claim(offset: number, tasks: readonly Task[]): void {
    for (const { id } of tasks) {
      const other = this.#pageOfTask.get(id);
      if (other === undefined) continue;
      // Every known task is on one page only, so no other page can be the repeated one.
      if (sameTasks(this.#pages.get(other)?.tasks ?? [], tasks)) throw new RepeatedPage(offset, other);
      throw new IncompleteRead(`task ${id} is on page ${other} and on page ${offset}`);
    }
    for (const { id } of tasks) this.#pageOfTask.set(id, offset);
  }
}

/** The tasks of a page without identical duplicates. Two different rows for one task cannot both be right. */
function withoutDuplicates(rows: readonly Task[], offset: number): Task[] {
  const byId = new Map<string, Task>();
  for (const row of rows) {
    const other = byId.get(row.id);
    if (other && !sameRow(other, row))
      throw new IncompleteRead(`page ${offset} has task ${row.id} twice, in two versions`);
    byId.set(row.id, row);
  }
  return [...byId.values()];
}

function sameRow(a: Task, b: Task): boolean {
  return a.name === b.name && a.startDate === b.startDate && a.status === b.status && a.type === b.type;
}

function sameTasks(a: readonly Task[], b: readonly Task[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}

/** The integers from first to last; none if last is smaller. */
function* range(first: number, last: number): Iterable<number> {
  for (let number = first; number <= last; number += 1) yield number;
}
