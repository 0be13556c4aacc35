import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";

/** Where a service is reached: scheme and host, and a base path that is "" or starts with "/" and has none at its end. */
export interface Endpoint {
  origin: string;
  host: string;
  basePath: string;
  /** True for http:// to a host other than this machine: keys are not sent, but all else can be read on the way. */
  isExposed: boolean;
}

/** Parses an endpoint. Throws ConfigurationError on `property`; `source` says where the value was found. */
export function parseEndpoint(property: string, value: string, source = property): Endpoint {
  const fault = endpointFault(value);
  if (fault !== undefined) {
    const seen = holdsPassword(value) ? " a URL (not shown)" : ` ${JSON.stringify(value)}`;
    throw new ConfigurationError(
      property,
      `${source}: got${seen}, but ${fault}; allowed is https://host, with a port and a base path if need be ` +
        `(http:// for an emulator).`,
    );
  }
  const url = new URL(value);
  return {
    origin: url.origin,
    host: url.host,
    basePath: url.pathname.replace(/\/+$/, ""),
    isExposed: url.protocol === "http:" && !isLoopback(url.hostname),
  };
}

/** What makes a text no endpoint, in words without the text itself; undefined for an endpoint. */
export function endpointFault(value: string): string | undefined {
  if (holdsPassword(value)) return "it holds a user or password";
  // The parser would also take "https:host", and drop spaces.
  if (!/^https?:\/\/[^\s/]+\S*$/i.test(value) || !URL.canParse(value)) return "it is no URL of a service";
  const url = new URL(value);
  if (url.search || url.hash) return "it has a query or fragment";
  if (/[^\w.~/-]/.test(url.pathname)) return "its path has characters that do not belong there";
  return undefined;
}

/** True for a URL with a user or password in it, malformed ones too: it is not to be shown. */
export function holdsPassword(value: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]*:\/*[^/?#]*@/i.test(value);
}

/** True for the names and addresses of this very machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(hostname);
}

/** The endpoint of a service by the pattern that all regions follow; the European ones of Huawei's own are under `.eu`. */
export function regionEndpoint(service: "dms" | "iam", region: string): Endpoint {
  const domain = region === "eu-west-101" ? "myhuaweicloud.eu" : "myhuaweicloud.com";
  return parseEndpoint("region", `https://${service}.${region}.${domain}`);
}

/** The endpoint that the environment gives for a region, by the official SDKs' variable, if any. */
export function environmentEndpoint(
  environment: Readonly<Record<string, string | undefined>>,
  region: string,
): Endpoint | undefined {
  const variable = endpointVariable(region);
  const value = asText(environment[variable]);
  return value === undefined ? undefined : parseEndpoint("endpoint", value, variable);
}

/** The official SDKs' variable that gives the endpoint of a region. */
export function endpointVariable(region: string): string {
  return `HUAWEICLOUD_SDK_REGION_ROCKETMQ_${region.toUpperCase().replaceAll("-", "_")}`;
}
