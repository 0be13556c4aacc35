import { describe } from "./task.ts";
import { unexpectedResponse } from "./unexpectedResponse.ts";
import { wholeNumber } from "./wholeNumber.ts";

/**
 * Parses the `total` of a page.
 * @param source the page, as the subject of the error message
 * @param nouns what is counted, e.g. `tasks`
 * @returns undefined if there is none
 * @throws ResponseError if it is not a number
 */
export function parseTotal(total: unknown, source: string, nouns: string): number | undefined {
  if (total === undefined || total === null) return undefined;
  const value = wholeNumber(total);
  if (value !== undefined && value >= 0) return value;
  throw unexpectedResponse(`${source} has ${describe(total)} for total, not a number of ${nouns}.`);
}
