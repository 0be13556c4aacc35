// The cloud layer: Huawei Cloud's API for RocketMQ. It knows nothing of Pulumi and can be used on its own. Inside: signing/
// (SDK-HMAC-SHA256), credentials/ (where keys come from and when they are renewed), location/ (region, endpoint, project),
// transport/ (sending, retrying, reading responses).

export { checkSettings } from "./checkSettings.ts";
export { childAbort } from "./childAbort.ts";
export type { Client, ServiceLocation } from "./client.ts";
export { type ClientSettings, maxRetriesRange, requestTimeoutRange } from "./clientSettings.ts";
export { type Clock, type Moment, moment, sleepUntil, systemClock } from "./clock.ts";
export { createClient } from "./createClient.ts";
export { missingKey } from "./credentials/keyPair.ts";
export type { KeySource } from "./credentials/keySource.ts";
export { type Environment, variables } from "./environment.ts";
export {
  CancelledError,
  ConfigurationError,
  ConnectionError,
  CredentialsError,
  isTransient,
  mayBeDueToRequest,
  ResponseError,
  RocketMqError,
  ServiceError,
  TimeoutError,
} from "./errors.ts";
export { type HostEnvironment, processHostEnvironment } from "./hostEnvironment.ts";
export { asObject, asText, isJsonObject, isNestedDeeperThan, type Json, type Query } from "./json.ts";
export { endpointRule, iamEndpointRule } from "./location/endpoint.ts";
export { type KnownLocation, knownLocation, serviceUrl, withRemembered } from "./location/knownLocation.ts";
export { projectIdRule, withoutProjectId } from "./location/projectChoice.ts";
export { regionRule, unknownRegionWarning } from "./location/region.ts";
export { sameEndpoint } from "./location/sameEndpoint.ts";
export { type Mask, maskTexts } from "./maskTexts.ts";
export { printable } from "./printable.ts";
export type { Rule } from "./rule.ts";
export { providerTerms, type SettingTerms } from "./settingTerms.ts";
export { mostSimilar, type SimilarText } from "./similarText.ts";
export { asError, messageOf } from "./thrown.ts";
