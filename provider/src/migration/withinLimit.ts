import { CancelledError, type Clock, childAbort } from "../cloud/index.ts";

/**
 * Does work that must not hold up a migration: it is aborted after a limit.
 * @param work ends with a CancelledError when `stop` aborts
 * @returns undefined if the limit was reached
 * @throws CancelledError if the signal aborts, and any other error of the work
 */
export async function withinLimit<T>(
  limitMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const { signal: stop, abort } = childAbort(signal);
  void clock.sleep(limitMs, stop).then(abort);
  try {
    return await work(stop);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    if (signal?.aborted) throw new CancelledError();
    return undefined;
  } finally {
    abort();
  }
}
