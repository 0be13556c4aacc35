/**
 * Topics and consumer groups on an instance: how a scenario states them, and how they come from what a task migrates.
 * Attributes have the names and values of the service's own answers.
 */
import * as v from "valibot";
import type { Row } from "./taskMetadata.ts";
import { arrayOf, flag, isObject, mustBe, nonEmpty, object, oneOf, text, wholeFrom } from "./validate.ts";

const topicAttributes = {
  /** What clients may do: publish, subscribe, or both (perm 2, 4, 6). Only instances of version 4.8 tell it. Default all. */
  permission: v.exactOptional(oneOf(["all", "pub", "sub"])),
  /** Read queues on each broker. Default 16. */
  readQueueNum: v.exactOptional(wholeFrom(0)),
  /** Write queues on each broker. Default 16. */
  writeQueueNum: v.exactOptional(wholeFrom(0)),
  /** Only instances of version 5 tell it. Default NORMAL. */
  messageType: v.exactOptional(oneOf(["NORMAL", "FIFO", "DELAY", "TRANSACTION"])),
};
const groupAttributes = {
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

const lostSchema = object({
  kind: oneOf(["topic", "consumerGroup"]),
  /** The name `*` means all of the kind. */
  name: nonEmpty,
  /** Only on this broker, e.g. `broker-1`. Default: on all. */
  broker: v.exactOptional(nonEmpty),
});
/** A topic or consumer group that a task does not create although it says that it did. */
export type Loss = v.InferOutput<typeof lostSchema>;

const alteredTopicSchema = object({
  kind: v.literal("topic"),
  /** The name `*` means all of the kind. */
  name: nonEmpty,
  /** Changes only the queues on this broker, e.g. `broker-1`. Default: on all. */
  broker: v.exactOptional(nonEmpty),
  ...topicAttributes,
});
const alteredGroupSchema = object({
  kind: v.literal("consumerGroup", mustBe("one of topic, consumerGroup")),
  name: nonEmpty,
  ...groupAttributes,
});
const alterationSchema = v.lazy((input) =>
  isObject(input) && input.kind === "topic" ? alteredTopicSchema : alteredGroupSchema,
);
/** A topic or consumer group that a task creates with other attributes than were submitted. */
export type Alteration = v.InferOutput<typeof alterationSchema>;

/** How a task's outcome differs from what it says: settings of a task and of an instance's `creations`. */
export const untruths = {
  /** Topics and groups that the task reports as migrated, and that are not on the instance. Default: none. */
  lost: v.exactOptional(arrayOf(lostSchema)),
  /** Topics and groups that are on the instance with other attributes than were submitted. Default: none. */
  altered: v.exactOptional(arrayOf(alterationSchema)),
};

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

/** The topic after the losses and alterations of the task that created it; undefined if it is lost. */
export function untrueTopic(
  topic: Topic,
  losses: readonly Loss[],
  alterations: readonly Alteration[],
): Topic | undefined {
  const lost = losses.filter((loss) => isAbout(loss, "topic", topic.name));
  if (lost.some(({ broker }) => broker === undefined)) return undefined;
  const left = topic.brokers.filter(({ broker }) => !lost.some((loss) => loss.broker === broker));
  return alterations.reduce<Topic>((altered, alteration) => alterTopic(altered, alteration), {
    ...topic,
    brokers: left,
  });
}

function alterTopic(topic: Topic, alteration: Alteration): Topic {
  if (alteration.kind !== "topic" || !isAbout(alteration, "topic", topic.name)) return topic;
  const {
    permission = topic.permission,
    messageType = topic.messageType,
    broker,
    readQueueNum,
    writeQueueNum,
  } = alteration;
  const brokers = topic.brokers.map((queues) =>
    broker !== undefined && broker !== queues.broker
      ? queues
      : {
          broker: queues.broker,
          readQueueNum: readQueueNum ?? queues.readQueueNum,
          writeQueueNum: writeQueueNum ?? queues.writeQueueNum,
        },
  );
  return { ...topic, permission, messageType, brokers };
}

/** The group after the losses and alterations of the task that created it; undefined if it is lost. */
export function untrueGroup(
  group: ConsumerGroup,
  losses: readonly Loss[],
  alterations: readonly Alteration[],
): ConsumerGroup | undefined {
  const lost = losses.filter((loss) => isAbout(loss, "consumerGroup", group.name));
  if (lost.some(({ broker }) => broker === undefined)) return undefined;
  const brokers = group.brokers.filter((broker) => !lost.some((loss) => loss.broker === broker));
  return alterations.reduce<ConsumerGroup>((altered, alteration) => alterGroup(altered, alteration), {
    ...group,
    brokers,
  });
}

function alterGroup(group: ConsumerGroup, alteration: Alteration): ConsumerGroup {
  if (alteration.kind !== "consumerGroup" || !isAbout(alteration, "consumerGroup", group.name)) return group;
  return { ...group, ...alteration, name: group.name };
}

function isAbout({ kind, name }: Loss | Alteration, itemKind: Loss["kind"], itemName: string): boolean {
  return kind === itemKind && (name === "*" || name === itemName);
}
