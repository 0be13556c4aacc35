import { hash } from "./hash.ts";

/** The name of the signature's method, first line of the string to sign and first word of Authorization. */
export const algorithm = "SDK-HMAC-SHA256";

/** Step 2: the string to sign binds the canonical request to its date. */
export function buildStringToSign(sdkDate: string, canonicalRequest: string): string {
  return [algorithm, sdkDate, hash(canonicalRequest)].join("\n");
}
