import { ConfigurationError } from "./errors.ts";
import { asText } from "./json.ts";
import { parseEndpoint } from "./location/endpoint.ts";
import { checkProjectId } from "./location/projectChoice.ts";
import { checkRegion } from "./location/region.ts";

/** The provider's configuration, parsed. Everything may be left out; what is missing is looked for elsewhere. */
export interface ClientSettings {
  accessKey?: string;
  secretKey?: string;
  /** Goes with temporary keys only. */
  securityToken?: string;
  region?: string;
  projectId?: string;
  /** Looked up at IAM when there is no project id; default: the region's own project, named like the region. */
  projectName?: string;
  /** A profile in the shared file; default: the file's current one. */
  profile?: string;
  /** Default: `~/.hcloud/config.json`. */
  sharedConfigFile?: string;
  /** Default: `https://dms.{region}.myhuaweicloud.com`. */
  endpoint?: string;
  /** Default: `https://iam.{region}.myhuaweicloud.com`. */
  iamEndpoint?: string;
  /** How often a failed request is sent again; default 5, allowed 0 to 100. */
  maxRetries?: number;
  /** The limit of one attempt of one request, in seconds; default 60, allowed: more than 0, up to 3600. */
  requestTimeoutSeconds?: number;
  /** Skips the verification of TLS certificates; default false. */
  insecure?: boolean;
  /** Takes temporary keys from the metadata service of the ECS this runs on; default false. */
  useEcsMetadata?: boolean;
}

const defaultMaxRetries = 5;
const defaultRequestTimeoutSeconds = 60;

/** Everything that is malformed in the settings, one error a property. No I/O: what is missing is found out later. */
export function checkSettings(settings: ClientSettings): ConfigurationError[] {
  const checks = [
    () => checkKeys(settings),
    () => settings.region === undefined || checkRegion(settings.region),
    () => settings.projectId === undefined || checkProjectId(settings.projectId),
    () => settings.endpoint === undefined || parseEndpoint("endpoint", settings.endpoint),
    () => settings.iamEndpoint === undefined || parseEndpoint("iamEndpoint", settings.iamEndpoint),
    () => checkMaxRetries("maxRetries", settings.maxRetries),
    () => checkRequestTimeout(settings.requestTimeoutSeconds),
  ];
  return checks.flatMap((check) => {
    try {
      check();
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return [error];
      throw error;
    }
  });
}

/** Keys come as a pair: half of one is an error on the missing property, and so is a token without keys. */
function checkKeys({ accessKey, secretKey, securityToken }: ClientSettings): void {
  const missing = accessKey ? "secretKey" : "accessKey";
  const given = accessKey ? "accessKey" : secretKey ? "secretKey" : "securityToken";
  if (accessKey && secretKey) return;
  if (!accessKey && !secretKey && !securityToken) return;
  throw new ConfigurationError(
    missing,
    `${missing}: missing, although ${given} is set. Access keys come as a pair from one place: ` +
      `set accessKey and secretKey both, or neither to take them from the environment or a file.`,
  );
}

function checkMaxRetries(source: string, value: number | undefined, seen: unknown = value): void {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= 100)) return;
  throw new ConfigurationError("maxRetries", `${source}: got ${seen}, allowed is a whole number from 0 to 100.`);
}

function checkRequestTimeout(value: number | undefined): void {
  if (value === undefined || (value > 0 && value <= 3600)) return;
  throw new ConfigurationError(
    "requestTimeout",
    `requestTimeout: got ${value} seconds, allowed is more than 0 and up to 3600 seconds.`,
  );
}

/**
 * How requests are made: by setting, else by Terraform's variables (HW_MAX_RETRIES, HW_INSECURE), else by default.
 * Throws ConfigurationError for a malformed variable.
 */
export function requestBehaviour(
  settings: ClientSettings,
  environment: Readonly<Record<string, string | undefined>>,
): { maxRetries: number; requestTimeoutSeconds: number; insecure: boolean } {
  const retries = asText(environment.HW_MAX_RETRIES);
  const insecure = asText(environment.HW_INSECURE);
  if (settings.maxRetries === undefined && retries !== undefined) {
    checkMaxRetries("HW_MAX_RETRIES", Number(retries), JSON.stringify(retries));
  }
  if (settings.insecure === undefined && insecure !== undefined && !/^(true|false|1|0)$/i.test(insecure)) {
    throw new ConfigurationError(
      "insecure",
      `HW_INSECURE: got ${JSON.stringify(insecure)}, allowed are true and false.`,
    );
  }
  return {
    maxRetries: settings.maxRetries ?? (retries === undefined ? defaultMaxRetries : Number(retries)),
    requestTimeoutSeconds: settings.requestTimeoutSeconds ?? defaultRequestTimeoutSeconds,
    insecure: settings.insecure ?? /^(true|1)$/i.test(insecure ?? ""),
  };
}
