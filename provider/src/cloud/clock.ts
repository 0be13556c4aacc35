import { setTimeout as timer } from "node:timers/promises";

/** Time and randomness, injected so that a test can run an hour's wait in milliseconds. */
export interface Clock {
  /**
   * Monotonic milliseconds, for pauses, deadlines and durations. The starting point is arbitrary, and changes to the
   * system time have no effect. Whether it advances while the machine sleeps depends on the operating system: on Linux
   * it does not.
   */
  now(): number;
  /**
   * Milliseconds since 1970, for timestamps that people read. It follows the system time, so it may jump: forwards when
   * the machine wakes up, in either direction when the time is set. No pause or deadline may depend on it.
   */
  wallClock(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. It never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A random number in [0, 1), for jitter. */
  random(): number;
}

/** Node fires a timer with a longer delay immediately. */
const longestTimerMs = 2 ** 31 - 1;

/** A point in time on both clocks. */
export interface Moment {
  /** By `now`, to compute how long ago it was. */
  readonly ms: number;
  /** By `wallClock`, to show when it was. */
  readonly wallMs: number;
}

/** The current time on both clocks. */
export function moment(clock: Clock): Moment {
  return { ms: clock.now(), wallMs: clock.wallClock() };
}

/** The date and time that the clock shows. */
export function dateOf(clock: Clock): Date {
  return new Date(clock.wallClock());
}

/** The clock of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallClock: Date.now,
  sleep: (ms, signal) =>
    timer(Math.min(ms, longestTimerMs), undefined, signal ? { signal } : {}).catch(() => {
      // Aborting is how a sleep is cut short, not an error.
    }),
  random: Math.random,
};

/** Sleeps until the clock shows `timeMs`, or until `signal` aborts. */
export async function sleepUntil(clock: Clock, timeMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = timeMs - clock.now(); leftMs > 0 && !signal.aborted; leftMs = timeMs - clock.now()) {
    await clock.sleep(leftMs, signal);
  }
}
