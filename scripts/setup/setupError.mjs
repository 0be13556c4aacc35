import { stopped } from "./interruption.mjs";

/** A step failed. The message says what was found and what to do, so it is shown without a stack. */
export class SetupError extends Error {}

/**
 * Prints why the program failed, and exits: with 130, as shells do, after Ctrl-C, else with 1.
 * @param {unknown} error
 * @param {string} program Prefix of the line.
 * @returns {never}
 */
export function exitWith(error, program) {
  if (stopped.aborted) {
    process.stderr.write(`${program}: interrupted; the next run repeats the unfinished step\n`);
    process.exit(130);
  }
  const text = error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${program}: ${text}\n`);
  process.exit(1);
}
