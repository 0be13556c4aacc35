import { CancelledError, type Client, ServiceError } from "../cloud/index.ts";
import { IncompleteListError } from "./errors.ts";
import { readTaskPage, type TaskPage } from "./listTaskPage.ts";
import { PageSizes } from "./pageSizes.ts";
import type { Task } from "./task.ts";

/*
 * How a list of several pages is read whole
 *
 * Tasks come and go while pages are read, and every page then shows another moment: delete a task of page 1 after page 1
 * was read, and the first task of page 2 moves to page 1, unseen by a reader who goes on to page 2. If another task is
 * created at the same time, not even `total` changes. So all pages but the last are read twice:
 *
 *     page 1 | pages 2…n-1, side by side | page n | pages 1…n-1 again, side by side
 *
 * Pages that are read again must show the same ids, and there must be as many different ids as page n's answer has for
 * `total`. Then no task was missed that was there all the time.
 *
 * A page before the last that is empty ends the reading at once: then the list is not as long as it says. So a list that
 * has a total may be of any length, and a total that is wrong costs no more than the tasks that there are.
 *
 * Proof. Take the moment at which page n was read. Every task of the pages 1…n-1 was seen before it and after it; ids are
 * never used twice, so the task was there at that moment. So were the tasks of page n. Together they are `total` tasks,
 * which is how many there were at that moment. So there was no other. ∎
 *
 * All pages of one attempt have one size. It is 50 for a short list; page 1 of a long one is asked for again with 1,000, and if the
 * service gives more than 50 then, the list is read anew in pages of as many as it gave. Nothing of the proof depends on the size.
 *
 * Without a total the last page itself says how many tasks there are: a page shorter than a full one is where the list
 * ends, and so is an empty page after full ones. A page that repeats another one, or a task of another one, is no end, but a
 * sign that the list moved, or that the service ignores `offset`: the list is then not whole.
 *
 * Relied on: one answer shows one moment of the list, and an id is never given to another task. Not relied on: the order
 * of the list. Page n must be read alone: tests/migration/listTasks.test.ts has a list that hides a task from a reader who
 * asks for all pages side by side, twice, and sees the same both times.
 */

/** How many pages are asked for at the same time, at most: the client may allow fewer requests. */
const pagesAtATime = 16;
/** How often a list that changes while it is read is begun anew. */
const maxAttempts = 5;
/** The last attempts ask for pages of the initial size: the service may not keep to what it says of larger ones. */
const attemptsInLargePages = 3;
/** Without a total, a server that shows new tasks for ever is stopped here: half a million tasks at 50 a page. */
const maxPagesWithoutTotal = 10_000;

export interface ListOptions {
  /** The service's query `type`: vhost, exchange, queue or all. It does not select by the type of a task. */
  queryType?: string;
  /** The service's query `name`: a vhost, or vhost and exchange. It does not select by the name of a task. */
  name?: string;
  /** How many tasks to ask for at a time. Default: 50, and up to 1,000 for long lists. */
  pageSize?: number;
  /** What was learned from earlier lists of the same service. Default: nothing. */
  pageSizes?: PageSizes;
  signal?: AbortSignal;
}

/**
 * All tasks of an instance, each once, in the service's order; each with the status that was read last.
 * A task that exists from the call to the answer is in the answer: see the proof above.
 * @throws IncompleteListError if the list cannot be read whole, AnswerError if an answer is not a page of tasks,
 *   and what the client throws
 */
