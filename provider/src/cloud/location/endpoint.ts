import { type Environment, endpointVariable, readVariable } from "../environment.ts";
import { isLoopback } from "../loopback.ts";
import { checkRule, type Rule } from "../rule.ts";

/** The address of a service. */
export interface Endpoint {
  origin: string;
  host: string;
  /** "", or a path that starts with a slash and does not end with one. */
  basePath: string;
  /**
   * True for http:// to another machine: everything sent can be read on the way, including the access key and the security token. The
   * secret key is never sent, only signatures made with it.
   */
  isExposed: boolean;
}

/** What an endpoint of the service must be. */
export const endpointRule = ruleFor("dms");

/** What an endpoint of IAM must be. */
export const iamEndpointRule = ruleFor("iam");

function ruleFor(service: "dms" | "iam"): Rule {
  return {
    allowed: `a URL like https://${service}.cn-north-4.myhuaweicloud.com, without a query`,
    accepts(value) {
      // The URL parser alone would also accept "https:host", and drop spaces.
      if (holdsPassword(value) || !/^https?:\/\/[^\s/]+\S*$/i.test(value) || !URL.canParse(value)) return false;
      const { search, hash, pathname } = new URL(value);
      return search === "" && hash === "" && /^[\w.~/-]*$/.test(pathname);
    },
    secretProblem: (value) =>
      holdsPassword(value)
        ? "contains a user name or password (not shown): leave it out, and set access keys"
        : undefined,
  };
}

/** True for a URL with a user name or password in it, even a malformed one. */
function holdsPassword(value: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]*:\/*[^/?#]*@/i.test(value);
}

/**
 * Parses an endpoint.
 * @param property the setting that an error names
 * @param source where the value comes from, for the message. Default: the setting
 * @throws ConfigurationError
 */
export function parseEndpoint(
  property: "endpoint" | "iamEndpoint",
  value: string,
  source: string = property,
): Endpoint {
  checkRule(property === "endpoint" ? endpointRule : iamEndpointRule, value, property, source);
  return toEndpoint(new URL(value));
}

function toEndpoint(url: URL): Endpoint {
  return {
    origin: url.origin,
    host: url.host,
    basePath: url.pathname.replace(/\/+$/, ""),
    isExposed: url.protocol === "http:" && !isLoopback(url.hostname),
  };
}

/** The endpoint of a service in a region. All regions follow one pattern, but the European cloud is under `.eu`. */
export function regionEndpoint(service: "dms" | "iam", region: string): Endpoint {
  const domain = region === "eu-west-101" ? "myhuaweicloud.eu" : "myhuaweicloud.com";
  return toEndpoint(new URL(`https://${service}.${region}.${domain}`));
}

/**
 * The endpoint of a region by the official SDKs' variable, if that is set.
 * @throws ConfigurationError if it is malformed
 */
export function environmentEndpoint(environment: Environment, region: string): Endpoint | undefined {
  const variable = endpointVariable(region);
  const value = readVariable(environment, variable);
  return value === undefined ? undefined : parseEndpoint("endpoint", value, variable.name);
}
