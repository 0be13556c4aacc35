import type { Frame } from "./screen.ts";

/** How a recording is told: in less time than it took, and with rests where there is something to read. */
export interface Pace {
  /** Where nothing moves for longer, the time is cut to this. */
  readonly longestGapMs: number;
  /** Frames that are shown shorter are left out: nobody could read them. */
  readonly shortestFrameMs: number;
  /** How long the last frame stays before it all begins again. */
  readonly lastFrameMs: number;
}

/** The frames with their new times, and how long one round takes. */
export function pace(frames: readonly Frame[], pace: Pace): { frames: Frame[]; durationMs: number } {
  const told: Frame[] = [];
  let atMs = 0;
  for (const [index, frame] of frames.entries()) {
    const next = frames[index + 1];
    const last = told.at(-1);
    // What comes too soon after the frame before takes its place.
    if (last && atMs - last.atMs < pace.shortestFrameMs) told[told.length - 1] = { ...frame, atMs: last.atMs };
    else told.push({ ...frame, atMs });
    if (next) atMs += Math.min(next.atMs - frame.atMs, pace.longestGapMs);
  }
  return { frames: told, durationMs: (told.at(-1)?.atMs ?? 0) + pace.lastFrameMs };
}
