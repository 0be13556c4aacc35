/** What a poll found, as far as the next pause depends on it. */
export type PollOutcome = "changed" | "unchanged" | "error";

/** The pause after a change, when the next change may be near. */
const shortestIntervalMs = 1500;

const growth = 1.5;
const growthAfterError = 2;
/** Jitter shortens a pause by up to this share, so that processes started together spread out. */
const jitterShare = 0.2;

/**
 * The pause before the next poll, before jitter: short at first and after a change, then growing up to the bound, faster
 * after an error.
 * @param previousMs the pause before the poll that just ended; 0 if it was the first
 * @param boundMs the longest pause that the subscribers accept; it overrides every other rule
 */
export function nextIntervalMs(previousMs: number, outcome: PollOutcome, boundMs: number): number {
  const grown = previousMs * (outcome === "error" ? growthAfterError : growth);
  return Math.min(outcome === "changed" ? shortestIntervalMs : Math.max(grown, shortestIntervalMs), boundMs);
}

/**
 * The same pause, shortened at random by up to a fifth, so never longer than the bound.
 * @param random from 0 (the whole pause) to 1
 */
export function withJitter(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (1 - jitterShare * random));
}
