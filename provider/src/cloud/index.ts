// The cloud layer: Huawei Cloud's API, signed. It knows nothing of Pulumi and can be used alone.

export { type Client, createClient } from "./client.ts";
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
export { suggestRegion } from "./location/suggestRegion.ts";
export { type ClientSettings, checkSettings } from "./settings.ts";
export { processSurroundings, type Surroundings } from "./surroundings.ts";
