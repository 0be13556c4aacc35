import { printable } from "../cloud/index.ts";

/** A printable text without line breaks. */
export function oneLine(text: string): string {
  return printable(text).replace(/[\t\n\u2028\u2029]+/g, " ");
}
