import type { Query } from "../json.ts";
import { buildCanonicalRequest } from "./buildCanonicalRequest.ts";
import { algorithm, buildStringToSign } from "./buildStringToSign.ts";
import type { Headers } from "./canonicalizeHeaders.ts";
import { computeSignature } from "./computeSignature.ts";
import { formatDate } from "./formatDate.ts";

/** A request before it is signed: the path plain (not percent-encoded), all of `headers` get signed. */
export interface SignableRequest {
  method: string;
  path: string;
  query: Query;
  headers: Headers;
  body: string;
}

/** The keys that sign. */
export interface SigningKeys {
  accessKey: string;
  secretKey: string;
}

/**
 * Signs a request by SDK-HMAC-SHA256 and returns the headers to send: those given, X-Sdk-Date and Authorization.
 * The request must carry a `host` header; it is not changed. The gateway refuses a date more than 15 minutes off.
 */
export function signRequest(request: SignableRequest, keys: SigningKeys, date: Date): Record<string, string> {
  const sdkDate = formatDate(date);
  const headers = { ...request.headers, "x-sdk-date": sdkDate };
  const { canonicalRequest, signedHeaders } = buildCanonicalRequest({ ...request, headers });
  const signature = computeSignature(keys.secretKey, buildStringToSign(sdkDate, canonicalRequest));
  return {
    ...headers,
    authorization: `${algorithm} Access=${keys.accessKey}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}
