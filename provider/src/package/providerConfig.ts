import { maxRetriesRange, missingKey, requestTimeoutRange, unknownRegionWarning, variables } from "../cloud/index.ts";
import {
  check,
  flag,
  integer,
  number,
  optional,
  type Problem,
  type Properties,
  text,
  withoutSecretPlaces,
} from "./definition/index.ts";
import { endpointUrl, iamEndpointUrl, projectIdText, regionText } from "./locationKinds.ts";
import { packageName } from "./packageName.ts";

/** A variable's name, in Markdown. */
function variable(name: keyof typeof variables): string {
  return `\`${variables[name].name}\``;
}

/** The provider's configuration: `pulumi config set huaweicloud-rocketmq:<name> <value>`, or the arguments of `Provider`. */
export const providerConfig = {
  accessKey: optional(
    text(),
    "Access key (AK). Set it together with `secretKey`. " +
      "Default: from the environment (`HUAWEICLOUD_SDK_AK`, `HW_ACCESS_KEY`, `CLOUD_SDK_AK`), then from the profile.",
    { secret: true },
  ),
  secretKey: optional(
    text(),
    "Secret key (SK) that belongs to `accessKey`. " +
      "Default: from the environment (`HUAWEICLOUD_SDK_SK`, `HW_SECRET_KEY`, `CLOUD_SDK_SK`), then from the profile.",
    { secret: true },
  ),
  securityToken: optional(
    text(),
    "Security token of temporary keys. " +
      "Default: from the same place as the keys (`HUAWEICLOUD_SDK_SECURITY_TOKEN`, `HW_SECURITY_TOKEN`).",
    { secret: true },
  ),
  region: optional(
    regionText,
    `Region of the instances, e.g. \`cn-north-4\`. Default: ${variable("region")}, then the profile's.`,
  ),
  projectId: optional(
    projectIdText,
    "ID of the project that the instances are in. " +
      "Default: `HUAWEICLOUD_SDK_PROJECT_ID`, `HW_PROJECT_ID`, the profile's, or else looked up at IAM.",
  ),
  projectName: optional(
    text(),
    `Name of the project, to look up its ID at IAM. Default: ${variable("projectName")}, then the region's name.`,
  ),
  profile: optional(
    text(),
    `Profile in the shared configuration file. Default: ${variable("profile")}, then the file's current profile.`,
  ),
  sharedConfigFile: optional(
    text(),
    `Path of the configuration file that KooCLI and Terraform share. Default: ${variable("sharedConfigFile")}, then \`~/.hcloud/config.json\`.`,
  ),
  endpoint: optional(
    endpointUrl,
    "URL of the service, for private endpoints and the emulator. " +
      "Default: `HUAWEICLOUD_SDK_REGION_ROCKETMQ_<REGION>`, then the region's, `https://dms.<region>.myhuaweicloud.com`.",
  ),
  iamEndpoint: optional(
    iamEndpointUrl,
    `URL of IAM, where the project is looked up. Default: ${variable("iamEndpoint")}, then the region's.`,
  ),
  maxRetries: optional(
    integer(maxRetriesRange),
    `Maximum retries of a request after throttling, a server error or a broken connection. Default: ${variable("maxRetries")}, then ${maxRetriesRange.default}.`,
  ),
  requestTimeout: optional(
    number(requestTimeoutRange),
    `Timeout of one attempt of a request, in seconds. Default: ${requestTimeoutRange.default}.`,
  ),
  insecure: optional(
    flag(),
    `Skip verification of TLS certificates. For tests only. Default: ${variable("insecure")}, then false.`,
  ),
  useEcsMetadata: optional(
    flag(),
    "If no keys are found elsewhere, use the temporary keys of the agency of the ECS that this runs on. " +
      `Default: ${variable("useEcsMetadata")}, then false.`,
  ),
};

/** The result of checking a configuration. */
export interface ConfigCheck {
  /** What is wrong: the provider cannot be used with it. */
  readonly problems: readonly Problem[];
  /** What may be a mistake. */
  readonly warnings: readonly string[];
}

/** Checks the configuration as far as it is known. Numbers and booleans may be text, as in stack configuration. */
export function checkConfig(config: Properties): ConfigCheck {
  const own = ownSettings(config);
  const unknown = Object.keys(config).filter((name) => !Object.hasOwn(own, name) && !name.startsWith("__"));
  // The engine prints a property's value next to its problem, so problems of secrets are reported without their property.
  const malformed = withoutSecretPlaces(check(providerConfig, own, { fromText: true }).found, secretConfig);
  const warnings = unknown.map(
    (name) =>
      `${packageName}:${name}: Unknown setting, ignored. Valid settings: ${Object.keys(providerConfig).join(", ")}.`,
  );
  const { region } = own;
  if (typeof region === "string" && !malformed.some(({ property }) => property === "region")) {
    const warning = unknownRegionWarning(region);
    if (warning !== undefined) warnings.push(warning);
  }
  return { problems: [...malformed, ...halfKeyPair(own)], warnings };
}

function halfKeyPair(config: Properties): Problem[] {
  const isGiven = (name: string) => (config[name] ?? "") !== "";
  const half = missingKey(
    {
      accessKey: `${packageName}:accessKey`,
      secretKey: `${packageName}:secretKey`,
      securityToken: `${packageName}:securityToken`,
    },
    {
      accessKey: isGiven("accessKey"),
      secretKey: isGiven("secretKey"),
      securityToken: isGiven("securityToken"),
    },
  );
  return half === undefined ? [] : [{ property: "", reason: half.message }];
}

/**
 * The provider's own settings. Others that come with them are misspelled, belong to a program whose project has the
 * package's name, or were added by the engine.
 */
export function ownSettings(config: Properties): Properties {
  return Object.fromEntries(Object.entries(config).filter(([name]) => Object.hasOwn(providerConfig, name)));
}

/** The names of the secret settings. */
export const secretConfig: ReadonlySet<string> = new Set(
  Object.entries(providerConfig).flatMap(([name, { secret }]) => (secret ? [name] : [])),
);
