import type { Query } from "../json.ts";
import { percentEncode } from "./percentEncode.ts";

/**
 * The query as it is signed, and also as it is sent: sorted by name, percent-encoded, joined by `&`. A value that is
 * undefined is left out; an empty one keeps its `=`.
 */
export function canonicalizeQuery(query: Query): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(String(value))}`)
    .join("&");
}
