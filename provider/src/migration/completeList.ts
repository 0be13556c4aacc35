import { isTransient, mayBeDueToRequest } from "../cloud/index.ts";
import { concurrently } from "./concurrently.ts";
import { IncompleteListError } from "./errors.ts";
import { PageSizes } from "./pageSizes.ts";

/*
 * How a list of several pages is read completely
 *
 * Rows are added and deleted while pages are read, so each page shows a different moment. If a row of page 1 is deleted
 * after page 1 was read, the first row of page 2 moves to page 1, and a reader that continues with page 2 misses it. If
 * another row is added at the same time, not even `total` changes. So every page but the last is read twice:
 *
 *     page 1 | pages 2…n-1, concurrently | page n | pages 1…n-1 again, concurrently
 *
 * Pages that are read again must show the same keys, and the number of different keys must equal the `total` of page n's
 * response. Then no row was missed that existed the whole time.
 *
 * An empty page before the last one ends the attempt immediately: the list is not as long as its total. So a list with a
 * total may have any length, and a wrong total costs no more requests than there are rows.
 *
 * Proof. Take the moment at which page n was read. Every row of pages 1…n-1 was seen before and after it; keys are not
 * reused, so the row existed at that moment. So did the rows of page n. Together they are `total` rows, which is how
 * many existed at that moment. So there was no other. ∎
 *
 * All pages of an attempt have one size: 50 for a short list. Where the service may allow more (the list of tasks), page 1 of a
 * longer list is requested again with 1,000; if the service returns more than 50 then, the list is read from the start in pages
 * of that size. The proof holds for any size.
 *
 * The service pages in two ways: by the number of the page, from 1 (tasks), or by the number of rows before it, from 0 (everything
 * else). A row offset counts full pages as the first page was: a service that shortens pages to its own limit leaves no gaps.
 *
 * Without a total, the last page shows how many rows there are: the list ends at a page shorter than a full one, or at an
 * empty page after full ones. A page that repeats another page, or a row of another page, is not an end: either the
 * list changed, or the service ignores `offset`. The list is then incomplete. Pages are of the initial size then, since a service
 * that shortens larger ones would end the list early.
 *
 * Assumed: one response shows one moment of the list, and a key is not given to another row while the list is read. Not assumed:
 * the order of the list. Page n must be read alone: tests/migration/listTasks.test.ts has a list that hides a task from a reader that
 * requests all pages concurrently, twice, and sees the same both times.
 */

/** How often a list that changes while it is read is read from the start. */
const maxAttempts = 5;
/** The last attempts request pages of the initial size: the service may return larger ones inconsistently. */
const attemptsWithLargePages = 3;
/** Stops at a server that has no total and returns new rows forever: half a million rows at 50 per page. */
const maxPagesWithoutTotal = 10_000;

/** A list that the service returns in pages. */
export interface PagedList<Row> {
  /** What is listed, for messages: `migration tasks of instance 1234…`. */
  readonly title: string;
  /** One row, for messages: `task`. */
  readonly noun: string;
  /** Where the end is missing although the list cannot be that long: what to do, in sentences. */
  readonly endlessRemedy: string;
  /** Reads one page. */
  readPage(place: PagePlace, signal: AbortSignal | undefined): Promise<Page<Row>>;
  /** What identifies a row in the list. */
  keyOf(row: Row): string;
  /** True if two rows with the same key are equal. */
  isSame(one: Row, other: Row): boolean;
}

/** One page as the service returned it; `total` is undefined if the response has none. */
export interface Page<Row> {
  readonly total: number | undefined;
  readonly rows: readonly Row[];
}

/** Which page to read, for both ways of paging. */
export interface PagePlace {
  /** Number of the page, from 1. */
  readonly page: number;
  /** Rows to request per page, where the service counts pages. */
  readonly limit: number;
  /** Number of rows before the page, and how many to request, where the service counts rows. */
  readonly rowOffset: number;
  readonly rowLimit: number;
}

