import type { ClientSettings } from "./clientSettings.ts";
import { missingKey } from "./credentials/keyPair.ts";
import { ConfigurationError } from "./errors.ts";
import { asText } from "./json.ts";
import { endpointRule, iamEndpointRule } from "./location/endpoint.ts";
import { projectIdRule } from "./location/projectChoice.ts";
import { regionRule } from "./location/region.ts";
import { checkRule } from "./rule.ts";
import { defaultMaxRetries, maxRetriesLimit } from "./transport/retryPolicy.ts";

/** What `maxRetries` must be: a whole number in this range. */
export const maxRetriesRange = { minimum: 0, maximum: maxRetriesLimit };

/** What `requestTimeout` must be, in seconds. */
export const requestTimeoutRange = { minimum: 0.1, maximum: 3600 };

const defaultRequestTimeoutSeconds = 60;

/**
 * Everything that is malformed in the settings, at most one error for each. It does no I/O, so that what is missing is
 * found only when it is needed.
 */
export function checkSettings(settings: ClientSettings): ConfigurationError[] {
  const textRules = {
    region: regionRule,
    projectId: projectIdRule,
    endpoint: endpointRule,
    iamEndpoint: iamEndpointRule,
  };
  const textChecks = (Object.keys(textRules) as (keyof typeof textRules)[]).map((name) => () => {
    const value = settings[name];
    if (value !== undefined) checkRule(textRules[name], value, name);
  });
  const checks = [
    () => checkKeys(settings),
    ...textChecks,
    () => checkMaxRetries(settings.maxRetries),
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

function checkKeys({ accessKey, secretKey, securityToken }: ClientSettings): void {
  const names = { accessKey: "accessKey", secretKey: "secretKey", securityToken: "securityToken" };
  const given = { accessKey: !!accessKey, secretKey: !!secretKey, securityToken: !!securityToken };
  const half = missingKey(names, given);
  if (half !== undefined) throw new ConfigurationError(half.missing, half.message);
}

function checkMaxRetries(value: number | undefined, source = "maxRetries", seen = String(value)): void {
  const { minimum, maximum } = maxRetriesRange;
  if (value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)) return;
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  throw new ConfigurationError("maxRetries", `${source}: Must be ${allowed}, but is ${seen}.`);
}

function checkRequestTimeout(value: number | undefined): void {
  const { minimum, maximum } = requestTimeoutRange;
  if (value === undefined || (value >= minimum && value <= maximum)) return;
  const allowed = `a number from ${minimum} to ${maximum}`;
  throw new ConfigurationError("requestTimeout", `requestTimeout: Must be ${allowed}, but is ${value}.`);
}

/** How requests are sent. */
export interface RequestOptions {
  maxRetries: number;
  requestTimeoutSeconds: number;
  insecure: boolean;
}

/**
 * How requests are sent: by the settings, then by Terraform's variables (HW_MAX_RETRIES, HW_INSECURE), then by default.
 * @throws ConfigurationError for a malformed variable
 */
export function requestOptions(
  settings: ClientSettings,
  environment: Readonly<Record<string, string | undefined>>,
): RequestOptions {
  const retries = asText(environment.HW_MAX_RETRIES);
  const insecure = asText(environment.HW_INSECURE);
  if (settings.maxRetries === undefined && retries !== undefined) {
    checkMaxRetries(Number(retries), "HW_MAX_RETRIES", JSON.stringify(retries));
  }
  if (settings.insecure === undefined && insecure !== undefined && !/^(true|false|1|0)$/i.test(insecure)) {
    throw new ConfigurationError("insecure", `HW_INSECURE: Must be true or false, but is ${JSON.stringify(insecure)}.`);
  }
  return {
    maxRetries: settings.maxRetries ?? (retries === undefined ? defaultMaxRetries : Number(retries)),
    requestTimeoutSeconds: settings.requestTimeoutSeconds ?? defaultRequestTimeoutSeconds,
    insecure: settings.insecure ?? /^(true|1)$/i.test(insecure ?? ""),
  };
}
