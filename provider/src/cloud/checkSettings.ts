import { type ClientSettings, maxRetriesRange, requestTimeoutRange } from "./clientSettings.ts";
import { missingKey } from "./credentials/keyPair.ts";
import { type Environment, readVariable, variables } from "./environment.ts";
import { ConfigurationError } from "./errors.ts";
import { endpointRule, iamEndpointRule } from "./location/endpoint.ts";
import { projectIdRule } from "./location/projectChoice.ts";
import { regionRule } from "./location/region.ts";
import { checkRange } from "./range.ts";
import { checkRule } from "./rule.ts";
import { providerTerms, type SettingTerms } from "./settingTerms.ts";

/**
 * Everything that is malformed in the settings, at most one error for each. It does no I/O, so that what is missing is
 * found only when it is needed.
 * @param terms what the messages call the settings. Default: as in the provider's configuration
 */
export function checkSettings(settings: ClientSettings, terms: SettingTerms = providerTerms): ConfigurationError[] {
  const textRules = {
    region: regionRule,
    projectId: projectIdRule,
    endpoint: endpointRule,
    iamEndpoint: iamEndpointRule,
  };
  const textChecks = (Object.keys(textRules) as (keyof typeof textRules)[]).map((name) => () => {
    const value = settings[name];
    if (value !== undefined) checkRule(textRules[name], value, name, terms.call(name));
  });
  const checks = [
    () => checkKeys(settings, terms),
    ...textChecks,
    () =>
      settings.maxRetries === undefined ||
      checkRange(maxRetriesRange, settings.maxRetries, "maxRetries", terms.call("maxRetries")),
    () =>
      settings.requestTimeoutSeconds === undefined ||
      checkRange(requestTimeoutRange, settings.requestTimeoutSeconds, "requestTimeout", terms.call("requestTimeout")),
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

function checkKeys({ accessKey, secretKey, securityToken }: ClientSettings, { call }: SettingTerms): void {
  const names = {
    accessKey: call("accessKey"),
    secretKey: call("secretKey"),
    securityToken: call("securityToken"),
  };
  const given = { accessKey: !!accessKey, secretKey: !!secretKey, securityToken: !!securityToken };
  const half = missingKey(names, given);
  if (half !== undefined) throw new ConfigurationError(half.missing, half.message);
}

/** How requests are sent. */
export interface RequestOptions {
  maxRetries: number;
  requestTimeoutSeconds: number;
  insecure: boolean;
}

/**
 * How requests are sent: by the settings, else by the environment, else by default.
 * @throws ConfigurationError for a malformed variable
 */
export function requestOptions(settings: ClientSettings, environment: Environment): RequestOptions {
  return {
    maxRetries: settings.maxRetries ?? readVariable(environment, variables.maxRetries) ?? maxRetriesRange.default,
    requestTimeoutSeconds: settings.requestTimeoutSeconds ?? requestTimeoutRange.default,
    insecure: settings.insecure ?? readVariable(environment, variables.insecure) ?? false,
  };
}
