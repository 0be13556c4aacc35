import fc from "fast-check";
import type { Metadata, MetadataInput } from "../../../provider/src/migration/metadata/index.ts";

/** Realistic names, and names that break careless code. */
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9._/-]{0,12}$/),
  fc.constantFrom("__proto__", "constructor", "toString", "1", "10", "a b", "Größe", "topic_name"),
);

const count = fc.integer({ min: 0, max: 64 });

/** RocketMQ metadata with unique names. */
export const rocketMqMetadata: fc.Arbitrary<Metadata> = fc.record({
  kind: fc.constant("rocketmq" as const),
  topics: fc.uniqueArray(
    fc.record({
      name,
      order: fc.boolean(),
      perm: fc.constantFrom(2, 4, 6),
      readQueueNums: count,
      writeQueueNums: count,
      topicFilterType: fc.constantFrom("SINGLE_TAG", "MULTI_TAG"),
      topicSysFlag: count,
    }),
    { selector: (topic) => topic.name, maxLength: 6 },
  ),
  consumerGroups: fc.uniqueArray(
    fc.record({
      name,
      consumeBroadcastEnable: fc.boolean(),
      consumeEnable: fc.boolean(),
      consumeFromMinEnable: fc.boolean(),
      notifyConsumerIdsChangedEnable: fc.boolean(),
      retryMaxTimes: count,
      retryQueueNums: count,
      whichBrokerWhenConsumeSlow: count,
    }),
    { selector: (group) => group.name, maxLength: 6 },
  ),
});

/** RabbitMQ metadata, not necessarily consistent. */
export const rabbitMqMetadata: fc.Arbitrary<Metadata> = fc.record({
  kind: fc.constant("rabbitToRocket" as const),
  vhosts: fc.array(fc.record({ name }), { maxLength: 4 }),
  queues: fc.array(fc.record({ vhost: name, name, durable: fc.boolean() }), { maxLength: 4 }),
  exchanges: fc.array(
    fc.record({ vhost: name, name, type: fc.constantFrom("topic", "direct", "fanout"), durable: fc.boolean() }),
    { maxLength: 4 },
  ),
  bindings: fc.array(
    fc.record({
      vhost: name,
      source: name,
      destination: name,
      destinationType: fc.constantFrom("queue", "exchange"),
      routingKey: fc.string({ maxLength: 5 }),
    }),
    { maxLength: 4 },
  ),
});

export const anyMetadata: fc.Arbitrary<Metadata> = fc.oneof(rocketMqMetadata, rabbitMqMetadata);

/** The same metadata with every list reversed. */
export function reversed(metadata: Metadata): Metadata {
  return mapLists(metadata, (items) => [...items].reverse()) as Metadata;
}

/** The same metadata without the fields that have their default value. */
export function withoutDefaults(metadata: Metadata, defaults: Readonly<Record<string, unknown>>): MetadataInput {
  return mapLists(metadata, (items) =>
    items.map((item) =>
      Object.fromEntries(
        Object.entries(item).filter(([field, value]) => !Object.hasOwn(defaults, field) || defaults[field] !== value),
      ),
    ),
  ) as MetadataInput;
}

function mapLists(metadata: Metadata, change: (items: readonly object[]) => unknown): unknown {
  return Object.fromEntries(
    Object.entries(metadata).map(([field, value]) => [field, Array.isArray(value) ? change(value) : value]),
  );
}
