import * as log from "@pulumi/pulumi/log/index.js";
import { type Client, ConfigurationError, systemClock } from "../../cloud/index.ts";
import { PollerRegistry } from "../../migration/index.ts";
import { ConfiguredClient } from "../../package/configuredClient.ts";
import { Operation } from "../../package/operation.ts";
import { packageName } from "../../package/packageName.ts";
import { checkConfig } from "../../package/providerConfig.ts";
import { cancellation } from "./cancellation.ts";
import { EngineReports } from "./engineReports.ts";

/** The stack's configuration: values by their full keys, e.g. `huaweicloud-rocketmq:region`. */
export type StackConfig = Readonly<Record<string, string>>;

/*
 * The front's only module-level state. Pulumi calls functions, not an object that could hold it, and only the process ends it:
 * what Ctrl-C aborts, and a session for each configuration.
 */
const cancelled = cancellation();
const sessions = new Map<string, Session>();

/** Runs a call with a configuration. Resolves when everything it reported has reached the engine. */
export async function withSession<T>(config: StackConfig, call: (operation: Operation) => Promise<T>): Promise<T> {
  const session = sessionOf(config);
  try {
    return await call(session.operation);
  } finally {
    await session.reports.flush();
  }
}

function sessionOf(stackConfig: StackConfig): Session {
  const prefix = `${packageName}:`;
  const config = Object.fromEntries(
    Object.entries(stackConfig)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const key = JSON.stringify(config);
  const session = sessions.get(key) ?? new Session(config);
  sessions.set(key, session);
  return session;
}

/** What all calls with one configuration share: credentials, connections, pollers, what they know about each other. */
class Session {
  readonly reports = new EngineReports();
  readonly operation: Operation;
  readonly #config: Record<string, string>;
  #client: (() => Client) | undefined;

  constructor(config: Record<string, string>) {
    this.#config = config;
    const client = () => {
      this.#client ??= this.#configure();
      return this.#client();
    };
    this.operation = new Operation({
      get client() {
        return client();
      },
      get signal() {
        return cancelled.signal;
      },
      clock: systemClock,
      pollers: new PollerRegistry(systemClock),
      reportFor: (urn, mask) => this.reports.reportFor(urn, mask),
    });
  }

  /** Checks the configuration when it is first used, as the plugin reports a wrong one when it is used. */
  #configure(): () => Client {
    const { problems, warnings } = checkConfig(this.#config);
    for (const warning of warnings) void log.warn(warning);
    const [first] = problems;
    if (first !== undefined) {
      const reasons = problems.map(({ property, reason }) =>
        property === "" ? reason : `${packageName}:${property}: ${reason}`,
      );
      return () => {
        throw new ConfigurationError(first.property, reasons.join("\n"));
      };
    }
    const configuration = new ConfiguredClient();
    configuration.configure(this.#config, (level, text) => void (level === "warning" ? log.warn : log.debug)(text));
    return () => configuration.client;
  }
}
