import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError } from "./setupError.mjs";

/** A tool or package that this machine does not have and cannot download. The tests that need it are skipped. */
export class MissingToolError extends SetupError {}

/**
 * @template T
 * @param {() => Promise<T>} work What fails only if a tool or a download is missing.
 * @returns {Promise<T>}
 * @throws {MissingToolError} instead of a SetupError.
 */
export async function orMissing(work) {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SetupError ? new MissingToolError(error.message) : error;
  }
}

/**
 * @param {string} program
 * @returns {boolean}
 */
export function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, program)));
}
