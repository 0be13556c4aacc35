import { readlinkSync } from "node:fs";

/**
 * Whether the engine draws to a terminal, where progress is shown in place. Anywhere else each line of it stays.
 * The engine tells its plugins nothing of that: on Linux it is read off the engine's standard output, elsewhere guessed.
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
