import { createHmac, createSecretKey } from "node:crypto";
import { canonicalRequest, encodePath, type SignableRequest, sha256 } from "./canonicalRequest.ts";

/** The keys to sign with. */
export interface SigningKeys {
  accessKey: string;
  secretKey: string;
}

/**
 * Signs a request with SDK-HMAC-SHA256. The gateway refuses a date that is more than 15 minutes off.
 * @returns the headers to send: the request's own, X-Sdk-Date and Authorization
 */
export type SignRequest = (request: SignableRequest, keys: SigningKeys, date: Date) => Record<string, string>;

const algorithm = "SDK-HMAC-SHA256";

/** Creates the signer of a client. It remembers what consecutive requests share: second, path and secret key. */
export function createSigner(): SignRequest {
  const sdkDateOf = rememberLast(formatDate);
  const encodedPathOf = rememberLast(encodePath);
  const hmacKeyOf = rememberLast((secretKey: string) => createSecretKey(secretKey, "utf8"));

  return (request, keys, date) => {
    const sdkDate = sdkDateOf(Math.floor(date.getTime() / 1000));
    const { text, signedHeaders } = canonicalRequest(request, encodedPathOf(request.path), sdkDate);
    const stringToSign = `${algorithm}\n${sdkDate}\n${sha256(text)}`;
    // Huawei signs with the secret key itself; there are no derived keys.
    const signature = createHmac("sha256", hmacKeyOf(keys.secretKey)).update(stringToSign).digest("hex");
    return {
      ...request.headers,
      "x-sdk-date": sdkDate,
      authorization: `${algorithm} Access=${keys.accessKey}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    };
  };
}

/** A time as in X-Sdk-Date: `20260123T000000Z`, in UTC. */
function formatDate(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
}

/** The same function, which computes nothing if its input is that of the last call. */
function rememberLast<Input extends string | number, Result>(compute: (input: Input) => Result) {
  let last: { input: Input; result: Result } | undefined;
  return (input: Input): Result => {
    if (last?.input !== input) last = { input, result: compute(input) };
    return last.result;
  };
}
