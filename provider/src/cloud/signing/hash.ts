import { createHash } from "node:crypto";

/** SHA-256 of a text's UTF-8 bytes, as lower-case hexadecimal digits. */
export function hash(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
