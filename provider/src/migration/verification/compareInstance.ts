import type { ConsumerGroup } from "../instance/listConsumerGroups.ts";
import type { Topic } from "../instance/listTopics.ts";
import type { MetadataInput } from "../metadata/index.ts";
import { systemGroupReason, systemTopicReason } from "../metadata/rocketMqSystemObjects.ts";

/*
 * What is compared. Only what was submitted and what the service tells: a field that was not submitted, one that the service omits,
 * and a submitted 0, which it takes for "not given", prove nothing. Neither do RocketMQ's own topics and groups, e.g. `%RETRY%` topics: other clients submit whole files
 * of a broker, but an instance has its own set, and no list of the service is known to show it.
 *
 * Instances of version 4.8 name the brokers of a topic and its queues on each. The service creates a topic on every broker with the
 * submitted numbers, so each broker is compared, and one that other topics have must not be missing. But a broker
 * that joined the instance after the migration lacks the topic too: only whoever saw the migration end can tell. Version 5.x names no brokers, and
 * permission and queues cannot be set there: a difference is reported as advisory. So is one in a topic with a message type, which
 * only 5.x has.
 */

/** A topic or consumer group that was submitted, but is not on the instance. */
export interface MissingItem {
  readonly kind: "topic" | "consumerGroup";
  readonly name: string;
}

/** A property that differs from what was submitted. */
export interface Difference extends MissingItem {
  /** The name of the submitted property, e.g. `writeQueueNums`; `brokers` if it is missing on one broker. */
  readonly property: string;
  /** The broker that has the difference. Absent if the property is not one of a broker. */
  readonly broker?: string;
  /** What was submitted. */
  readonly expected: string;
  /** What is on the instance. */
  readonly found: string;
  /** True: it is only reported, because the instance's version may not keep the property, or the broker may have joined later. */
  readonly advisory: boolean;
}

/** What of a migration is not on the instance as it was submitted. */
export interface Comparison {
  readonly missing: readonly MissingItem[];
  readonly different: readonly Difference[];
  /** How many topics and consumer groups were looked for. */
  readonly expected: number;
  /** How many of them are on the instance. */
  readonly found: number;
}

type RocketMqInput = Extract<MetadataInput, { readonly kind: "rocketmq" }>;

/** Topics and consumer groups with the fields that were submitted. */
interface Submitted {
  readonly kind: "rocketmq";
  readonly topics: NonNullable<RocketMqInput["topics"]>;
  readonly consumerGroups: NonNullable<RocketMqInput["consumerGroups"]>;
}

/** The brokers of an instance. */
interface Brokers {
  readonly names: ReadonlySet<string>;
  /** Whether the migration was seen to end. */
  readonly sawEnd: boolean;
}

/** What of submitted metadata can be looked for: everything but RocketMQ's own topics and groups. */
export function comparable({ kind, topics = [], consumerGroups = [] }: RocketMqInput): Submitted {
  const perms = new Map(topics.map(({ name, perm = 0 }) => [name, perm]));
  return {
    kind,
    topics: topics.filter(({ name }) => systemTopicReason(name, perms) === undefined),
    consumerGroups: consumerGroups.filter(({ name }) => systemGroupReason(name) === undefined),
  };
}

/**
 * Compares what was submitted with what is on the instance.
 * @param submitted as `comparable` returns it
 * @param sawEnd whether the migration was seen to end, so that no broker can have joined since
 */
export function compareInstance(
  { topics, consumerGroups }: Submitted,
  instance: { readonly topics: readonly Topic[]; readonly consumerGroups: readonly ConsumerGroup[] },
  sawEnd: boolean,
): Comparison {
  const topicsByName = new Map(instance.topics.map((topic) => [topic.name, topic]));
  const groupsByName = new Map(instance.consumerGroups.map((group) => [group.name, group]));
  const topicBrokers = instance.topics.flatMap((topic) => (topic.brokers ?? []).map(({ name }) => name));
  const groupBrokers = instance.consumerGroups.flatMap((group) => group.brokers ?? []);
  const brokers = {
    topics: { names: new Set(topicBrokers), sawEnd },
    consumerGroups: { names: new Set(groupBrokers), sawEnd },
  };
  const missing: MissingItem[] = [];
  const different: Difference[] = [];
  for (const topic of topics) {
    const found = topicsByName.get(topic.name);
    if (found) different.push(...topicDifferences(topic, found, brokers.topics));
    else missing.push({ kind: "topic", name: topic.name });
  }
  for (const group of consumerGroups) {
    const found = groupsByName.get(group.name);
    if (found) different.push(...groupDifferences(group, found, brokers.consumerGroups));
    else missing.push({ kind: "consumerGroup", name: group.name });
  }
  const expected = topics.length + consumerGroups.length;
  return { missing, different, expected, found: expected - missing.length };
}

