import * as crypto from "node:crypto";
import type { Query } from "../json.ts";
import { percentEncode } from "./percentEncode.ts";

/** A request before it is signed. */
export interface SignableRequest {
  method: string;
  /** Plain, not percent-encoded. */
  path: string;
  query: Query;
  headers: SignableHeaders;
  /** Empty if there is none. */
  body: string;
}

/** Every header that is ever signed, besides the date. */
export interface SignableHeaders {
  host: string;
  "content-type"?: string;
  "x-project-id"?: string;
  "x-security-token"?: string;
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal digits. */
export const sha256: (text: string) => string =
  // One call is twice as fast as createHash, but Node has it only since 20.12.
  typeof crypto.hash === "function"
    ? (text) => crypto.hash("sha256", text)
    : (text) => crypto.createHash("sha256").update(text, "utf8").digest("hex");

const emptyBodyHash = sha256("");

const unreservedPath = /^[\w.~/-]*$/;

/** The path as it is sent: the plain path with each segment percent-encoded. */
export function encodePath(path: string): string {
  return unreservedPath.test(path) ? path : path.split("/").map(percentEncode).join("/");
}

/**
 * The query as it is sent and signed: sorted by name, percent-encoded, joined by `&`. An undefined value is left out; an
 * empty one keeps its `=`.
 */
export function encodeQuery(query: Query): string {
  let encoded = "";
  for (const name of sorted(Object.keys(query))) {
    const value = query[name];
    if (value === undefined) continue;
    if (encoded !== "") encoded += "&";
    encoded += `${percentEncode(name)}=${percentEncode(String(value))}`;
  }
  return encoded;
}

/** Sorts by UTF-16 code units. Queries usually are sorted, and it costs less to see that than to sort them again. */
function sorted(names: string[]): string[] {
  let last = "";
  for (const name of names) {
    if (name < last) return names.sort();
    last = name;
  }
  return names;
}

/**
 * The canonical request, which client and gateway both derive from a request, and the names of the headers in it.
 * @param encodedPath the request's path, percent-encoded
 * @param sdkDate the header X-Sdk-Date
 */
export function canonicalRequest(
  { method, query, headers, body }: SignableRequest,
  encodedPath: string,
  sdkDate: string,
): { text: string; signedHeaders: string } {
  let text = `${method}\n${encodedPath}${encodedPath.endsWith("/") ? "" : "/"}\n${encodeQuery(query)}`;
  let signedHeaders = "";
  // Headers must be sorted by name. Their order is written down here, because sorting takes as long as hashing.
  const add = (name: string, value: string | undefined): void => {
    if (value === undefined) return;
    text += `\n${name}:${value.trim()}`;
    signedHeaders += signedHeaders === "" ? name : `;${name}`;
  };
  add("content-type", headers["content-type"]);
  add("host", headers.host);
  add("x-project-id", headers["x-project-id"]);
  add("x-sdk-date", sdkDate);
  add("x-security-token", headers["x-security-token"]);
  text += `\n\n${signedHeaders}\n${body === "" ? emptyBodyHash : sha256(body)}`;
  return { text, signedHeaders };
}
