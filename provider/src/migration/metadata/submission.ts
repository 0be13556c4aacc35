import type { Json } from "../../cloud/index.ts";
import type { Metadata } from "./model.ts";

/**
 * The body of `POST …/metadata` for this metadata; the task type that goes with it is `metadata.kind`. Snake_case, as the
 * official SDKs have it since 2026-01. Every field is sent, so that no default of the service can differ from ours, and
 * every table of the type, empty ones too: the official SDKs' model says of each that it is mandatory for its type.
 */
export function submissionBody(metadata: Metadata): Json {
  return metadata.kind === "rocketmq"
    ? {
        topic_config_table: table(metadata.topics, (topic) => ({
          topic_name: topic.name,
          order: topic.order,
          perm: topic.perm,
          read_queue_nums: topic.readQueueNums,
          write_queue_nums: topic.writeQueueNums,
          topic_filter_type: topic.topicFilterType,
          topic_sys_flag: topic.topicSysFlag,
        })),
        subscription_group_table: table(metadata.consumerGroups, (group) => ({
          group_name: group.name,
          consume_broadcast_enable: group.consumeBroadcastEnable,
          consume_enable: group.consumeEnable,
          consume_from_min_enable: group.consumeFromMinEnable,
          notify_consumer_ids_changed_enable: group.notifyConsumerIdsChangedEnable,
          retry_max_times: group.retryMaxTimes,
          retry_queue_nums: group.retryQueueNums,
          which_broker_when_consume_slow: group.whichBrokerWhenConsumeSlow,
        })),
      }
    : {
        vhosts: metadata.vhosts.map(({ name }) => ({ name })),
        queues: metadata.queues.map(({ vhost, name, durable }) => ({ vhost, name, durable })),
        exchanges: metadata.exchanges.map(({ vhost, name, type, durable }) => ({ vhost, name, type, durable })),
        bindings: metadata.bindings.map((binding) => ({
          vhost: binding.vhost,
          source: binding.source,
          destination: binding.destination,
          destination_type: binding.destinationType,
          routing_key: binding.routingKey,
        })),
      };
}

/** A map from name to row. `fromEntries` defines its keys, so that even a topic called `__proto__` becomes one. */
function table<Item extends { readonly name: string }>(items: readonly Item[], row: (item: Item) => Json): Json {
  return Object.fromEntries(items.map((item) => [item.name, row(item)]));
}
