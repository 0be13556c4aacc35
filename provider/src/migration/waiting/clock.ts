import { setTimeout as timer } from "node:timers/promises";

/** Time and chance, given from outside, so that a test can run an hour's wait in milliseconds. */
export interface Clock {
  /**
   * Milliseconds since a moment of its own, for pauses, deadlines and durations. It never goes back, and setting the
   * system's time does not move it. Whether it counts while the machine sleeps depends on the operating system: Linux
   * does not.
   */
  now(): number;
  /**
   * Milliseconds since 1970, for moments that people read. It shows the system's time, so it may jump: ahead when the
   * machine wakes up, either way when the time is set. No pause or deadline may depend on it.
   */
  wallClock(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. It never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A random number in [0, 1), for jitter. */
  random(): number;
}

/** A longer delay makes a timer of Node fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A moment on both clocks. */
export interface Moment {
  /** By `now`: to tell how long ago it was. */
  readonly ms: number;
  /** By `wallClock`: to tell when it was. */
  readonly wallMs: number;
}

/** This moment. */
export function moment(clock: Clock): Moment {
  return { ms: clock.now(), wallMs: clock.wallClock() };
}

/** The clock of this process. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallClock: Date.now,
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
