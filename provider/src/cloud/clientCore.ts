import { requestOptions } from "./checkSettings.ts";
import type { ClientSettings } from "./clientSettings.ts";
import { findCredentials } from "./credentials/findCredentials.ts";
import { createKeyring, type Keyring } from "./credentials/keyring.ts";
import type { HostEnvironment } from "./hostEnvironment.ts";
import type { Endpoint } from "./location/endpoint.ts";
import { lookUpProject } from "./location/lookUpProject.ts";
import { createAgents } from "./transport/agents.ts";
import { phaseLimits } from "./transport/phaseLimits.ts";
import { createSender, type Sender } from "./transport/sender.ts";

/** What a client shares with those that its `with` returns. */
export class ClientCore {
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
    const lookup = lookUpProject(this.sender, iam, name, this.host.terms);
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
