/**
 * What every step of the set-up is given.
 * @typedef {object} Setup
 * @property {string} root The checkout's folder.
 * @property {Readonly<Record<string, string | undefined>>} environment The environment variables it was started with.
 * @property {import("./progress.mjs").Progress} progress Where long steps say what they do.
 * @property {AbortSignal} signal Fires on Ctrl-C.
 */

/** A step cannot go on. The message says what was seen and what the user can do; no stack is shown. */
export class SetupError extends Error {}

/**
 * Ends the process with the error's message, or, when Ctrl-C was pressed, with a line that says so and the usual status.
 * @param {unknown} error
 * @param {string} program Begins the line.
 * @param {AbortSignal} signal
 * @returns {never}
 */
export function exitWith(error, program, signal) {
  if (signal.aborted) {
    process.stderr.write(`${program}: stopped; nothing half-done is left, the next run starts this step again\n`);
    process.exit(130);
  }
  const text = error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${program}: ${text}\n`);
  process.exit(1);
}
