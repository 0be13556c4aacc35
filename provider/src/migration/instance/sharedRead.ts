import { CancelledError, type Clock, type Moment, moment } from "../../cloud/index.ts";

/** What was read, and when the read started: it shows nothing older. */
export interface Reading<T> {
  readonly value: T;
  readonly startedAt: Moment;
}

/** How old a reading may be, and what ends the wait for it. */
export interface ReadingOptions {
  /** A reading whose read started at this time or later, by the clock's `now`, is used again. */
  readonly notBeforeMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads for several callers at once: those for whom the read in progress started too early share the next one. So at most one read is
 * in progress, however many callers there are.
 */
export class SharedRead<T> {
  readonly #load: (signal: AbortSignal | undefined) => Promise<T>;
  #latest: Reading<T> | undefined;
  #running: { readonly startedAt: Moment; readonly result: Promise<Reading<T>> } | undefined;

  /** @param load reads once */
  constructor(load: (signal: AbortSignal | undefined) => Promise<T>) {
    this.#load = load;
  }

  /** @throws CancelledError if the signal aborts, and any error of the read */
  async get({ notBeforeMs, clock, signal }: ReadingOptions): Promise<Reading<T>> {
    for (;;) {
      if (signal?.aborted) throw new CancelledError();
      if (this.#latest && this.#latest.startedAt.ms >= notBeforeMs) return this.#latest;
      const running = this.#running ?? this.#start(clock, signal);
      const isRecent = running.startedAt.ms >= notBeforeMs;
      try {
        const reading = await running.result;
        if (isRecent) return reading;
      } catch (error) {
        // Another caller's cancellation ended a read that this caller still needs.
        const isOthers = error instanceof CancelledError && !signal?.aborted;
        if (isRecent && !isOthers) throw error;
      }
    }
  }

  #start(clock: Clock, signal: AbortSignal | undefined) {
    const startedAt = moment(clock);
    const read = async () => {
      try {
        const reading = { value: await this.#load(signal), startedAt };
        this.#latest = reading;
        return reading;
      } finally {
        this.#running = undefined;
      }
    };
    this.#running = { startedAt, result: read() };
    return this.#running;
  }
}