export async function listTasks(
  client: Pick<Client, "get">,
  instanceId: string,
  options: ListOptions = {},
): Promise<{ total: number; tasks: Task[] }> {
  const { pageSize, pageSizes = new PageSizes(), signal, ...query } = options;
  let pagesRead = 0;
  const readPage = async (offset: number, limit: number, stop: AbortSignal | undefined) => {
    const page = await readTaskPage(client, instanceId, { ...query, offset, limit, ...(stop && { signal: stop }) });
    pagesRead += 1;
    return page;
  };

  for (let attempt = 1; ; attempt += 1) {
    const inLargePages = pageSize === undefined && attempt <= attemptsInLargePages;
    const pages = new PagesSeen(pageSize ?? (inLargePages ? pageSizes.first : pageSizes.initial));
    const readPages = (offsets: Iterable<number>) =>
      sideBySide(offsets, signal, async (offset, stop) => pages.note(offset, await readPage(offset, pages.size, stop)));
    try {
      await readPages([1]);
      if (inLargePages && pages.isLong) {
        await enlarge(pages, pageSizes, (size) => readPage(1, size, signal));
      }
      const list = await readWhole(pages, readPages);
      if (pageSize === undefined && !inLargePages) pageSizes.giveUp();
      return list;
    } catch (error) {
      if (!(error instanceof NotWhole)) throw error;
      const isTransient = !(error instanceof Endless);
      if (attempt < maxAttempts && isTransient) continue;
      const seen = { totalSaid: pages.total, tasksSeen: pages.taskCount, pagesRead, attempts: attempt };
      const remedy = isTransient ? undefined : endlessRemedy;
      throw new IncompleteListError(instanceId, error.message, seen, { isTransient, remedy });
    }
  }
}

/** Goes on with larger pages, if the service gives them. */
async function enlarge(
  pages: PagesSeen,
  pageSizes: PageSizes,
  readFirstPage: (size: number) => Promise<TaskPage>,
): Promise<void> {
  if (!pageSizes.isUnknown) {
    // Page 1 of a list that goes on holds as many tasks as the service allows, now.
    pages.size = Math.min(pages.size, pages.rowsOn(1));
    pageSizes.learn(pages.size);
    return;
  }
  try {
    const page = await readFirstPage(pageSizes.largest);
    if (page.tasks.length <= pages.rowsOn(1)) return pageSizes.giveUp();
    const isWhole = page.total !== undefined && page.tasks.length >= page.total;
    const size = isWhole ? pageSizes.largest : page.tasks.length;
    pageSizes.learn(size);
    pages.beginAnew(size, page);
  } catch (error) {
    if (!(error instanceof ServiceError && error.httpStatus === 400)) throw error;
    pageSizes.giveUp();
  }
}

/** Ends one attempt to read the list: what was read does not fit together. */
class NotWhole extends Error {}

/** The list has no end, and so would have none in another attempt. */
class Endless extends NotWhole {}

const endlessRemedy =
  "If the instance has that many tasks, delete the records of old ones. If not, check endpoint: what answers there is not DMS for RocketMQ.";

async function readWhole(
  pages: PagesSeen,
  readPages: (offsets: Iterable<number>) => Promise<void>,
): Promise<{ total: number; tasks: Task[] }> {
  const { total } = pages;
  if (total !== undefined) {
    const last = lastPage(total, pages.rowsOn(1));
    pages.expectTasksBefore(last);
    await readPages(range(2, last - 1));
    if (last > 1) await readPages([last]);
    await readPages(range(1, last - 1));
    return wholeList(pages, total);
  }
  const last = await walkToTheEnd(pages, readPages);
  // Nothing but the last page says that this is all: it must say so twice.
  await readPages(range(1, last));
  return wholeList(pages, lengthByPages(pages, last));
}

/** @throws NotWhole unless the pages hold as many different tasks as there are */
function wholeList(pages: PagesSeen, count: number): { total: number; tasks: Task[] } {
  if (pages.taskCount === count) return { total: count, tasks: pages.tasks() };
  throw new NotWhole(`the pages hold ${pages.taskCount} different tasks, but there are ${count}`);
}

/** How long a list is whose last page is this, in full pages and the rest. */
function lengthByPages(pages: PagesSeen, last: number): number {
  const [full, rest] = [pages.rowsOn(1), pages.rowsOn(last)];
  if (rest > full) throw new NotWhole(`page 1 holds ${full} tasks, but page ${last} holds ${rest}`);
  if (rest > 0 || last === 1) return (last - 1) * full + rest;
  return lengthByPages(pages, last - 1);
}

/** The number of the last page, from the size of the first: the service may allow fewer tasks on a page than asked for. */
function lastPage(total: number, rowsOnFirst: number): number {
  if (total <= rowsOnFirst) return 1;
  if (rowsOnFirst === 0) throw new NotWhole(`the total is ${total}, but page 1 is empty`);
  return Math.ceil(total / rowsOnFirst);
}

