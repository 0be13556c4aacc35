import { ConfigurationError } from "../errors.ts";
import { parseEndpoint } from "./endpoint.ts";

/** The names of this machine that people write for one another. */
const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * True when two URLs reach one service, however they are written: with or without a slash at the end or the scheme's
 * own port, in any case, by any name of this machine. What is no endpoint is compared as text.
 */
export function sameEndpoint(a: string, b: string): boolean {
  return a === b || normalizeEndpoint(a) === normalizeEndpoint(b);
}

/** One spelling for all that mean the same. The URL parser lowers the host's case and drops the scheme's own port. */
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
