import { createHash } from "node:crypto";
import { checkSettings, requestOptions } from "./checkSettings.ts";
import type { ClientSettings } from "./clientSettings.ts";
import { environmentFamilies } from "./credentials/environmentFamilies.ts";
import { findCredentials } from "./credentials/findCredentials.ts";
import { createKeyring, type Keyring } from "./credentials/keyring.ts";
import { ConfigurationError } from "./errors.ts";
import { type HostEnvironment, processHostEnvironment } from "./hostEnvironment.ts";
import { asText, type Json, type Query } from "./json.ts";
import type { Endpoint } from "./location/endpoint.ts";
import { type Configured, type Location, locate, type Overrides } from "./location/locate.ts";
import { lookUpProject } from "./location/lookUpProject.ts";
import { abortable } from "./transport/abortable.ts";
import { createAgents } from "./transport/agents.ts";
import { phaseLimits } from "./transport/phaseLimits.ts";
import { type Call, createSender, type Sender } from "./transport/sender.ts";

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
  /** A client for another region or project that shares keys, connections and lookups with this one. */
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

/**
 * Creates a client. It does no I/O: keys and project are looked up for the first request, then cached.
 * @throws ConfigurationError for a malformed setting
 */
export function createClient(settings: ClientSettings, host: HostEnvironment = processHostEnvironment()): Client {
  const [fault] = checkSettings(settings);
  if (fault !== undefined) throw fault;
  return new ServiceClient(new Core({ ...settings }, host), {});
}

/** What a client shares with those that its `with` returns. */
class Core {
  readonly settings: ClientSettings;
  readonly host: HostEnvironment;
  readonly keyring: Keyring;
  readonly sender: Sender;
  readonly #projects = new Map<string, Promise<string>>();
  readonly #warned = new Set<string>();

  constructor(settings: ClientSettings, host: HostEnvironment) {
    this.settings = settings;
    this.host = host;
    const { maxRetries, requestTimeoutSeconds, insecure } = requestOptions(settings, host.environment);
    this.keyring = createKeyring(() => findCredentials(settings, host), host);
    this.sender = createSender({
      keyring: this.keyring,
      agents: createAgents(host, insecure),
      limits: phaseLimits(requestTimeoutSeconds),
      maxRetries,
      insecure,
      host,
    });
    if (insecure) {
      this.warn(
        "TLS certificates are not verified (insecure): anyone on the network path can read and change the traffic.",
      );
    }
  }

  /** The project's ID by its name. Concurrent and later calls share one lookup, unless it failed. */
  lookUpProject(iam: Endpoint, name: string): Promise<string> {
    this.warnIfExposed(iam);
    const key = `${iam.origin}${iam.basePath} ${name}`;
    const cached = this.#projects.get(key);
    if (cached !== undefined) return cached;
    const lookup = lookUpProject(this.sender, iam, name);
    this.#projects.set(key, lookup);
    lookup.catch(() => this.#projects.delete(key));
    return lookup;
  }

  warnIfExposed({ isExposed, origin }: Endpoint): void {
    if (isExposed) this.warn(`Requests to ${origin} are not encrypted. Use https:// outside of tests.`);
  }

  /** Logs each warning once. */
  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.host.log("warning", message);
  }
}

class ServiceClient implements Client {
  readonly identity: string;
  readonly #core: Core;
  readonly #overrides: Overrides;
  #location: Promise<Location> | undefined;

  constructor(core: Core, overrides: Overrides) {
    this.#core = core;
    this.#overrides = overrides;
    this.identity = identify(core, overrides);
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

/** Everything that decides where requests go and with which keys. Hashed, because it includes the access key. */
function identify({ settings, host }: Core, overrides: Overrides): string {
  const { secretKey, securityToken, ...open } = settings;
  const { environment } = host;
  const variables = [
    ...environmentFamilies.flatMap(({ accessKey, projectId }) => [accessKey, projectId ?? ""]),
    ...["HW_REGION_NAME", "HW_PROJECT_NAME", "HW_PROFILE", "HW_SHARED_CONFIG_FILE", "HUAWEICLOUD_SDK_IAM_ENDPOINT"],
    ...Object.keys(environment).filter((name) => name.startsWith("HUAWEICLOUD_SDK_REGION_ROCKETMQ_")),
  ];
  const parts = [
    Object.entries({ ...open, ...overrides }).sort(([a], [b]) => (a < b ? -1 : 1)),
    [...new Set(variables)].sort().map((name) => environment[name] ?? null),
  ];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  const region = asText(overrides.region) ?? asText(settings.region) ?? asText(environment.HW_REGION_NAME) ?? "";
  return `${asText(settings.endpoint) ?? region}#${digest}`;
}
