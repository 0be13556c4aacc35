import { wholeNumber } from "../wholeNumber.ts";
import type { Fields } from "./listRecords.ts";

/** How many topics or consumer groups an instance may have. */
export interface Quota {
  readonly max: number | undefined;
  /** How many more can be created. */
  readonly remaining: number;
}

/** The quota in a page of a list; undefined if the service does not say how much is left. */
export function quotaIn(response: Fields): Quota | undefined {
  const remaining = wholeNumber(response.remaining);
  return remaining === undefined ? undefined : { max: wholeNumber(response.max), remaining };
}
