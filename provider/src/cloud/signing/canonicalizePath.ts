import { percentEncode } from "./percentEncode.ts";

/** The path as it is signed: each segment percent-encoded, and a `/` at the end even where the request has none. */
export function canonicalizePath(path: string): string {
  const encoded = encodePath(path);
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

/** The path as it is sent: each segment of the plain path percent-encoded. */
export function encodePath(path: string): string {
  return path.split("/").map(percentEncode).join("/");
}
