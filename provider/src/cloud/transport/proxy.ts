import { BlockList, isIP } from "node:net";
import type { Environment } from "../environment.ts";
import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";
import { isLoopback } from "../loopback.ts";

/**
 * The proxy for a target by HTTPS_PROXY, HTTP_PROXY and NO_PROXY; as in curl, the lower-case names take precedence.
 * Undefined if there is none. Requests to this machine itself never use a proxy.
 * @throws ConfigurationError if the proxy is not an http or https URL
 */
export function findProxy(target: URL, environment: Environment): string | undefined {
  const name = target.protocol === "https:" ? "https_proxy" : "http_proxy";
  const variable = asText(environment[name]) ? name : name.toUpperCase();
  const value = asText(environment[variable]);
  if (value === undefined || isLoopback(target.hostname)) return undefined;
  const exceptions = asText(environment.no_proxy) ?? asText(environment.NO_PROXY) ?? "";
  if (exceptions.split(/[\s,]+/).some((exception) => isException(exception, target))) return undefined;
  const url = value.includes("://") ? value : `http://${value}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ConfigurationError(
      "endpoint",
      `${variable}: Must be a URL like http://host:port (the value is not shown).`,
    );
  }
  return url;
}

/** One entry of NO_PROXY: `*`, a domain and its subdomains (with or without a leading dot or a port), an address or a network. */
function isException(entry: string, target: URL): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  const host = target.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const [network, prefix] = entry.split("/");
  if (network !== undefined && prefix !== undefined) return isInNetwork(host, network, Number(prefix));
  const [, name = entry, port] = /^(.*?):(\d+)$/.exec(entry) ?? [];
  const isAddress = isIP(entry) !== 0;
  const wanted = (isAddress ? entry : name).toLowerCase().replace(/^\*?\./, "");
  const targetPort = target.port || (target.protocol === "https:" ? "443" : "80");
  if (!isAddress && port !== undefined && port !== targetPort) return false;
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
}

function isInNetwork(host: string, network: string, prefix: number): boolean {
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version || !(prefix >= 0 && prefix <= (version === 4 ? 32 : 128))) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(host, family);
}
