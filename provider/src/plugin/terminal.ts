import { readlinkSync } from "node:fs";

/**
 * True if the engine writes to a terminal, where progress is shown in place. Anywhere else every line of progress stays.
 * The engine does not tell its plugins: on Linux its standard output shows it, elsewhere it is guessed.
 */
export function isOnTerminal(): boolean {
  const { CI, TERM } = process.env;
  if (CI) return false;
  if (process.platform !== "linux") return TERM !== undefined && TERM !== "dumb";
  try {
    return /^\/dev\/(pts\/|tty|console)/.test(readlinkSync(`/proc/${process.ppid}/fd/1`));
  } catch {
    return false;
  }
}
