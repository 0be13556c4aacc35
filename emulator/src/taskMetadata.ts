/**
 * The metadata that a task migrates, as a client submits it: in snake_case (official SDKs since 2026-01) or camelCase
 * (Terraform's provider, older SDKs), or some tables in one and some in the other. `json_content` gives it back that way.
 * Unknown keys are refused: the service may be more lenient, but a client's typo should not go unnoticed here.
 */
import * as v from "valibot";
import { arrayOf, flag, isObject, mustBe, nonEmpty, object, oneOf, text, wholeFrom } from "./validate.ts";

/** What a task migrates: a RocketMQ cluster's metadata, or RabbitMQ's. */
export const taskTypes = ["rocketmq", "rabbitToRocket"] as const;
/** One of TASK_TYPES. */
export type TaskType = (typeof taskTypes)[number];

/** The kinds of items that a task migrates. */
export const itemKinds = ["topic", "consumerGroup", "vhost", "exchange", "queue", "binding"] as const;
/** One of ITEM_KINDS. */
export type ItemKind = (typeof itemKinds)[number];

/** One item that a task migrates. */
export interface Item {
  readonly kind: ItemKind;
  readonly name: string;
  readonly vhost?: string;
}

type Field = string | number | boolean;
/** One row of a table, e.g. one topic. */
export type Row = Readonly<Record<string, Field>>;
type Table = readonly Row[] | Readonly<Record<string, Row>>;

/** Metadata in the casing in which it was submitted. */
export type SubmittedMetadata = Readonly<Record<string, Table>>;

/** Metadata in snake_case; only the submitted tables. */
export interface Metadata {
  readonly topic_config_table?: Readonly<Record<string, Row>>;
  readonly subscription_group_table?: Readonly<Record<string, Row>>;
  readonly vhosts?: readonly Row[];
  readonly queues?: readonly Row[];
  readonly exchanges?: readonly Row[];
  readonly bindings?: readonly Row[];
}

type Columns = Readonly<Record<string, v.GenericSchema<Field>>>;

const count = wholeFrom(0);

// Defaults are the ones that the official SDKs' models state; a field without one stays absent.
const topic: Columns = {
  topic_name: nonEmpty,
  order: v.exactOptional(flag, false),
  // 2 PUB, 4 SUB, 6 PUB|SUB; 0 counts as left out
  perm: v.exactOptional(oneOf([0, 2, 4, 6]), 6),
  read_queue_nums: v.exactOptional(count, 16),
  write_queue_nums: v.exactOptional(count, 16),
  topic_filter_type: v.exactOptional(oneOf(["SINGLE_TAG", "MULTI_TAG"])),
  topic_sys_flag: v.exactOptional(count, 0),
};
const consumerGroup: Columns = {
  group_name: nonEmpty,
  consume_broadcast_enable: v.exactOptional(flag),
  consume_enable: v.exactOptional(flag, true),
  consume_from_min_enable: v.exactOptional(flag, true),
  notify_consumer_ids_changed_enable: v.exactOptional(flag, true),
  retry_max_times: v.exactOptional(count, 16),
  retry_queue_nums: v.exactOptional(count, 1),
  which_broker_when_consume_slow: v.exactOptional(count, 1),
};
const vhost: Columns = { name: nonEmpty };
const queue: Columns = { vhost: nonEmpty, name: nonEmpty, durable: v.exactOptional(flag) };
const exchange: Columns = {
  vhost: nonEmpty,
  name: nonEmpty,
  type: oneOf(["topic", "direct", "fanout", "headers"]),
  durable: v.exactOptional(flag),
};
const binding: Columns = {
  vhost: nonEmpty,
  source: nonEmpty,
  destination: nonEmpty,
  destination_type: oneOf(["exchange", "queue"]),
  routing_key: v.exactOptional(text),
};

type TableSchema = (key: string) => v.GenericSchema<Table>;

const tables: Readonly<Record<TaskType, Readonly<Record<string, TableSchema>>>> = {
  rocketmq: {
    topic_config_table: (key) => namedRows(topic, "topic_name", isCamelCase(key)),
    subscription_group_table: (key) => namedRows(consumerGroup, "group_name", isCamelCase(key)),
  },
  rabbitToRocket: {
    vhosts: () => arrayOf(row(vhost)),
    queues: () => arrayOf(row(queue)),
    exchanges: () => arrayOf(row(exchange)),
    bindings: () => arrayOf(row(binding)),
  },
};

