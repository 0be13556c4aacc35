import { CancelledError } from "../cloud/index.ts";

/** How many requests are made concurrently at most: the client may send fewer at a time. */
const maxConcurrent = 16;

/**
 * Does the work for every item, a few items at a time. The first failure stops the rest.
 * @param work does the work for one item; `stop` aborts when another item fails or the signal aborts
 * @throws CancelledError if the signal aborts, and the first error of `work`
 */
export async function concurrently<Item>(
  items: Iterable<Item>,
  signal: AbortSignal | undefined,
  work: (item: Item, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const failure = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  const waiting = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = waiting.next(); !next.done && !stop.aborted; next = waiting.next()) await work(next.value, stop);
  };
  try {
    await Promise.all(Array.from({ length: maxConcurrent }, worker));
    if (signal?.aborted) throw new CancelledError();
  } finally {
    failure.abort();
  }
}
