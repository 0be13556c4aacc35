import { checkSettings } from "./checkSettings.ts";
import type { Client, ServiceLocation } from "./client.ts";
import { ClientCore } from "./clientCore.ts";
import type { ClientSettings } from "./clientSettings.ts";
import { ConfigurationError } from "./errors.ts";
import { type HostEnvironment, processHostEnvironment } from "./hostEnvironment.ts";
import { identify } from "./identify.ts";
import type { Json, Query } from "./json.ts";
import { type Location, locate, type Overrides } from "./location/locate.ts";
import { abortable } from "./transport/abortable.ts";
import type { Call } from "./transport/sender.ts";

/**
 * Creates a client. It does no I/O: keys and project are looked up for the first request, then cached.
 * @throws ConfigurationError for a malformed setting
 */
export function createClient(settings: ClientSettings, host: HostEnvironment = processHostEnvironment()): Client {
  const [error] = checkSettings(settings, host.terms);
  if (error !== undefined) throw error;
  return new ServiceClient(new ClientCore({ ...settings }, host), {});
}

class ServiceClient implements Client {
  readonly identity: string;
  readonly #core: ClientCore;
  readonly #overrides: Overrides;
  #location: Promise<Location> | undefined;

  constructor(core: ClientCore, overrides: Overrides) {
    this.#core = core;
    this.#overrides = overrides;
    this.identity = identify(core.settings, overrides, core.host.environment);
  }

  get(path: string, query: Query = {}, options: { signal?: AbortSignal } = {}): Promise<Json> {
    return this.#send({ method: "GET", path, query, repeatable: true, signal: options.signal });
  }

  post(path: string, query: Query, body: Json, options: { signal?: AbortSignal; repeatable: boolean }): Promise<Json> {
    const { signal, repeatable } = options;
    return this.#send({ method: "POST", path, query, body, repeatable, signal });
  }

  async location(signal?: AbortSignal): Promise<ServiceLocation> {
    const { region, projectId, endpoint, configured } = await abortable(this.#locate(), signal);
    return { region, projectId, endpoint: `${endpoint.origin}${endpoint.basePath}`, configured };
  }

  with(overrides: Overrides): Client {
    if (Object.values(overrides).every((value) => value === undefined)) return this;
    return new ServiceClient(this.#core, { ...this.#overrides, ...overrides });
  }

  async #send(call: Omit<Call, "endpoint" | "projectId">): Promise<Json> {
    checkPath(call.path);
    const { endpoint, projectId } = await abortable(this.#locate(), call.signal);
    this.#core.warnIfExposed(endpoint);
    return this.#core.sender.send({ ...call, endpoint, projectId, path: `/v2/${projectId}${call.path}` });
  }

  #locate(): Promise<Location> {
    const { settings, host, keyring } = this.#core;
    this.#location ??= keyring
      .current()
      .then((credentials) => locate(settings, this.#overrides, host, credentials, this.#core))
      .catch((error: unknown) => {
        this.#location = undefined;
        throw error;
      });
    return this.#location;
  }
}

/** A segment `.` or `..` would be resolved on the way, and the service would see another path than the signed one. */
function checkPath(path: string): void {
  if (path.startsWith("/") && !path.split("/").some((segment) => segment === "." || segment === "..")) return;
  throw new ConfigurationError(
    "path",
    `path: Must start with / and have no segment "." or "..", but is ${JSON.stringify(path)}.`,
  );
}