/**
 * For a service that does not say how many tasks there are: page after page until one is empty.
 * A page seen before ends the walk only if it is shorter than the first: such a page is the last one, and the service
 * repeats it past the end. A full page that comes again may just as well mean that the service ignores `offset`.
 */
async function walkToTheEnd(
  pages: PagesSeen,
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
  throw new Endless(`the total is missing, and the list did not end within ${maxPagesWithoutTotal} pages`);
}

/** A page shows exactly the tasks of another one. */
class RepeatedPage extends NotWhole {
  readonly of: number;

  constructor(page: number, of: number) {
    super(`page ${page} repeats page ${of}`);
    this.of = of;
  }
}

/** The pages of one attempt, each as it was read last. It refuses what does not fit to what was read before. */
class PagesSeen {
  /** How many tasks are asked for on a page. */
  size: number;
  /** What the service says the number of tasks is; undefined if it does not say. */
  total: number | undefined;
  readonly #pages = new Map<number, { tasks: Task[]; rows: number }>();
  readonly #pageOfTask = new Map<string, number>();
  #lastPage = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** True if page 1 was read, and is not the whole list. */
  get isLong(): boolean {
    return this.total !== undefined && this.rowsOn(1) > 0 && this.total > this.rowsOn(1);
  }

  /** Forgets what was read, and begins with a page 1 of another size. */
  beginAnew(size: number, firstPage: TaskPage): void {
    this.size = size;
    this.#pages.clear();
    this.#pageOfTask.clear();
    this.note(1, firstPage);
  }

  /** @throws NotWhole if the page shows that the list is not what it was when other pages were read */
  note(offset: number, { total, tasks: rows }: TaskPage): void {
    if (this.#pages.size === 0) this.total = total;
    if (total !== this.total)
      throw new NotWhole(`the total was ${this.total ?? "missing"}, then ${total ?? "missing"}`);

    const tasks = eachOnce(rows, offset);
    if (rows.length === 0 && offset < this.#lastPage) {
      throw new NotWhole(`page ${offset} of ${this.#lastPage} is empty, but the total is ${this.total}`);
    }
    const before = this.#pages.get(offset);
    if (before) {
      if (!sameTasks(before.tasks, tasks)) throw new NotWhole(`page ${offset} changed while the list was read`);
    } else {
      this.#claim(offset, tasks);
    }
    this.#pages.set(offset, { tasks, rows: rows.length });
  }

  /** From now on, no page before this one may be empty. */
  expectTasksBefore(lastPage: number): void {
    this.#lastPage = lastPage;
  }

  /** Tasks on a page, or 0 for a page not read yet. */
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
      // Every task seen is on one page only, so no other page can be the one that is repeated.
      if (sameTasks(this.#pages.get(other)?.tasks ?? [], tasks)) throw new RepeatedPage(offset, other);
      throw new NotWhole(`task ${id} is on page ${other} and on page ${offset}`);
    }
    for (const { id } of tasks) this.#pageOfTask.set(id, offset);
  }
}

/** The tasks of a page, without rows that say the same twice. Two rows of one task that differ cannot both be right. */
function eachOnce(rows: readonly Task[], offset: number): Task[] {
  const byId = new Map<string, Task>();
  for (const row of rows) {
    const other = byId.get(row.id);
    if (other && !sameRow(other, row)) throw new NotWhole(`page ${offset} holds task ${row.id} twice, in two versions`);
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

/** Does the work for every page, a few at a time; the first failure stops the rest. */
async function sideBySide(
  offsets: Iterable<number>,
  signal: AbortSignal | undefined,
  work: (offset: number, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const waiting = offsets[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done && !stop.aborted; next = waiting.next()) await work(next.value, stop);
  };
  try {
    await Promise.all(Array.from({ length: pagesAtATime }, worker));
    if (signal?.aborted) throw new CancelledError();
  } finally {
    failure.abort();
  }
}

/** The whole numbers from first to last; none if last is less. */
function* range(first: number, last: number): Iterable<number> {
  for (let number = first; number <= last; number += 1) yield number;
}
