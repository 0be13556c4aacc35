/**
 * What every step of the set-up is given.
 * @typedef {object} Setup
 * @property {string} root The checkout's folder.
 * @property {Readonly<Record<string, string | undefined>>} environment The environment variables it was started with.
 * @property {import("./progress.mjs").Progress} progress Where long steps say what they do.
 * @property {AbortSignal} signal Fires on Ctrl-C.
 */

/** A set-up step cannot go on. The message says what was seen and what the user can do; no stack is shown. */
export class SetupError extends Error {}
