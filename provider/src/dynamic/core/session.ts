import * as log from "@pulumi/pulumi/log/index.js";
import { ConfigurationError } from "../../cloud/index.ts";
import { WatchRegistry } from "../../migration/index.ts";
import { ConfiguredClient } from "../../package/configuredClient.ts";
import type { CallContext } from "../../package/context.ts";
import { packageName } from "../../package/index.ts";
import { OperationMemory } from "../../package/operationMemory.ts";
import { checkConfig } from "../../package/providerConfig.ts";

/** The stack's configuration: values by their full keys, e.g. `huaweicloud-rocketmq:region`. */
export type StackConfig = Readonly<Record<string, string>>;

/** What all calls with one configuration share: keys, connections, look-ups, pollers. */
export type Session = Pick<CallContext, "client" | "watches" | "memory">;

const sessions = new Map<string, Session>();

/** The session of a configuration. What is wrong with it is told when the client is used, as by the plugin. */
export function sessionOf(stackConfig: StackConfig): Session {
  const prefix = `${packageName}:`;
  const config = Object.fromEntries(
    Object.entries(stackConfig)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const key = JSON.stringify(config);
  const session = sessions.get(key) ?? openSession(config);
  sessions.set(key, session);
  return session;
}

function openSession(config: Record<string, string>): Session {
  const { problems, warnings } = checkConfig(config);
  for (const warning of warnings) void log.warn(warning);
  const configuration = new ConfiguredClient();
  configuration.configure(config, (level, message) => void (level === "warning" ? log.warn : log.debug)(message));
  return {
    get client() {
      const [first] = problems;
      if (first === undefined) return configuration.client;
      const reasons = problems.map(({ property, reason }) =>
        property === "" ? reason : `${packageName}:${property}: ${reason}`,
      );
      throw new ConfigurationError(first.property, reasons.join("\n"));
    },
    watches: new WatchRegistry(),
    memory: new OperationMemory(),
  };
}
