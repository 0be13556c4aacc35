import { CancelledError, type Clock, isTransient } from "../cloud/index.ts";

/** The pause after a transient error, on top of the client's own retries. */
const pauseMs = 5000;

/**
 * Reads something, again and again while transient errors prevent it.
 * @param onFault called with each transient error
 * @throws CancelledError if the signal aborts, and any error that is not transient
 */
export async function outlastFaults<T>(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  read: () => Promise<T>,
  onFault: (error: unknown) => void,
): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!isTransient(error)) throw error;
      onFault(error);
      await clock.sleep(pauseMs, signal);
      if (signal.aborted) throw new CancelledError();
    }
  }
}
