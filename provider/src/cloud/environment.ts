import { maxRetriesRange } from "./clientSettings.ts";
import { ConfigurationError } from "./errors.ts";
import { asText } from "./json.ts";
import { checkRange, type Range } from "./range.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An environment variable that replaces a missing setting. */
export interface Variable<T> {
  readonly name: string;
  /** @throws ConfigurationError if the value is malformed */
  parse(value: string): T;
}

/**
 * The environment variables that a client reads, except for keys and project IDs (environmentFamilies) and proxies (findProxy).
 * `HW_…` are Terraform's and KooCLI's, `HUAWEICLOUD_SDK_…` the official SDKs'.
 */
export const variables = {
  /** The region, e.g. `cn-north-4`. */
  region: text("HW_REGION_NAME"),
  /** Name of the project, which is looked up at IAM. */
  projectName: text("HW_PROJECT_NAME"),
  /** Profile in the shared configuration file. */
  profile: text("HW_PROFILE"),
  /** Path of the shared configuration file. */
  sharedConfigFile: text("HW_SHARED_CONFIG_FILE"),
  /** Path of the official SDKs' credentials file. */
  credentialsFile: text("HUAWEICLOUD_SDK_CREDENTIALS_FILE"),
  /** URL of IAM. */
  iamEndpoint: text("HUAWEICLOUD_SDK_IAM_ENDPOINT"),
  /** How many times a failed request is retried. */
  maxRetries: number("HW_MAX_RETRIES", "maxRetries", maxRetriesRange),
  /** True: TLS certificates are not verified. */
  insecure: flag("HW_INSECURE", "insecure"),
  /** True: temporary keys may come from the ECS metadata service. */
  useEcsMetadata: flag("HW_USE_ECS_METADATA", "useEcsMetadata"),
};

/**
 * The value of a variable; undefined if it is not set or empty.
 * @throws ConfigurationError if it is malformed
 */
export function readVariable<T>(environment: Environment, { name, parse }: Variable<T>): T | undefined {
  const value = asText(environment[name]);
  return value === undefined ? undefined : parse(value);
}

const endpointPrefix = "HUAWEICLOUD_SDK_REGION_ROCKETMQ_";

/** The official SDKs' variable for the service's endpoint in a region. */
export function endpointVariable(region: string): Variable<string> {
  return text(`${endpointPrefix}${region.toUpperCase().replaceAll("-", "_")}`);
}

/** The names of all these variables, and of those for endpoints that the environment has. */
export function variableNames(environment: Environment): string[] {
  const endpoints = Object.keys(environment).filter((name) => name.startsWith(endpointPrefix));
  return [...Object.values(variables).map(({ name }) => name), ...endpoints];
}

function text(name: string): Variable<string> {
  return { name, parse: (value) => value };
}

/** @param property the setting that an error names */
function number(name: string, property: string, range: Range): Variable<number> {
  return { name, parse: (value) => checkRange(range, Number(value), property, name, JSON.stringify(value)) };
}

/** `true`, `false`, `1` or `0` in any case, as Terraform's provider reads them. */
function flag(name: string, property: string): Variable<boolean> {
  return {
    name,
    parse(value) {
      if (/^(true|1)$/i.test(value)) return true;
      if (/^(false|0)$/i.test(value)) return false;
      throw new ConfigurationError(property, `${name}: Must be true or false, but is ${JSON.stringify(value)}.`);
    },
  };
}
