import { countText } from "../wording.ts";

/** What a wait counts while it runs. */
export interface WaitStats {
  waitedMs: number;
  /** Polls that returned the complete list. */
  completePolls: number;
  failedPolls: number;
  /** How many of the latest polls failed in a row. */
  failedInARow: number;
  /** The error of the latest failed poll. */
  lastError?: Error;
}

/** How often a wait polled, and which polls failed: `Polled 9 times; the last 3 polls failed: …`. */
export function pollsText({ completePolls, failedPolls, failedInARow, lastError }: WaitStats): string {
  const polled = `Polled ${countText(completePolls + failedPolls, "time")}`;
  if (failedPolls === 0 || !lastError) return `${polled}.`;
  if (failedInARow === 0) {
    return `${polled}; ${countText(failedPolls, "poll")} failed, most recently with: ${lastError.message}`;
  }
  const last = failedInARow === 1 ? "the last poll" : `the last ${failedInARow} polls`;
  return `${polled}; ${last} failed: ${lastError.message}`;
}
