import {
  anyText,
  choice,
  type Enumeration,
  flag,
  integer,
  list,
  type ObjectType,
  object,
  optional,
  required,
  text,
} from "./definition/index.ts";

/** The metadata that a task migrates, as users write and read it. */

const filterType = {
  name: "TopicFilterType",
  description: "How messages of a topic may be tagged.",
  values: { SINGLE_TAG: "A message has one tag at most.", MULTI_TAG: "A message may have several tags." },
} as const satisfies Enumeration<string>;

const exchangeType = {
  name: "ExchangeType",
  description: "How a RabbitMQ exchange routes.",
  values: {
    topic: "By patterns of the routing key.",
    direct: "By the routing key.",
    fanout: "To every binding.",
    headers: "By the message's headers. The binding's arguments are not migrated.",
  },
} as const satisfies Enumeration<string>;

const destinationType = {
  name: "BindingDestinationType",
  description: "What a RabbitMQ binding leads to.",
  values: { queue: "A queue.", exchange: "Another exchange." },
} as const satisfies Enumeration<string>;

/** What metadata consists of. */
export const metadataKinds = {
  topic: "A topic.",
  consumerGroup: "A consumer group.",
  vhost: "A vhost.",
  queue: "A queue.",
  exchange: "An exchange.",
  binding: "A binding.",
} as const;

const failureKind = {
  name: "MigrationFailureKind",
  description: "What it was that did not get across.",
  values: {
    ...metadataKinds,
    unknown: "The service's result does not say.",
  },
} as const satisfies Enumeration<string>;

const queueCount = { minimum: 0, maximum: 1_000_000 };

const topicShape = {
  name: required(text(), "Name of the topic."),
  order: optional(flag(), "True: messages are delivered in order. Default: false."),
  perm: optional(integer({ minimum: 0, maximum: 7 }), "Permission bits: 2 write, 4 read, 6 both. Default: 6."),
  readQueueNums: optional(integer(queueCount), "Number of read queues. Default: 16."),
  writeQueueNums: optional(integer(queueCount), "Number of write queues. Default: 16."),
  topicFilterType: optional(choice(filterType), "How messages may be tagged. Default: SINGLE_TAG."),
  topicSysFlag: optional(integer({ minimum: 0, maximum: 0x7fff_ffff }), "System flag of the topic. Default: 0."),
};

const topic: ObjectType<typeof topicShape> = {
  name: "Topic",
  description: "A RocketMQ topic to migrate.",
  shape: topicShape,
};

const consumerGroupShape = {
  name: required(text(), "Name of the consumer group."),
  consumeBroadcastEnable: optional(flag(), "True: broadcast consumption is allowed."),
  consumeEnable: optional(flag(), "True: consumption is allowed. Default: true."),
  consumeFromMinEnable: optional(flag(), "True: consumption may begin at the smallest offset. Default: true."),
  notifyConsumerIdsChangedEnable: optional(
    flag(),
    "True: consumers are told when others join or leave. Default: true.",
  ),
  retryMaxTimes: optional(
    integer({ minimum: -1, maximum: 1_000_000 }),
    "How often a message is delivered again. Default: 16.",
  ),
  retryQueueNums: optional(integer(queueCount), "Number of retry queues. Default: 1."),
  whichBrokerWhenConsumeSlow: optional(
    integer({ minimum: 0, maximum: 1_000_000 }),
    "ID of the broker that serves when consumption is slow. Default: 1.",
  ),
};

const consumerGroup: ObjectType<typeof consumerGroupShape> = {
  name: "ConsumerGroup",
  description: "A RocketMQ consumer group (subscription group) to migrate.",
  shape: consumerGroupShape,
};

const vhostShape = { name: required(text(), "Name of the vhost.") };

const vhost: ObjectType<typeof vhostShape> = {
  name: "Vhost",
  description: "A RabbitMQ vhost to migrate.",
  shape: vhostShape,
};

const queueShape = {
  vhost: required(text(), "Vhost that the queue is in."),
  name: required(text(), "Name of the queue."),
  durable: optional(flag(), "True: the queue outlives a restart of the broker. Default: true."),
};

const queue: ObjectType<typeof queueShape> = {
  name: "Queue",
  description: "A RabbitMQ queue to migrate. The service has no field for its arguments (dead letter, TTL, …).",
  shape: queueShape,
};

const exchangeShape = {
  vhost: required(text(), "Vhost that the exchange is in."),
  name: required(text(), "Name of the exchange."),
  type: required(choice(exchangeType), "How the exchange routes."),
  durable: optional(flag(), "True: the exchange outlives a restart of the broker. Default: true."),
};

const exchange: ObjectType<typeof exchangeShape> = {
  name: "Exchange",
  description: "A RabbitMQ exchange to migrate.",
  shape: exchangeShape,
};

const bindingShape = {
  vhost: required(text(), "Vhost that the binding is in."),
  source: required(text(), "Exchange that messages come from."),
  destination: required(text(), "Queue or exchange that messages go to."),
  destinationType: required(choice(destinationType), "Whether the destination is a queue or an exchange."),
  routingKey: optional(anyText(), "Routing key, or its pattern. Default: empty."),
};

const binding: ObjectType<typeof bindingShape> = {
  name: "Binding",
  description: "A RabbitMQ binding to migrate.",
  shape: bindingShape,
};

/** The six lists of metadata; either the first two or the other four belong together. */
export const metadataShape = {
  topics: optional(list(object(topic)), "RocketMQ topics. Together with `consumerGroups`; not with RabbitMQ metadata."),
  consumerGroups: optional(list(object(consumerGroup)), "RocketMQ consumer groups. Together with `topics`."),
  vhosts: optional(
    list(object(vhost)),
    "RabbitMQ vhosts. Together with `queues`, `exchanges` and `bindings`; not with RocketMQ metadata.",
  ),
  queues: optional(list(object(queue)), "RabbitMQ queues."),
  exchanges: optional(list(object(exchange)), "RabbitMQ exchanges."),
  bindings: optional(list(object(binding)), "RabbitMQ bindings."),
};

const failureShape = {
  kind: required(choice(failureKind), "What it was."),
  name: required(anyText(), "Its name; empty if the service does not say, or means the task as a whole."),
  vhost: optional(anyText(), "The vhost that it belongs to."),
  reason: required(anyText(), "Why it did not get across, in the service's words; empty if it does not say."),
};

export const taskFailure: ObjectType<typeof failureShape> = {
  name: "MigrationFailure",
  description: "Something that did not get across.",
  shape: failureShape,
};
