import { canonicalizeHeaders } from "./canonicalizeHeaders.ts";
import { canonicalizePath } from "./canonicalizePath.ts";
import { canonicalizeQuery } from "./canonicalizeQuery.ts";
import { hash } from "./hash.ts";
import type { SignableRequest } from "./signRequest.ts";

/** Step 1: the request in the one form that both sides can agree on, and the names of the headers in it. */
export function buildCanonicalRequest(request: SignableRequest): { canonicalRequest: string; signedHeaders: string } {
  const { canonicalHeaders, signedHeaders } = canonicalizeHeaders(request.headers);
  const canonicalRequest = [
    request.method,
    canonicalizePath(request.path),
    canonicalizeQuery(request.query),
    canonicalHeaders,
    signedHeaders,
    hash(request.body),
  ].join("\n");
  return { canonicalRequest, signedHeaders };
}
