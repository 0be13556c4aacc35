import type { IncomingMessage } from "node:http";

/*
 * A page on another site must not read a dashboard through the browser of somebody who has access to it. A browser says for each
 * request where it comes from, and a page cannot forge it:
 * - Host: the name that was looked up. Another site's name may be made to resolve to 127.0.0.1 (DNS rebinding).
 * - Origin and Sec-Fetch-Site: the site whose page sends the request.
 */

/** What is wrong with the origin of a request: the status and the text of the response. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly text: string;
}

/** Why a request is refused; undefined if it is welcome. */
export function refusalOf(request: IncomingMessage, path: string): Refusal | undefined {
  const port = request.socket.localPort ?? 0;
  const hosts = ownHosts(port);
  const { host = [] } = request.headersDistinct;
  if (host.length !== 1 || !hosts.includes(host[0]?.toLowerCase() ?? "")) {
    const text =
      `This dashboard can only be reached as ${hosts[0]} or ${hosts[1]}. ` +
      `To forward it over SSH, use its port on both sides: ssh -L ${port}:127.0.0.1:${port} HOST`;
    return { status: 421, text };
  }
  const { origin, "sec-fetch-site": site, "sec-fetch-dest": destination } = request.headers;
  const isOtherOrigin = origin !== undefined && !hosts.some((own) => origin.toLowerCase() === `http://${own}`);
  // A link to the page may be anywhere.
  const isLinkToPage = path === "/" && destination === "document";
  const isOtherSite = (site === "cross-site" || site === "same-site") && !isLinkToPage;
  if (!isOtherOrigin && !isOtherSite) return undefined;
  return { status: 403, text: "Pages of other sites cannot read this dashboard." };
}

/** What a browser sends as Host for this server. */
function ownHosts(port: number): string[] {
  const names = ["127.0.0.1", "localhost", "[::1]"];
  const hosts = names.map((name) => `${name}:${port}`);
  return port === 80 ? [...hosts, ...names] : hosts;
}
