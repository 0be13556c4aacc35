/** Aborts a piece of work: with the signal of what the work is part of, or by itself. */
export interface ChildAbort {
  readonly signal: AbortSignal;
  /** Must be called when the work ends, also if it was not aborted: the parent keeps a reference until then. */
  abort(): void;
}

/**
 * Links the abort of a piece of work to a signal that may live much longer. AbortSignal.any does the same, but Node never forgets a
 * signal that was made from one that does not abort: a poller that lists tasks for weeks would lose 500 bytes in each poll.
 */
export function childAbort(parent: AbortSignal | undefined): ChildAbort {
  const controller = new AbortController();
  const abort = () => {
    parent?.removeEventListener("abort", abort);
    controller.abort();
  };
  if (parent?.aborted) abort();
  else parent?.addEventListener("abort", abort);
  return { signal: controller.signal, abort };
}
