/**
 * How long the poller of an instance pauses between two polls. A short migration is noticed soon, and a long one costs the
 * service little: about 20 polls in the first minute of a wait and 6 in each later one.
 */

/** The pause after the first poll. */
const firstPauseMs = 600;
/** In the first minute, a pause grows with the time waited so far: by this much for each millisecond. */
const growth = 0.28;
const longestPauseInFirstMinuteMs = 3900;
const firstMinuteMs = 60_000;
/** The longest pause, unless the user sets pollIntervalSeconds. */
export const defaultPollIntervalMs = 10_000;

/** Each poll in a row that failed doubles the pause, up to the bound. */
const growthAfterFault = 2;
/** Chance makes a pause longer by up to this share, so that processes that started together do not stay together. */
const jitterShare = 0.05;

/**
 * The pause before the next poll, in milliseconds.
 * @param waitedMs how long the wait has lasted
 * @param faultsInARow how many polls in a row have failed
 * @param boundMs the longest pause that is allowed; it wins over every other rule
 * @param random in [0, 1)
 */
export function pauseMs(waitedMs: number, faultsInARow: number, boundMs: number, random: number): number {
  const grown = Math.min(firstPauseMs + growth * waitedMs, longestPauseInFirstMinuteMs);
  const steady = waitedMs < firstMinuteMs ? grown : defaultPollIntervalMs;
  const afterFaults = steady * growthAfterFault ** Math.min(faultsInARow, 10);
  return Math.round(Math.min(afterFaults * (1 + jitterShare * random), boundMs));
}