/** `perm` in the words of the topic list. Other values have no word there. */
const permissionWords: ReadonlyMap<number, string> = new Map([
  [6, "all"],
  [2, "pub"],
  [4, "sub"],
]);

function topicDifferences(submitted: Submitted["topics"][number], found: Topic, brokers: Brokers): Difference[] {
  const { name, perm, readQueueNums, writeQueueNums } = submitted;
  const advisory = brokers.names.size === 0 || found.messageType !== "";
  const differences: Difference[] = [];
  const add = (difference: Omit<Difference, keyof MissingItem | "advisory">) =>
    differences.push({ kind: "topic", name, ...difference, advisory });

  const word = perm === undefined ? undefined : permissionWords.get(perm);
  if (word !== undefined && found.permission !== "" && found.permission !== word) {
    const foundPerm = [...permissionWords].find(([, each]) => each === found.permission)?.[0];
    add({ property: "perm", expected: String(perm), found: String(foundPerm ?? found.permission) });
  }
  const queues = [
    { property: "readQueueNums", expected: readQueueNums, of: "readQueues", total: found.totalReadQueues },
    { property: "writeQueueNums", expected: writeQueueNums, of: "writeQueues", total: found.totalWriteQueues },
  ] as const;
  for (const { property, expected, of, total } of queues) {
    if (expected === undefined || expected === 0) continue;
    for (const broker of found.brokers ?? []) {
      const count = broker[of];
      if (count === undefined || count === expected) continue;
      add({ property, broker: broker.name, expected: String(expected), found: String(count) });
    }
    // The number of brokers is unknown, so any multiple may be the submitted number on each.
    if (brokers.names.size === 0 && total !== undefined && (total === 0 || total % expected !== 0)) {
      add({ property, expected: String(expected), found: String(total) });
    }
  }
  const present = found.brokers?.map((broker) => broker.name);
  return [...differences, ...missingBrokers({ kind: "topic", name }, present, brokers)];
}

/** The brokers that others have. None if the service omits those of the item. */
function missingBrokers(item: MissingItem, present: readonly string[] | undefined, brokers: Brokers): Difference[] {
  if (present === undefined) return [];
  return [...brokers.names].flatMap((broker) =>
    present.includes(broker)
      ? []
      : [{ ...item, property: "brokers", broker, expected: "present", found: "missing", advisory: !brokers.sawEnd }],
  );
}

function groupDifferences(
  submitted: Submitted["consumerGroups"][number],
  found: ConsumerGroup,
  brokers: Brokers,
): Difference[] {
  const { name, consumeEnable, consumeBroadcastEnable, retryMaxTimes } = submitted;
  const compared = [
    { property: "consumeEnable", expected: consumeEnable, found: found.enabled },
    { property: "consumeBroadcastEnable", expected: consumeBroadcastEnable, found: found.broadcast },
    // -1 is the broker's default, which the service does not tell.
    {
      property: "retryMaxTimes",
      expected: retryMaxTimes !== undefined && retryMaxTimes > 0 ? retryMaxTimes : undefined,
      found: found.retryMaxTimes,
    },
  ];
  const item = { kind: "consumerGroup", name } as const;
  const advisory = brokers.names.size === 0;
  const differences = compared.flatMap(({ property, expected, found: seen }) => {
    if (expected === undefined || seen === undefined || expected === seen) return [];
    return [{ ...item, property, expected: String(expected), found: String(seen), advisory }];
  });
  return [...differences, ...missingBrokers(item, found.brokers, brokers)];
}