/** How to read a list. */
export interface ReadOptions {
  /** How many rows to request per page. Default: `defaultPageSize`, and more for long lists (PageSizes). */
  readonly pageSize?: number | undefined;
  /** The page sizes that the service is known to return. Default: none are known. */
  readonly pageSizes?: PageSizes | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** All rows of a list. */
export interface CompleteList<Row> {
  readonly total: number;
  /** In the service's order. */
  readonly rows: Row[];
  /** How many pages were read for it, which is how many requests it took. */
  readonly pagesRead: number;
}

/**
 * Reads all rows of a list, each once, in the service's order, as they were read last.
 * A row that exists from the call to the return is in the result: see the proof above.
 * @throws IncompleteListError if the list cannot be read completely, and any error of `readPage`
 */
export async function readCompleteList<Row>(
  list: PagedList<Row>,
  options: ReadOptions = {},
): Promise<CompleteList<Row>> {
  const { pageSize, pageSizes = new PageSizes(), signal } = options;
  let pagesRead = 0;
  let largePagesFail = false;
  const readPage = async (place: PagePlace, stop: AbortSignal | undefined) => {
    const page = await list.readPage(place, stop);
    pagesRead += 1;
    return page;
  };
  const readFirstPage = (size: number) => readPage({ page: 1, limit: size, rowOffset: 0, rowLimit: size }, signal);

  for (let attempt = 1; ; attempt += 1) {
    const usesLargePages = pageSize === undefined && attempt <= attemptsWithLargePages && !largePagesFail;
    const pages = new PagesRead(list, pageSize ?? (usesLargePages ? pageSizes.first : pageSizes.initial));
    const readPages = (numbers: Iterable<number>) =>
      concurrently(numbers, signal, async (number, stop) =>
        pages.note(number, await readPage(pages.placeOf(number), stop)),
      );
    try {
      await readPages([1]);
      if (pages.total === undefined && pageSize === undefined && pages.size > pageSizes.initial) {
        // Without a total, nothing shows whether larger pages are complete.
        pages.restart(pageSizes.initial, await readFirstPage(pageSizes.initial));
      } else if (usesLargePages && pages.isLong) {
        await enlarge(pages, pageSizes, readFirstPage);
      }
      const complete = { ...(await readComplete(pages, readPages)), pagesRead };
      if (pageSize === undefined && !usesLargePages) pageSizes.noteFallback();
      else if (pages.size > pageSizes.initial) pageSizes.noteSuccess();
      return complete;
    } catch (error) {
      if (!(error instanceof IncompleteRead)) {
        if (pageSize !== undefined || pages.size <= pageSizes.initial || !mayBeDueToRequest(error)) throw error;
        largePagesFail = true;
        if (!isTransient(error)) pageSizes.giveUp();
        continue;
      }
      const mayEnd = !(error instanceof EndlessList);
      if (attempt < maxAttempts && mayEnd) continue;
      const seen = { totalSaid: pages.total, rowsSeen: pages.rowCount, pagesRead, attempts: attempt };
      const remedy = mayEnd ? undefined : list.endlessRemedy;
      throw new IncompleteListError(list, error.message, seen, { isTransient: mayEnd, remedy });
    }
  }
}

/** Continues with larger pages if the service returns them. */
async function enlarge<Row>(
  pages: PagesRead<Row>,
  pageSizes: PageSizes,
  readFirstPage: (size: number) => Promise<Page<Row>>,
): Promise<void> {
  if (!pageSizes.isUnknown) {
    // Page 1 of a longer list holds as many rows as the service allows.
    pages.size = Math.min(pages.size, pages.rowsOn(1));
    pageSizes.learn(pages.size);
    return;
  }
  try {
    const page = await readFirstPage(pageSizes.largest);
    if (page.rows.length <= pages.rowsOn(1)) return pageSizes.giveUp();
    const isComplete = page.total !== undefined && page.rows.length >= page.total;
    const size = isComplete ? pageSizes.largest : page.rows.length;
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

async function readComplete<Row>(
  pages: PagesRead<Row>,
  readPages: (numbers: Iterable<number>) => Promise<void>,
): Promise<{ total: number; rows: Row[] }> {
  const { total } = pages;
  if (total !== undefined) {
    const last = lastPage(total, pages.rowsOn(1));
    pages.expectRowsBefore(last);
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

/** @throws IncompleteRead unless the pages have as many different rows as the list */
function completeList<Row>(pages: PagesRead<Row>, count: number): { total: number; rows: Row[] } {
  if (pages.rowCount === count) return { total: count, rows: pages.rows() };
  throw new IncompleteRead(`the pages have ${pages.rowCount} different ${pages.noun}s, but the list has ${count}`);
}

/** The number of rows, from the number of full pages and the size of the last page. */
function lengthByPages<Row>(pages: PagesRead<Row>, last: number): number {
  const [full, rest] = [pages.rowsOn(1), pages.rowsOn(last)];
  if (rest > full) throw new IncompleteRead(`page 1 has ${full} ${pages.noun}s, but page ${last} has ${rest}`);
  if (rest > 0 || last === 1) return (last - 1) * full + rest;
  return lengthByPages(pages, last - 1);
}

/** The number of the last page, from the size of the first: the service may return fewer rows per page than requested. */
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
async function walkToTheEnd<Row>(
  pages: PagesRead<Row>,
  readPages: (numbers: Iterable<number>) => Promise<void>,
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

/** A page has exactly the rows of another page. */
class RepeatedPage extends IncompleteRead {
  readonly of: number;

  constructor(page: number, of: number) {
    super(`page ${page} repeats page ${of}`);
    this.of = of;
  }
}

/** The pages of one attempt, each as it was read last. A page that contradicts an earlier one is rejected. */
class PagesRead<Row> {
  /** How many rows are requested per page. */
  size: number;
  /** The number of rows that the service reports; undefined if it reports none. */
  total: number | undefined;
  readonly #list: PagedList<Row>;
  readonly #pages = new Map<number, { distinct: Row[]; count: number }>();
  readonly #pageOfRow = new Map<string, number>();
  #lastPage = 0;

  constructor(list: PagedList<Row>, size: number) {
    this.#list = list;
    this.size = size;
  }

  /** What a row is, for messages. */
  get noun(): string {
    return this.#list.noun;
  }

  /** True if the list continues after page 1. */
  get isLong(): boolean {
    return this.total !== undefined && this.rowsOn(1) > 0 && this.total > this.rowsOn(1);
  }

  /** How to ask for a page: pages after the first are as long as the first is. */
  placeOf(page: number): PagePlace {
    const rowLimit = page === 1 ? this.size : Math.min(this.size, this.rowsOn(1) || this.size);
    return { page, limit: this.size, rowOffset: (page - 1) * rowLimit, rowLimit };
  }

  /** Discards what was read and restarts from a page 1 of another size. */
  restart(size: number, firstPage: Page<Row>): void {
    this.size = size;
    this.#pages.clear();
    this.#pageOfRow.clear();
    this.note(1, firstPage);
  }

  /** @throws IncompleteRead if the page shows that the list has changed since other pages were read */
  note(page: number, { total, rows }: Page<Row>): void {
    if (this.#pages.size === 0) this.total = total;
    if (total !== this.total)
      throw new IncompleteRead(`the total was ${this.total ?? "missing"}, then ${total ?? "missing"}`);

    const distinct = this.#withoutDuplicates(rows, page);
    if (rows.length === 0 && page < this.#lastPage) {
      throw new IncompleteRead(`page ${page} of ${this.#lastPage} is empty, but the total is ${this.total}`);
    }
    const before = this.#pages.get(page);
    if (before) {
      if (!this.#haveSameKeys(before.distinct, distinct))
        throw new IncompleteRead(`page ${page} changed while the list was read`);
    } else {
      this.#claim(page, distinct);
    }
    this.#pages.set(page, { distinct, count: rows.length });
  }

  /** From now on, a page before this one must not be empty. */
  expectRowsBefore(lastPage: number): void {
    this.#lastPage = lastPage;
  }

  /** The number of rows on a page; 0 if it was not read yet. */
  rowsOn(page: number): number {
    return this.#pages.get(page)?.count ?? 0;
  }

  /** The number of different rows. */
  get rowCount(): number {
    return this.#pageOfRow.size;
  }

  /** All rows, in the order of the pages. */
  rows(): Row[] {
    return [...range(1, this.#pages.size)].flatMap((page) => this.#pages.get(page)?.distinct ?? []);
  }

  #claim(page: number, rows: readonly Row[]): void {
    const keys = rows.map((row) => this.#list.keyOf(row));
    for (const key of keys) {
      const other = this.#pageOfRow.get(key);
      if (other === undefined) continue;
      // Every known row is on one page only, so no other page can be the repeated one.
      if (this.#haveSameKeys(this.#pages.get(other)?.distinct ?? [], rows)) throw new RepeatedPage(page, other);
      throw new IncompleteRead(`${this.noun} ${key} is on page ${other} and on page ${page}`);
    }
    for (const key of keys) this.#pageOfRow.set(key, page);
  }

  /** The rows of a page without identical duplicates. Two different rows with one key cannot both be right. */
  #withoutDuplicates(rows: readonly Row[], page: number): Row[] {
    const byKey = new Map<string, Row>();
    for (const row of rows) {
      const key = this.#list.keyOf(row);
      const other = byKey.get(key);
      if (other !== undefined && !this.#list.isSame(other, row))
        throw new IncompleteRead(`page ${page} has ${this.noun} ${key} twice, in two versions`);
      byKey.set(key, row);
    }
    return [...byKey.values()];
  }

  #haveSameKeys(some: readonly Row[], others: readonly Row[]): boolean {
    const { keyOf } = this.#list;
    return (
      some.length === others.length &&
      some.every((row, index) => {
        const other = others[index];
        return other !== undefined && keyOf(row) === keyOf(other);
      })
    );
  }
}

/** The integers from first to last; none if last is smaller. */
function* range(first: number, last: number): Iterable<number> {
  for (let number = first; number <= last; number += 1) yield number;
}
