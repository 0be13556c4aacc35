/**
 * What a migration task migrates. The table below is the only list of fields: types, defaults, validation, request
 * body, file readers and the schema of the package are made from it. To add a field, add it here.
 */

/** The task type as the service names it: RocketMQ metadata, or RabbitMQ metadata to migrate to RocketMQ. */
export type MetadataKind = "rocketmq" | "rabbitToRocket";

/** A fixed set of values, and what each of them means. */
export interface FieldValues {
  /** Name of the enum in the SDKs. */
  readonly name: string;
  readonly description: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One field of an item. */
export interface Field {
  readonly type: "text" | "integer" | "flag";
  /** What the field means, as the SDKs document it; the default is appended. */
  readonly description: string;
  /** Value of a field that is left out. A field without a default is required. */
  readonly default?: string | number | boolean;
  /** Smallest integer. Default: the one of `integerRange`. */
  readonly minimum?: number;
  /** Largest integer. Default: the one of `integerRange`. */
  readonly maximum?: number;
  /** Values that the field can have. Readers accept other texts too: the service may add one. */
  readonly oneOf?: FieldValues;
  /** Name in the request body. Default: the field's name in snake_case. */
  readonly wireName?: string;
  /** Other names in brokers' files. */
  readonly aliases?: readonly string[];
}

/** The fields of an item by name. */
export type FieldTable = Readonly<Record<string, Field>>;

/** The range of integer fields: Huawei's SDKs and Pulumi's schema have no integers beyond int32. */
export const integerRange = { minimum: 0, maximum: 2_147_483_647 } as const;

const topicFilterType = {
  name: "TopicFilterType",
  description: "How many tags a message of a topic can have.",
  values: { SINGLE_TAG: "At most one tag.", MULTI_TAG: "Several tags." },
} as const satisfies FieldValues;

/** The exchange types that the service can migrate (Create in Huawei's SDKs). */
const exchangeType = {
  name: "ExchangeType",
  description: "How a RabbitMQ exchange routes messages.",
  values: {
    topic: "By matching the routing key against patterns.",
    direct: "By routing key.",
    fanout: "To every binding.",
    headers: "By message headers. Binding arguments are not migrated.",
  },
} as const satisfies FieldValues;

const destinationType = {
  name: "BindingDestinationType",
  description: "What a RabbitMQ binding routes to.",
  values: { queue: "A queue.", exchange: "Another exchange." },
} as const satisfies FieldValues;

/**
 * The fields of every item, in the order in which they are compared and hashed. Defaults of topics and consumer groups
 * are the ones that Huawei's SDKs document for Create. They document none for `topicFilterType` (RocketMQ's own default
 * is used) and `consumeBroadcastEnable` (`mqadmin updateSubGroup` uses false). For RabbitMQ they document none at all:
 * these are the usual defaults of RabbitMQ clients. Every field is sent, so defaults of the service never apply.
 */
export const itemFields = {
  topics: {
    name: { type: "text", wireName: "topic_name", description: "Name of the topic." },
    order: { type: "flag", default: false, description: "Whether messages are delivered in order." },
    perm: {
      type: "integer",
      default: 6,
      maximum: 7,
      description: "Permission: 2 (write), 4 (read) or 6 (read and write).",
    },
    readQueueNums: { type: "integer", default: 16, description: "Number of read queues." },
    writeQueueNums: { type: "integer", default: 16, description: "Number of write queues." },
    topicFilterType: {
      type: "text",
      default: "SINGLE_TAG",
      oneOf: topicFilterType,
      description: "How many tags a message can have.",
    },
    topicSysFlag: { type: "integer", default: 0, description: "RocketMQ system flag of the topic." },
  },
  consumerGroups: {
    name: { type: "text", wireName: "group_name", description: "Name of the consumer group." },
    consumeBroadcastEnable: { type: "flag", default: false, description: "Whether broadcast consumption is allowed." },
    consumeEnable: { type: "flag", default: true, description: "Whether the group can consume messages." },
    consumeFromMinEnable: {
      type: "flag",
      default: true,
      description: "Whether a new group can start at the smallest offset.",
    },
    notifyConsumerIdsChangedEnable: {
      type: "flag",
      default: true,
      description: "Whether consumers are notified when others join or leave the group.",
    },
    retryMaxTimes: {
      type: "integer",
      default: 16,
      minimum: -1, // RocketMQ's clients write -1 for "the default".
      description: "How often delivery of a message is retried before it goes to the dead-letter queue.",
    },
    retryQueueNums: { type: "integer", default: 1, description: "Number of retry queues." },
    whichBrokerWhenConsumeSlow: {
      type: "integer",
      default: 1,
      aliases: ["whichBrokerWhenConsumeSlowly"],
      description: "ID of the broker to read from when consumption is slow.",
    },
  },
  vhosts: {
    name: { type: "text", description: "Name of the vhost." },
  },
  queues: {
    vhost: { type: "text", description: "Vhost of the queue." },
    name: { type: "text", description: "Name of the queue." },
    durable: { type: "flag", default: true, description: "Whether the queue survives a restart of the broker." },
  },
  exchanges: {
    vhost: { type: "text", description: "Vhost of the exchange." },
    name: { type: "text", description: "Name of the exchange." },
    type: { type: "text", oneOf: exchangeType, description: "How the exchange routes messages." },
    durable: { type: "flag", default: true, description: "Whether the exchange survives a restart of the broker." },
  },
  bindings: {
    vhost: { type: "text", description: "Vhost of the binding." },
    source: { type: "text", description: "Exchange that messages come from." },
    destination: { type: "text", description: "Queue or exchange that messages go to." },
    destinationType: {
      type: "text",
      oneOf: destinationType,
      description: "Whether the destination is a queue or an exchange.",
    },
    routingKey: { type: "text", default: "", description: "Routing key, or a pattern for topic exchanges." },
  },
} as const satisfies Readonly<Record<string, FieldTable>>;

/** Which lists metadata of each kind consists of. */
export const listsOfKind = {
  rocketmq: ["topics", "consumerGroups"],
  rabbitToRocket: ["vhosts", "queues", "exchanges", "bindings"],
} as const satisfies Readonly<Record<MetadataKind, readonly ListName[]>>;

/** Name of a list of items. */
export type ListName = keyof typeof itemFields;

type ValueOf<F extends Field> = { text: string; integer: number; flag: boolean }[F["type"]];
type Defaulted<T extends FieldTable> = {
  [N in keyof T]: T[N] extends { readonly default: unknown } ? N : never;
}[keyof T];
type ItemOf<T extends FieldTable> = { readonly [N in keyof T]: ValueOf<T[N]> };

/** An item with a value for every field. */
export type Item<L extends ListName> = ItemOf<(typeof itemFields)[L]>;

/** An item as users write it: fields with a default can be left out. */
export type ItemInput<L extends ListName> = Omit<Item<L>, Defaulted<(typeof itemFields)[L]>> & {
  readonly [N in Defaulted<(typeof itemFields)[L]> & keyof Item<L>]?: Item<L>[N] | undefined;
};

type Lists<K extends MetadataKind> = { readonly [L in (typeof listsOfKind)[K][number]]: readonly Item<L>[] };
type ListInputs<K extends MetadataKind> = {
  readonly [L in (typeof listsOfKind)[K][number]]?: readonly ItemInput<L>[] | undefined;
};

/** RocketMQ metadata: topics and consumer groups (subscription groups in RocketMQ's files). */
export type RocketMqMetadata = { readonly kind: "rocketmq" } & Lists<"rocketmq">;

/** RabbitMQ metadata, of one vhost or several. */
export type RabbitMqMetadata = { readonly kind: "rabbitToRocket" } & Lists<"rabbitToRocket">;

/** What a migration task migrates, with a value for every field. `kind` is the service's task type. */
export type Metadata = RocketMqMetadata | RabbitMqMetadata;

/** Metadata as users write it: lists can be left out, and so can fields with a default. */
export type MetadataInput =
  | ({ readonly kind: "rocketmq" } & ListInputs<"rocketmq">)
  | ({ readonly kind: "rabbitToRocket" } & ListInputs<"rabbitToRocket">);

/** What metadata consists of, in words, and in the order of reports. */
export const itemKinds = {
  topic: "topic",
  consumerGroup: "consumer group",
  vhost: "vhost",
  queue: "queue",
  exchange: "exchange",
  binding: "binding",
} as const;

/** A display name for a binding, which has no name: `source -> destination (routing key)`. */
export function bindingName({ source, destination, destinationType, routingKey = "" }: ItemInput<"bindings">): string {
  const target = destinationType === "exchange" ? `exchange ${destination}` : destination;
  return `${source} -> ${target}${routingKey === "" ? "" : ` (${routingKey})`}`;
}
