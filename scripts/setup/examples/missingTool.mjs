import { SetupError } from "../setupError.mjs";

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
