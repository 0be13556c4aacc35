import type { Json } from "../../cloud/index.ts";
import { writeItem } from "./items.ts";
import type { Metadata } from "./model.ts";

/**
 * The body of `POST …/metadata`; the task type that goes with it is `metadata.kind`. Names are in snake_case, as in the
 * official SDKs since 2026-01. Every table of the type is sent, even an empty one: the SDKs mark each as mandatory.
 */
export function submissionBody(metadata: Metadata): Json {
  if (metadata.kind === "rocketmq") {
    return {
      topic_config_table: table(metadata.topics, (topic) => writeItem("topics", topic)),
      subscription_group_table: table(metadata.consumerGroups, (group) => writeItem("consumerGroups", group)),
    };
  }
  return {
    vhosts: metadata.vhosts.map((vhost) => writeItem("vhosts", vhost)),
    queues: metadata.queues.map((queue) => writeItem("queues", queue)),
    exchanges: metadata.exchanges.map((exchange) => writeItem("exchanges", exchange)),
    bindings: metadata.bindings.map((binding) => writeItem("bindings", binding)),
  };
}

/** A map from name to row. `fromEntries` defines its keys, so even a topic named `__proto__` becomes one. */
function table<Item extends { readonly name: string }>(items: readonly Item[], row: (item: Item) => Json): Json {
  return Object.fromEntries(items.map((item) => [item.name, row(item)]));
}
