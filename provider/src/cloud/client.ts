import type { Json, Query } from "./json.ts";
import type { Configured, Overrides } from "./location/locate.ts";

/** A client of the RocketMQ service for one project. It is safe to log: no property holds its keys. */
export interface Client {
  /**
   * Returns the parsed JSON of `GET /v2/{project_id}{path}`.
   * @param path plain, not percent-encoded, e.g. `/instances/${id}/metadata`
   * @throws any RocketMqError of the cloud layer
   */
  get(path: string, query?: Query, options?: { signal?: AbortSignal }): Promise<Json>;
  /**
   * The same for POST.
   * @param options.repeatable true if the service can process the request twice without harm. Otherwise it is retried only
   *   if the service cannot have processed it: it was throttled, or the connection was never established
   */
  post(path: string, query: Query, body: Json, options: { signal?: AbortSignal; repeatable: boolean }): Promise<Json>;
  /**
   * Where requests go, by settings, environment, files and IAM; looked up once.
   * @throws any RocketMqError of the cloud layer
   */
  location(signal?: AbortSignal): Promise<ServiceLocation>;
  /**
   * A client for another region or project that shares keys, connections and lookups with this one; this one itself if nothing is
   * overridden.
   */
  with(overrides: Overrides): Client;
  /** The same text for clients of the same service and project with the same keys. It contains no secret. */
  readonly identity: string;
}

/** Where a client's requests go: what distinguishes one service and project from another. */
export interface ServiceLocation {
  /** Undefined if the user set an endpoint but no region. */
  readonly region: string | undefined;
  readonly projectId: string;
  /** The service's URL, without a trailing slash. */
  readonly endpoint: string;
  /** Which parts the settings decide. Everything else comes from the environment or a file. */
  readonly configured: Configured;
}
