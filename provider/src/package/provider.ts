import { unknownRegionWarning } from "../cloud/index.ts";
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
import { endpointUrl, regionText } from "./location.ts";
import { projectIdText } from "./tasks.ts";

/** The provider's configuration: `pulumi config set huaweicloud-rocketmq:<name> <value>`, or the arguments of `Provider`. */
export const providerConfig = {
  accessKey: optional(
    text(),
    "Access key (AK) of the account or of temporary credentials. Together with `secretKey`. " +
      "Default: looked for in the environment (`HUAWEICLOUD_SDK_AK`, `HW_ACCESS_KEY`, `CLOUD_SDK_AK`), then in the profile.",
    { secret: true },
  ),
  secretKey: optional(
    text(),
    "Secret key (SK) that belongs to `accessKey`. " +
      "Default: looked for in the environment (`HUAWEICLOUD_SDK_SK`, `HW_SECRET_KEY`, `CLOUD_SDK_SK`), then in the profile.",
    { secret: true },
  ),
  securityToken: optional(
    text(),
    "Security token, for temporary credentials. " +
      "Default: looked for where the keys are found (`HUAWEICLOUD_SDK_SECURITY_TOKEN`, `HW_SECURITY_TOKEN`).",
    { secret: true },
  ),
  region: optional(
    regionText,
    "Region of the instances, e.g. `cn-north-4`. Default: `HW_REGION_NAME`, then the profile's.",
  ),
  projectId: optional(
    projectIdText,
    "ID of the project that the instances are in. " +
      "Default: `HUAWEICLOUD_SDK_PROJECT_ID`, `HW_PROJECT_ID`, the profile's; else it is looked up once at IAM.",
  ),
  projectName: optional(
    text(),
    "Name of the project, for the look-up of its ID at IAM. Default: `HW_PROJECT_NAME`, else the region's name.",
  ),
  profile: optional(
    text(),
    "Name of the profile in the shared configuration file. Default: `HW_PROFILE`, else the file's current one.",
  ),
  sharedConfigFile: optional(
    text(),
    "Path of the shared configuration file of KooCLI and Terraform. Default: `HW_SHARED_CONFIG_FILE`, else `~/.hcloud/config.json`.",
  ),
  endpoint: optional(
    endpointUrl,
    "URL of the service, for private endpoints and the emulator. " +
      "Default: `HUAWEICLOUD_SDK_REGION_ROCKETMQ_<REGION>`, else the region's, `https://dms.<region>.myhuaweicloud.com`.",
  ),
  iamEndpoint: optional(
    endpointUrl,
    "URL of IAM, where the project is looked up. Default: `HUAWEICLOUD_SDK_IAM_ENDPOINT`, else the region's.",
  ),
  maxRetries: optional(
    integer({ minimum: 0, maximum: 100 }),
    "How often a request is tried again after throttling, a server error or a broken connection. Default: `HW_MAX_RETRIES`, else 5.",
  ),
  requestTimeout: optional(
    number({ minimum: 0.1, maximum: 3600 }),
    "Seconds that one try of a request may take in all. Default: 60.",
  ),
  insecure: optional(
    flag(),
    "True: the service's TLS certificate is not verified. For tests only. Default: `HW_INSECURE`, else false.",
  ),
  useEcsMetadata: optional(
    flag(),
    "True: when no keys are found elsewhere, take the temporary ones of the agency of the ECS that this runs on. " +
      "Default: `HW_USE_ECS_METADATA`, else false.",
  ),
};

/** What is wrong with a configuration, and what is merely odd. */
export interface ConfigCheck {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** Checks the configuration as far as it is known; values may be text, as stack configuration is. */
export function checkConfig(config: Properties): ConfigCheck {
  const own = ownSettings(config);
  const others = Object.keys(config).filter((name) => !Object.hasOwn(own, name) && !name.startsWith("__"));
  // The engine prints the value of a property beside its problem: one of a secret is told without its property.
  const malformed = withoutSecretPlaces(check(providerConfig, own, { fromText: true }).found, secretConfig);
  const warnings = others.map(
    (name) =>
      `huaweicloud-rocketmq:${name}: Unknown setting, ignored. Valid settings: ${Object.keys(providerConfig).join(", ")}.`,
  );
  const { region } = own;
  if (typeof region === "string" && !malformed.some(({ property }) => property === "region")) {
    const warning = unknownRegionWarning(region);
    if (warning !== undefined) warnings.push(warning);
  }
  return { problems: [...malformed, ...missingKeys(own)], warnings };
}

/** Keys come as a pair, and a token belongs to one. */
function missingKeys(config: Properties): Problem[] {
  const given = (name: string) => (config[name] ?? "") !== "";
  const missing = ["accessKey", "secretKey"].filter((name) => !given(name));
  const witness = ["accessKey", "secretKey", "securityToken"].find(given);
  if (witness === undefined) return [];
  return missing.map((name) => ({
    property: "",
    reason:
      `huaweicloud-rocketmq:${witness} is given, but huaweicloud-rocketmq:${name} is not: keys come as a pair. ` +
      "Set both, or neither to have them looked for in the environment.",
  }));
}

/**
 * The provider's own settings. What else comes with them are those of a program whose project has the package's name,
 * misspelt ones, and what the engine adds.
 */
export function ownSettings(config: Properties): Properties {
  return Object.fromEntries(Object.entries(config).filter(([name]) => Object.hasOwn(providerConfig, name)));
}

/** The settings that are secrets. */
export const secretConfig: ReadonlySet<string> = new Set(
  Object.entries(providerConfig).flatMap(([name, { secret }]) => (secret ? [name] : [])),
);
