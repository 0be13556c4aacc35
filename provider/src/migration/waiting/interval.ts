/** What a look showed, as far as the pause before the next one is concerned. */
export type LookOutcome = "changed" | "unchanged" | "fault";

/** The pause after a change: things are moving, so the next change may be near. */
const shortestIntervalMs = 1500;

const growth = 1.5;
const growthAfterFault = 2;
/** Jitter takes away up to this share of a pause, so that processes started together do not stay together. */
const jitterShare = 0.2;

/**
 * The pause before the next look, before jitter: short at first and after a change, then longer and longer up to the
 * bound, and longer still after a fault.
 * @param previousMs the pause before the look that just ended; 0 if it was the first
 * @param boundMs the longest pause that the subscribers allow; it wins over every other rule
 */
export function nextIntervalMs(previousMs: number, outcome: LookOutcome, boundMs: number): number {
  const grown = previousMs * (outcome === "fault" ? growthAfterFault : growth);
  return Math.min(outcome === "changed" ? shortestIntervalMs : Math.max(grown, shortestIntervalMs), boundMs);
}

/** The same pause, shortened at random by up to a fifth: never longer than the bound allows. */
export function withJitter(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (1 - jitterShare * random));
}
