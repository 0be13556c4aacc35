import { ConfigurationError } from "../errors.ts";
import { parseEndpoint } from "./endpoint.ts";

/** Names of this machine that are interchangeable. */
const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * True if two URLs are the same endpoint: a trailing slash, the default port, upper case in the host and the name used for
 * this machine make no difference. Anything that is not an endpoint is compared as text.
 */
export function sameEndpoint(a: string, b: string): boolean {
  return a === b || normalizeEndpoint(a) === normalizeEndpoint(b);
}

/** The URL parser puts the host in lower case and drops the default port. */
function normalizeEndpoint(endpoint: string): string {
  try {
    const { origin, basePath } = parseEndpoint("endpoint", endpoint);
    const url = new URL(origin);
    if (loopbackNames.includes(url.hostname)) url.hostname = "localhost";
    return `${url.origin}${basePath}`;
  } catch (error) {
    if (error instanceof ConfigurationError) return endpoint;
    throw error;
  }
}
