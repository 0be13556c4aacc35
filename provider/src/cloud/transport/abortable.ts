import { CancelledError } from "../errors.ts";

/**
 * Waits for shared work, but no longer than `signal` allows; the work itself continues for its other callers.
 * @throws CancelledError when `signal` aborts
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(new CancelledError());
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
  });
}
