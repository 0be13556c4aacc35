// The cloud layer: Huawei Cloud's API for RocketMQ, called with signed requests. It knows nothing of Pulumi and can be used
// alone. Behind these names: signing/ (SDK-HMAC-SHA256, a step a file), credentials/ (where keys are found, when they are
// read anew), location/ (region, endpoint, project), transport/ (sending, retrying, reading answers and refusals).

export { type Alike, mostAlike } from "./alike.ts";
export { type Client, createClient, type ServiceLocation } from "./client.ts";
export {
  AnswerError,
  CancelledError,
  ConfigurationError,
  ConnectionError,
  CredentialsError,
  isPassing,
  RocketMqError,
  ServiceError,
  TimeoutError,
} from "./errors.ts";
export type { Json, Query } from "./json.ts";
export { endpointFault, holdsPassword } from "./location/endpoint.ts";
export { type KnownLocation, knownLocation, serviceUrl, withRemembered } from "./location/knownLocation.ts";
export { withoutProjectId } from "./location/projectChoice.ts";
export { regionPattern, unknownRegionWarning } from "./location/region.ts";
export { sameEndpoint } from "./location/sameEndpoint.ts";
export { type ClientSettings, checkSettings } from "./settings.ts";
export { processSurroundings, type Surroundings } from "./surroundings.ts";
