/**
 * Verifies SDK-HMAC-SHA256 signatures, as the API gateway does. Written from the description of the algorithm, and
 * deliberately without the provider's signer, so that each can reveal mistakes in the other.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { isValidAt } from "./accessKeys.ts";
import type { AccessKey } from "./scenario.ts";

/** The gateway refuses a clock that is off by more than this. */
const maximumSkewMs = 15 * 60 * 1000;
const authorizationPattern = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;

/** A request as it came in, before anything is decoded. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Who signed the request, or why it is refused. The reason never contains a signature or a secret. */
export type Verdict =
  | { readonly valid: true; readonly key: AccessKey }
  | { readonly valid: false; readonly accessKey?: string; readonly reason: string };

/** Verifies a request's signature with the keys that are valid at `now`; their times count from `start`. */
export function verifySignature(request: SignedRequest, keys: readonly AccessKey[], start: Date, now: Date): Verdict {
  const authorization = header(request, "authorization");
  if (authorization === undefined) return { valid: false, reason: "the request is not signed" };
  const [, accessKey, signedHeaders, signature] = authorizationPattern.exec(authorization) ?? [];
  if (accessKey === undefined || signedHeaders === undefined || signature === undefined) {
    return { valid: false, reason: "the Authorization header is malformed" };
  }
  const refuse = (reason: string): Verdict => ({ valid: false, accessKey, reason });

  const names = signedHeaders.split(";");
  // Only the date: the Go SDK and Terraform's provider do not sign `host`, and Terraform adds its token after signing.
  if (!names.includes("x-sdk-date")) return refuse("the header x-sdk-date is not signed");
  const absent = names.find((name) => header(request, name) === undefined);
  if (absent !== undefined) return refuse(`the signed header ${absent} is not in the request`);
  const date = header(request, "x-sdk-date") ?? "";
  const time = timeOf(date);
  if (time === undefined) return refuse("the header x-sdk-date is malformed");
  if (Math.abs(now.getTime() - time) > maximumSkewMs)
    return refuse("the header x-sdk-date is more than 15 minutes off");

  const known = keys.filter((key) => key.accessKey === accessKey);
  if (known.length === 0) return refuse("the access key does not exist");
  const current = known.filter((key) => isValidAt(key, start, now));
  if (current.length === 0) return refuse("the access key has expired or is not yet valid");

  const token = header(request, "x-security-token");
  const withToken = current.filter((key) => key.securityToken === token);
  if (withToken.length === 0) {
    if (token === undefined)
      return refuse("the access key is a temporary one and the header x-security-token is missing");
    return refuse("the security token does not belong to the access key or has expired");
  }

  const canonical = canonicalRequest(request, names);
  if (canonical === undefined) return refuse("the path or query is malformed");
  // Header values are bytes; node:http gives them as latin1, and so they are hashed.
  const hash = createHash("sha256").update(canonical, "latin1").digest("hex");
  const stringToSign = `SDK-HMAC-SHA256\n${date}\n${hash}`;
  const key = withToken.find((one) => {
    const expected = createHmac("sha256", one.secretKey).update(stringToSign).digest();
    return timingSafeEqual(expected, Buffer.from(signature, "hex"));
  });
  return key === undefined ? refuse("the signature does not match the request") : { valid: true, key };
}

/** The six parts, joined by line feeds; undefined if the path or query cannot be decoded. */
function canonicalRequest(request: SignedRequest, names: readonly string[]): string | undefined {
  const [path = "", query = ""] = splitTarget(request.target);
  try {
    const headers = [...names].sort().map((name) => `${name}:${(header(request, name) ?? "").trim()}\n`);
    return [
      request.method,
      canonicalPath(path),
      canonicalQuery(query),
      headers.join(""),
      names.join(";"),
      createHash("sha256").update(request.body).digest("hex"),
    ].join("\n");
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function splitTarget(target: string): [string, string] {
  const mark = target.indexOf("?");
  return mark === -1 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

function canonicalPath(path: string): string {
  const encoded = path
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
}

function canonicalQuery(query: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const [key = "", ...value] = pair.split("=");
      return [decodeURIComponent(key), decodeURIComponent(value.join("="))] as const;
    })
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Percent-encodes all but `A-Za-z0-9-_.~`. */
function encode(text: string): string {
  return Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9\-_.~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

/** Parses a time in the format `YYYYMMDDTHHMMSSZ` into milliseconds since 1970. */
function timeOf(date: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function header(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
