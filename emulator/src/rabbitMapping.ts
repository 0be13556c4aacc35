/**
 * What a rabbitToRocket task creates. How the service maps vhosts, exchanges, queues and bindings onto topics and groups
 * is published nowhere. This mapping is invented: counts on the instance change, and clients must not rely on names.
 */
import type { Item } from "./taskMetadata.ts";

/** An exchange becomes a topic, a queue becomes a consumer group, and the rest becomes neither. */
export function mapToRocketMq({
  kind,
  vhost = "",
  name,
}: Item): { kind: "topic" | "consumerGroup"; name: string } | undefined {
  if (kind === "exchange") return { kind: "topic", name: allowedName(`${vhost}_${name}`) };
  if (kind === "queue") return { kind: "consumerGroup", name: allowedName(`${vhost}_${name}`) };
  return undefined;
}

/** Names of topics and groups have 3 to 64 letters, digits and `%|_-`. */
function allowedName(name: string): string {
  return name
    .replace(/[^A-Za-z0-9%|_-]/g, "_")
    .slice(0, 64)
    .padEnd(3, "_");
}
