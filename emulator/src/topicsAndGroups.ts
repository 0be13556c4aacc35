/**
 * Topics and consumer groups on an instance: how a scenario states them, and how they come from what a task migrates.
 * Attributes have the names and values of the service's own answers.
 */
import * as v from "valibot";
import type { Row } from "./taskMetadata.ts";
import { flag, nonEmpty, object, oneOf, text, wholeFrom } from "./validate.ts";

/** What a topic has besides its name. */
export const topicAttributes = {
  /** What clients may do: publish, subscribe, or both (perm 2, 4, 6). Only instances of version 4.8 tell it. Default all. */
  permission: v.exactOptional(oneOf(["all", "pub", "sub"])),
  /** Read queues on each broker. Default 16. */
  readQueueNum: v.exactOptional(wholeFrom(0)),
  /** Write queues on each broker. Default 16. */
  writeQueueNum: v.exactOptional(wholeFrom(0)),
  /** Only instances of version 5 tell it. Default NORMAL. */
  messageType: v.exactOptional(oneOf(["NORMAL", "FIFO", "DELAY", "TRANSACTION"])),
};
/** What a consumer group has besides its name. */
export const groupAttributes = {
  /** Whether the group may consume. Default true. */
  enabled: v.exactOptional(flag),
  /** Whether the group may consume in broadcast mode. Default false. */
  broadcast: v.exactOptional(flag),
  /** Maximum number of retries of a message. Default 16. */
  retryMaxTime: v.exactOptional(wholeFrom(0)),
  /** Default false. */
  consumeOrderly: v.exactOptional(flag),
};

/** A topic on an instance. */
export const topicSchema = object({ name: nonEmpty, ...topicAttributes });
/** A topic on an instance. */
export type TopicSettings = v.InferOutput<typeof topicSchema>;

/** A consumer group on an instance. */
export const consumerGroupSchema = object({
  name: nonEmpty,
  ...groupAttributes,
  /** The description, `group_desc`. Default empty. */
  description: v.exactOptional(text),
});
/** A consumer group on an instance. */
export type ConsumerGroupSettings = v.InferOutput<typeof consumerGroupSchema>;

/** A topic's queues on one broker. */
export interface BrokerQueues {
  readonly broker: string;
  readonly readQueueNum: number;
  readonly writeQueueNum: number;
}

/** A topic. */
export interface Topic {
  readonly name: string;
  readonly permission: NonNullable<TopicSettings["permission"]>;
  readonly messageType: NonNullable<TopicSettings["messageType"]>;
  readonly brokers: readonly BrokerQueues[];
  readonly createdAt: Date;
}

/** A consumer group. */
export interface ConsumerGroup {
  readonly name: string;
  readonly enabled: boolean;
  readonly broadcast: boolean;
  readonly retryMaxTime: number;
  readonly consumeOrderly: boolean;
  readonly description: string;
  readonly brokers: readonly string[];
  readonly createdAt: Date;
}

/** The topic that a scenario states, on these brokers. */
export function statedTopic(stated: TopicSettings, brokers: readonly string[], createdAt: Date): Topic {
  const { name, permission = "all", messageType = "NORMAL", readQueueNum = 16, writeQueueNum = 16 } = stated;
  const queues = brokers.map((broker) => ({ broker, readQueueNum, writeQueueNum }));
  return { name, permission, messageType, brokers: queues, createdAt };
}

/** The consumer group that a scenario states, on these brokers. */
export function statedGroup(stated: ConsumerGroupSettings, brokers: readonly string[], createdAt: Date): ConsumerGroup {
  const defaults = { enabled: true, broadcast: false, retryMaxTime: 16, consumeOrderly: false, description: "" };
  return { ...defaults, ...stated, brokers, createdAt };
}

/** A row of `topic_config_table` as a topic: the service creates it on every broker, with that many queues on each. */
export function migratedTopic(name: string, row: Row): TopicSettings {
  return {
    name,
    permission: row.perm === 2 ? "pub" : row.perm === 4 ? "sub" : "all",
    messageType: row.order === true ? "FIFO" : "NORMAL",
    readQueueNum: Number(row.read_queue_nums),
    writeQueueNum: Number(row.write_queue_nums),
  };
}

/** A row of `subscription_group_table` as a consumer group. */
export function migratedGroup(name: string, row: Row): ConsumerGroupSettings {
  return {
    name,
    enabled: row.consume_enable === true,
    broadcast: row.consume_broadcast_enable === true,
    retryMaxTime: Number(row.retry_max_times),
  };
}
