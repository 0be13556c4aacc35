import { setTimeout as timer } from "node:timers/promises";

/** Time and chance, given from outside, so that a test can run an hour's wait in milliseconds. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. It never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A random number in [0, 1), for jitter. */
  random(): number;
}

/** A longer delay makes a timer of Node fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The clock of this process. It never goes back, and a corrected system time does not shorten a wait. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) =>
    timer(Math.min(ms, longestTimerMs), undefined, { signal }).catch(() => {
      // Aborted: that is how a sleep is cut short.
    }),
  random: Math.random,
};

/** Sleeps until the clock shows `timeMs`, or until `signal` aborts. */
export async function sleepUntil(clock: Clock, timeMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = timeMs - clock.now(); leftMs > 0 && !signal.aborted; leftMs = timeMs - clock.now()) {
    await clock.sleep(leftMs, signal);
  }
}
