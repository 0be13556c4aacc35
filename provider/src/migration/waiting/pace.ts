/*
 * How long the poller of an instance pauses between two polls. A short migration is noticed soon, and a long one costs the
 * service little: about 20 polls in the first minute of a wait, and 6 in each later minute.
 */

/** The pause after the first poll of a wait, in milliseconds. */
export const firstPauseMs = 700;
/** The longest pause unless the user sets pollIntervalSeconds. */
export const defaultPollIntervalSeconds = 10;

/** A pause is longer by this share of the time waited so far. */
const growth = 0.24;
const firstMinuteMs = 60_000;
const longestPauseInFirstMinuteMs = 3900;
const shortestPauseAfterFirstMinuteMs = 10_000;
/** Each failed poll in a row doubles the pause. */
const growthAfterError = 2;
const maxDoublings = 10;
/** Jitter makes a pause longer by up to this share, so that processes that start together do not poll together. */
const jitterShare = 0.05;

/**
 * The pause before the next poll, in milliseconds.
 * @param waitedMs how long the wait has lasted
 * @param failedInARow how many polls in a row have failed
 * @param boundMs the longest pause that is allowed; it overrides every other rule
 * @param random in [0, 1)
 */
export function pauseMs(waitedMs: number, failedInARow: number, boundMs: number, random: number): number {
  const grown = firstPauseMs + growth * waitedMs;
  const paced =
    waitedMs < firstMinuteMs
      ? Math.min(grown, longestPauseInFirstMinuteMs)
      : Math.max(grown, shortestPauseAfterFirstMinuteMs);
  const slowed = paced * growthAfterError ** Math.min(failedInARow, maxDoublings);
  return Math.round(Math.min(slowed * (1 + jitterShare * random), boundMs));
}
