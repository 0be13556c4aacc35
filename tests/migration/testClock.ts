import type { Clock } from "../../provider/src/cloud/clock.ts";

interface Sleeper {
  wakeMs: number;
  wake: () => void;
}

/**
 * A clock that stands still while anything runs, then jumps to when the next sleeper wakes up. Its two times start far
 * apart, so that mixing them up fails a test.
 */
export class TestClock implements Clock {
  readonly random: () => number;
  #nowMs: number;
  /** How far the wall clock is ahead. */
  #wallOffsetMs: number;
  #sleepers: Sleeper[] = [];
  #busy = 0;

  constructor(options: { startMs?: number; random?: () => number } = {}) {
    this.#nowMs = options.startMs ?? 0;
    this.#wallOffsetMs = Date.parse("2026-11-24T10:00:00Z") - this.#nowMs;
    this.random = options.random ?? (() => 0);
  }

  now(): number {
    return this.#nowMs;
  }

  wallClock(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  /** Lets the wall clock jump while the other stands still: the machine slept, or its time was set (back, if negative). */
  jumpWallClock(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  /** How many sleepers there are. There must be none once all waits have ended. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper: Sleeper = {
        wakeMs: this.#nowMs + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener("abort", cut);
          resolve();
        },
      };
      const cut = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        resolve();
      };
      signal?.addEventListener("abort", cut, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Stops the clock until the work is done: for work that takes real time, such as a request over a socket. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
    }
  }

  /** Runs the clock until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    for (;;) {
      await new Promise(setImmediate);
      if (done) return work;
      if (this.#busy === 0) this.#jump();
    }
  }

  #jump(): void {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!first || sleeper.wakeMs < first.wakeMs) first = sleeper;
    if (!first) throw new Error("The work is not done, but nothing sleeps.");
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== first);
    this.#nowMs = first.wakeMs;
    first.wake();
  }
}
