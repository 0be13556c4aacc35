import type { Frame } from "./screen.ts";

/** How fast a recording plays: faster than it was recorded, but slowly enough to read. */
export interface Pace {
  /** Longer pauses are cut to this. */
  readonly longestGapMs: number;
  /** Frames that would show for less time are dropped: nobody could read them. */
  readonly shortestFrameMs: number;
  /** How long the last frame stays before the recording starts over. */
  readonly lastFrameMs: number;
}

/** The frames with their new times, and the duration of the whole recording. */
export function pace(frames: readonly Frame[], pace: Pace): { frames: Frame[]; durationMs: number } {
  const paced: Frame[] = [];
  let atMs = 0;
  for (const [index, frame] of frames.entries()) {
    const next = frames[index + 1];
    const last = paced.at(-1);
    // A frame that follows too soon replaces the one before.
    if (last && atMs - last.atMs < pace.shortestFrameMs) paced[paced.length - 1] = { ...frame, atMs: last.atMs };
    else paced.push({ ...frame, atMs });
    if (next) atMs += Math.min(next.atMs - frame.atMs, pace.longestGapMs);
  }
  return { frames: paced, durationMs: (paced.at(-1)?.atMs ?? 0) + pace.lastFrameMs };
}
