/** `limit` and `offset` of the service's lists. */
import { ServiceFault } from "./answers.ts";
import { type Fault, type Operation, pageShift } from "./faults.ts";
import type { Behaviour } from "./scenario.ts";

const defaultLimit = 10;
const maximumLimit = 50;

/** How `limit` and `offset` work on an instance. */
export type Paging = Pick<Behaviour, "defaultLimit" | "maximumLimit" | "cappedLimit" | "offset" | "offsetBelowOne">;

/** Page size. @throws ServiceFault DMS.10240042 when it is out of range. */
export function readLimit(given: string | undefined, paging: Paging): number {
  const maximum = paging.maximumLimit ?? maximumLimit;
  const limit = given === undefined ? (paging.defaultLimit ?? defaultLimit) : wholeNumber(given);
  if (limit === undefined || limit < 1 || limit > maximum) {
    throw new ServiceFault(400, "DMS.10240042", `Invalid parameter limit: ${given}; it must be from 1 to ${maximum}`);
  }
  return Math.min(limit, paging.cappedLimit ?? limit);
}

/** Index of the first entry on the page. @throws ServiceFault DMS.10240043 when `offset` is out of range. */
export function firstIndex(given: string | undefined, limit: number, paging: Paging): number {
  if (paging.offset === "ignored") return 0;
  const lowest = paging.offset === "record" ? 0 : 1;
  const offset = given === undefined ? lowest : wholeNumber(given);
  if (offset === undefined || (offset < lowest && paging.offsetBelowOne !== "firstPage")) {
    throw new ServiceFault(400, "DMS.10240043", `Invalid parameter offset: ${given}; it must be at least ${lowest}`);
  }
  return paging.offset === "record" ? Math.max(offset, 0) : (Math.max(offset, 1) - 1) * limit;
}

/** The page from this index on, or the page that a fault returns instead of it. */
export function pageFrom<T>(all: readonly T[], first: number, limit: number, fault: Fault | undefined): readonly T[] {
  const shift = pageShift(fault);
  if (shift === undefined || first + shift * limit < 0) return [];
  return all.slice(first + shift * limit, first + (shift + 1) * limit);
}

/** The number, from 1, of the page that a list request asks for, as a fault matches it; undefined for other requests. */
export function pageOf(operation: Operation, query: ReadonlyMap<string, string>): number | undefined {
  const offset = query.get("offset");
  if (operation === "listTasks") return Number(offset ?? 1);
  if (operation !== "listTopics" && operation !== "listGroups") return undefined;
  return Math.floor(Number(offset ?? 0) / Number(query.get("limit") ?? defaultLimit)) + 1;
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
