import { type Field, type FieldTable, integerRange, itemFields, type TaskFailure } from "../migration/index.ts";
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
import type { Kind } from "./definition/kind.ts";
import type { Property } from "./definition/shape.ts";

/** The metadata that a task migrates, as users write and read it. Fields come from the table in the migration layer. */

type KindOf<F extends Field> = F extends { readonly oneOf: Enumeration<infer V> }
  ? V
  : { text: string; integer: number; flag: boolean }[F["type"]];

type FieldShape<T extends FieldTable> = {
  readonly [N in keyof T]: Property<KindOf<T[N]>> & {
    readonly required: T[N] extends { readonly default: unknown } ? false : true;
  };
};

function shapeOf<T extends FieldTable>(fields: T): FieldShape<T> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, propertyOf(field)])) as FieldShape<T>;
}

function propertyOf(field: Field): Property<unknown> {
  const { description, default: standard } = field;
  if (standard === undefined) return required(kindOf(field), description);
  // Not a default of the schema: users' inputs stay as they are in state, and defaults are filled in on submission.
  return optional(kindOf(field), `${description} Default: ${standard === "" ? "empty" : standard}.`);
}

function kindOf({ type, oneOf, default: standard, ...range }: Field): Kind<unknown> {
  if (oneOf !== undefined) return choice(oneOf);
  if (type === "integer") return integer({ ...integerRange, ...range });
  if (type === "flag") return flag();
  return standard === "" ? anyText() : text();
}

const topicShape = shapeOf(itemFields.topics);
const topic: ObjectType<typeof topicShape> = {
  name: "Topic",
  description: "A RocketMQ topic to migrate.",
  shape: topicShape,
};

const consumerGroupShape = shapeOf(itemFields.consumerGroups);
const consumerGroup: ObjectType<typeof consumerGroupShape> = {
  name: "ConsumerGroup",
  description: "A RocketMQ consumer group (subscription group) to migrate.",
  shape: consumerGroupShape,
};

const vhostShape = shapeOf(itemFields.vhosts);
const vhost: ObjectType<typeof vhostShape> = {
  name: "Vhost",
  description: "A RabbitMQ vhost to migrate.",
  shape: vhostShape,
};

const queueShape = shapeOf(itemFields.queues);
const queue: ObjectType<typeof queueShape> = {
  name: "Queue",
  description:
    "A RabbitMQ queue to migrate. The service does not support queue arguments (dead-letter exchange, TTL, …).",
  shape: queueShape,
};

const exchangeShape = shapeOf(itemFields.exchanges);
const exchange: ObjectType<typeof exchangeShape> = {
  name: "Exchange",
  description: "A RabbitMQ exchange to migrate.",
  shape: exchangeShape,
};

const bindingShape = shapeOf(itemFields.bindings);
const binding: ObjectType<typeof bindingShape> = {
  name: "Binding",
  description: "A RabbitMQ binding to migrate.",
  shape: bindingShape,
};

/** The six lists of metadata: two for RocketMQ, four for RabbitMQ. */
export const metadataShape = {
  topics: optional(list(object(topic)), "RocketMQ topics. Cannot be combined with RabbitMQ metadata."),
  consumerGroups: optional(
    list(object(consumerGroup)),
    "RocketMQ consumer groups. Cannot be combined with RabbitMQ metadata.",
  ),
  vhosts: optional(list(object(vhost)), "RabbitMQ vhosts. Cannot be combined with RocketMQ metadata."),
  queues: optional(list(object(queue)), "RabbitMQ queues. Cannot be combined with RocketMQ metadata."),
  exchanges: optional(list(object(exchange)), "RabbitMQ exchanges. Cannot be combined with RocketMQ metadata."),
  bindings: optional(list(object(binding)), "RabbitMQ bindings. Cannot be combined with RocketMQ metadata."),
};

/** The kinds of items in metadata, as enum values with their descriptions. */
export const metadataKinds = {
  topic: "A topic.",
  consumerGroup: "A consumer group.",
  vhost: "A vhost.",
  queue: "A queue.",
  exchange: "An exchange.",
  binding: "A binding.",
} as const satisfies Readonly<Record<Exclude<TaskFailure["kind"], "unknown">, string>>;

const failureKind = {
  name: "MigrationFailureKind",
  description: "Kind of the item that was not migrated.",
  values: {
    ...metadataKinds,
    unknown: "The service does not report the kind.",
  },
} as const satisfies Enumeration<string>;

const failureShape = {
  kind: required(choice(failureKind), "Kind of the item."),
  name: required(anyText(), "Name of the item."),
  vhost: optional(anyText(), "Vhost of the item."),
  reason: required(
    anyText(),
    "Why the item was not migrated, as reported by the service. Empty if it gives no reason.",
  ),
};

/** An item of `failures`. */
export const taskFailure: ObjectType<typeof failureShape> = {
  name: "MigrationFailure",
  description: "An item that was not migrated.",
  shape: failureShape,
};
