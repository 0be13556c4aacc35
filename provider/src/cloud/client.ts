import { createHash } from "node:crypto";
import { environmentFamilies } from "./credentials/environmentFamilies.ts";
import { findCredentials } from "./credentials/findCredentials.ts";
import { createKeyring, type Keyring } from "./credentials/keyring.ts";
import { ConfigurationError } from "./errors.ts";
import { asText, type Json, type Query } from "./json.ts";
import type { Endpoint } from "./location/endpoint.ts";
import { type Configured, type Location, locate, type Overrides } from "./location/locate.ts";
import { lookUpProject } from "./location/lookUpProject.ts";
import { type ClientSettings, checkSettings, requestBehaviour } from "./settings.ts";
import { processSurroundings, type Surroundings } from "./surroundings.ts";
import { abortable } from "./transport/abortable.ts";
import { createAgents } from "./transport/agents.ts";
import { phaseLimits } from "./transport/phaseLimits.ts";
import { type Call, createSender, type Sender } from "./transport/sender.ts";

/** A client of the RocketMQ service for one project. Its keys are in no property: it can be logged without harm. */
export interface Client {
  /**
   * Answers the parsed JSON of `GET /v2/{project_id}{path}`; `path` is plain, as in `/instances/${id}/metadata`.
   * Throws any RocketMqError of the cloud layer.
   */
  get(path: string, query?: Query, options?: { signal?: AbortSignal }): Promise<Json>;
  /**
   * The same for POST. `repeatable`: true when sending it twice does no harm; otherwise it is sent again only after
   * faults that show that it had no effect (throttled, connection never made).
   */
  post(path: string, query: Query, body: Json, options: { signal?: AbortSignal; repeatable: boolean }): Promise<Json>;
  /**
   * Where requests go, as found out from settings, environment, files and IAM; asked for once.
   * Throws any RocketMqError of the cloud layer.
   */
  location(signal?: AbortSignal): Promise<ServiceLocation>;
  /** A client for another region or project, which shares keys, connections and look-ups with this one. */
  with(overrides: Overrides): Client;
  /** The same text for the same service, project and keys; holds no secret. */
  readonly identity: string;
}

/** Where a client's requests go: what tells one service and project from another. */
export interface ServiceLocation {
  /** Undefined when the endpoint is given and no region is. */
  readonly region: string | undefined;
  readonly projectId: string;
  /** The service's URL, without a slash at its end. */
  readonly endpoint: string;
  /** What the settings decide; everything else was found in the environment or a file. */
  readonly configured: Configured;
}

/**
 * Makes a client. Does no I/O: keys and project are looked up at the first request, and remembered.
 * Throws ConfigurationError for a malformed setting.
 */
export function createClient(settings: ClientSettings, surroundings: Surroundings = processSurroundings()): Client {
  const [fault] = checkSettings(settings);
  if (fault !== undefined) throw fault;
  return new ServiceClient(new Core({ ...settings }, surroundings), {});
}

/** What a client shares with those made from it by `with`. */
class Core {
  readonly settings: ClientSettings;
  readonly surroundings: Surroundings;
  readonly keyring: Keyring;
  readonly sender: Sender;
  readonly #projects = new Map<string, Promise<string>>();
  readonly #warned = new Set<string>();

  constructor(settings: ClientSettings, surroundings: Surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
    const { maxRetries, requestTimeoutSeconds, insecure } = requestBehaviour(settings, surroundings.environment);
    this.keyring = createKeyring(() => findCredentials(settings, surroundings), surroundings);
    this.sender = createSender({
      keyring: this.keyring,
      agents: createAgents(surroundings, insecure),
      limits: phaseLimits(requestTimeoutSeconds),
      maxRetries,
      insecure,
      surroundings,
    });
    if (insecure)
      this.warn("TLS certificates are not verified (insecure): anybody on the way can read and change answers.");
  }

  /** The project's id by its name; asked for once, however many calls need it, and again only after a failure. */
  lookUpProject(iam: Endpoint, name: string): Promise<string> {
    this.warnIfExposed(iam);
    const key = `${iam.origin}${iam.basePath} ${name}`;
    const asked = this.#projects.get(key);
    if (asked !== undefined) return asked;
    const asking = lookUpProject(this.sender, iam, name);
    this.#projects.set(key, asking);
    asking.catch(() => this.#projects.delete(key));
    return asking;
  }

  warnIfExposed({ isExposed, origin }: Endpoint): void {
    if (isExposed) this.warn(`Requests to ${origin} are not encrypted: use https:// outside of tests.`);
  }

  /** Warns, but says each thing once in the client's life. */
  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.surroundings.log("warning", message);
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
    const { settings, surroundings, keyring } = this.#core;
    this.#location ??= keyring
      .current()
      .then((credentials) => locate(settings, this.#overrides, surroundings, credentials, this.#core))
      .catch((error: unknown) => {
        this.#location = undefined;
        throw error;
      });
    return this.#location;
  }
}

/** A segment `.` or `..` would be resolved on the way, and reach another path than the one that was signed. */
function checkPath(path: string): void {
  if (path.startsWith("/") && !path.split("/").some((segment) => segment === "." || segment === "..")) return;
  throw new ConfigurationError("path", `path: got ${JSON.stringify(path)}, allowed is /… without "." and ".." in it.`);
}

/** All that decides where requests go and as whom, hashed: the access key is in it, and it is nobody's business. */
function identify({ settings, surroundings }: Core, overrides: Overrides): string {
  const { secretKey, securityToken, ...open } = settings;
  const { environment } = surroundings;
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