/** The metadata of a task of this type, in either casing. */
export function submittedMetadata(type: TaskType): v.GenericSchema<SubmittedMetadata> {
  return v.pipe(
    v.custom<SubmittedMetadata>(isObject, mustBe("an object")),
    v.transform(withoutNulls),
    v.lazy((input) => {
      const entries: Record<string, v.GenericSchema<Table>> = {};
      for (const [name, schema] of Object.entries(tables[type])) {
        const key = keyIn(input, name, false);
        entries[key] = v.exactOptional(schema(key));
      }
      return object(entries);
    }),
  );
}

/** A table whose keys are the names of its rows; a row may repeat its name in `nameField`. */
function namedRows(columns: Columns, nameField: string, camel: boolean): v.GenericSchema<Table> {
  return v.lazy((input) =>
    object(
      Object.fromEntries(
        Object.keys(isObject(input) ? input : {}).map((name) => {
          const repeated = v.literal(name, mustBe(`the same as its key, ${JSON.stringify(name)}`));
          return [name, row({ ...columns, [nameField]: v.exactOptional(repeated, name) }, camel)];
        }),
      ),
    ),
  );
}

/** One row. A null counts as left out, and so does 0 or "" in an optional field: clients written in Go send them. */
function row(columns: Columns, camel = false): v.GenericSchema<Row> {
  return v.pipe(
    v.custom<Row>(isObject, mustBe("an object")),
    v.transform((input) =>
      Object.fromEntries(
        Object.entries(withoutNulls(input)).filter(
          ([key, value]) => (value !== 0 && value !== "") || columns[snakeCase(key)]?.type !== "exact_optional",
        ),
      ),
    ),
    v.lazy((input) => {
      const inCamelCase = camel || Object.keys(input as Row).some(isCamelCase);
      return object(
        Object.fromEntries(Object.entries(columns).map(([name, schema]) => [keyIn(input, name, inCamelCase), schema])),
      );
    }),
  );
}

function withoutNulls<T extends Readonly<Record<string, unknown>>>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null)) as T;
}

/** The key under which the input has this field, or would have it. */
function keyIn(input: unknown, name: string, camel: boolean): string {
  const inCamelCase = camelCase(name);
  if (isObject(input) && name in input) return name;
  return camel || (isObject(input) && inCamelCase in input) ? inCamelCase : name;
}

/** The metadata with all of its keys in snake_case; names of topics and groups stay. */
export function inSnakeCase(metadata: SubmittedMetadata): Metadata {
  return renameKeys(metadata, snakeCase);
}

/** The metadata with all of its keys in camelCase; names of topics and groups stay. */
export function inCamelCase(metadata: SubmittedMetadata): SubmittedMetadata {
  return renameKeys(metadata, camelCase);
}

function renameKeys(metadata: SubmittedMetadata, rename: (key: string) => string): SubmittedMetadata {
  const renamed = (one: Row): Row =>
    Object.fromEntries(Object.entries(one).map(([key, value]) => [rename(key), value]));
  return Object.fromEntries(
    Object.entries(metadata).map(([key, table]) => [
      rename(key),
      isRows(table)
        ? table.map(renamed)
        : Object.fromEntries(Object.entries(table).map(([name, one]) => [name, renamed(one)])),
    ]),
  );
}

/** TypeScript's own Array.isArray does not narrow read-only arrays. */
function isRows(table: Table): table is readonly Row[] {
  return Array.isArray(table);
}

/** All items in the metadata. */
export function itemsOf(metadata: Metadata): Item[] {
  const inVhost = (kind: ItemKind, rows: readonly Row[] = []): Item[] =>
    rows.map((one) => ({ kind, name: String(one.name), vhost: String(one.vhost) }));
  return [
    ...Object.keys(metadata.topic_config_table ?? {}).map((name): Item => ({ kind: "topic", name })),
    ...Object.keys(metadata.subscription_group_table ?? {}).map((name): Item => ({ kind: "consumerGroup", name })),
    ...(metadata.vhosts ?? []).map((one): Item => ({ kind: "vhost", name: String(one.name) })),
    ...inVhost("exchange", metadata.exchanges),
    ...inVhost("queue", metadata.queues),
    ...(metadata.bindings ?? []).map(
      (one): Item => ({ kind: "binding", name: `${one.source}->${one.destination}`, vhost: String(one.vhost) }),
    ),
  ];
}

function isCamelCase(key: string): boolean {
  return /[A-Z]/.test(key);
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
