/**
 * The metadata that a task submits. Read from a create's body in snake_case (official SDKs since 2026-01) or camelCase
 * (Terraform's provider, older SDKs), held in snake_case, written in either for `json_content`.
 * Unknown keys are refused: the service may be more lenient, but here a client's slip must not be lost in silence.
 */
import type { ItemKind, TaskType } from "./scenario.ts";
import {
  entries,
  flag,
  join,
  listOf,
  mapOf,
  matching,
  oneOf,
  type Reader,
  StrictJsonError,
  text,
  wholeFrom,
} from "./strictJson.ts";

type Field = string | number | boolean;
type Row = Readonly<Record<string, Field>>;

/** What a task migrates, in the API's snake_case; only the tables of the task's type are there. */
export interface Metadata {
  readonly topic_config_table?: Readonly<Record<string, Row>>;
  readonly subscription_group_table?: Readonly<Record<string, Row>>;
  readonly vhosts?: readonly Row[];
  readonly queues?: readonly Row[];
  readonly exchanges?: readonly Row[];
  readonly bindings?: readonly Row[];
}

/** One thing that a task migrates. */
export interface Item {
  readonly kind: ItemKind;
  readonly name: string;
  readonly vhost?: string;
}

/** A field's reader and the value the service fills in; no default means that the field must be there. */
interface Column {
  readonly read: Reader<Field>;
  readonly fallback?: Field;
}

const count: Reader<number> = wholeFrom(0);
const notEmpty = matching(/./u, "a string that is not empty");

// Defaults as in the official SDKs' models.
const topic: Record<string, Column> = {
  topic_name: { read: notEmpty },
  order: { read: flag, fallback: false },
  // 0 DENY, 2 PUB, 4 SUB, 6 PUB|SUB
  perm: { read: oneOf(0, 2, 4, 6), fallback: 6 },
  read_queue_nums: { read: count, fallback: 16 },
  write_queue_nums: { read: count, fallback: 16 },
  topic_filter_type: { read: oneOf("SINGLE_TAG", "MULTI_TAG"), fallback: "SINGLE_TAG" },
  topic_sys_flag: { read: count, fallback: 0 },
};
const consumerGroup: Record<string, Column> = {
  group_name: { read: notEmpty },
  consume_broadcast_enable: { read: flag, fallback: false },
  consume_enable: { read: flag, fallback: true },
  consume_from_min_enable: { read: flag, fallback: true },
  notify_consumer_ids_changed_enable: { read: flag, fallback: true },
  retry_max_times: { read: count, fallback: 16 },
  retry_queue_nums: { read: count, fallback: 1 },
  which_broker_when_consume_slow: { read: count, fallback: 1 },
};
const vhost: Record<string, Column> = { name: { read: notEmpty } };
const queue: Record<string, Column> = {
  vhost: { read: notEmpty },
  name: { read: notEmpty },
  durable: { read: flag, fallback: true },
};
const exchange: Record<string, Column> = {
  vhost: { read: notEmpty },
  name: { read: notEmpty },
  type: { read: oneOf("topic", "direct", "fanout", "headers") },
  durable: { read: flag, fallback: true },
};
const binding: Record<string, Column> = {
  vhost: { read: notEmpty },
  source: { read: notEmpty },
  destination: { read: notEmpty },
  destination_type: { read: oneOf("exchange", "queue") },
  routing_key: { read: text, fallback: "" },
};

const tables: Record<TaskType, Record<string, Reader<unknown>>> = {
  rocketmq: {
    topic_config_table: named(topic, "topic_name"),
    subscription_group_table: named(consumerGroup, "group_name"),
  },
  rabbitToRocket: {
    vhosts: listOf(row(vhost)),
    queues: listOf(row(queue)),
    exchanges: listOf(row(exchange)),
    bindings: listOf(row(binding)),
  },
};

/** Reads submitted metadata in either casing. Throws StrictJsonError that names the place below `place`. */
export function readMetadata(type: TaskType, value: unknown, place: string): Metadata {
  const known = tables[type];
  const found = entries(value, place)
    .filter(([, table]) => table !== null)
    .map(([key, table]): [string, unknown] => {
      const reader = known[snakeCase(key)];
      if (reader === undefined) {
        throw new StrictJsonError(
          join(place, key),
          `does not belong to a ${type} task; it has ${Object.keys(known).join(", ")}`,
        );
      }
      return [snakeCase(key), reader(table, join(place, key))];
    });
  return Object.fromEntries(found) as Metadata;
}

/** The metadata as the service would write it. */
export function writeMetadata(metadata: Metadata, casing: "snake" | "camel"): unknown {
  if (casing === "snake") return metadata;
  const inCamelCase = (one: Row): Row =>
    Object.fromEntries(Object.entries(one).map(([key, value]) => [camelCase(key), value]));
  return Object.fromEntries(
    Object.entries(metadata).map(([table, rows]: [string, readonly Row[] | Readonly<Record<string, Row>>]) => [
      camelCase(table),
      isList(rows)
        ? rows.map(inCamelCase)
        : Object.fromEntries(Object.entries(rows).map(([name, one]) => [name, inCamelCase(one)])),
    ]),
  );
}

/** Everything in the metadata, one by one. */
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
      (one): Item => ({
        kind: "binding",
        name: `${one.source}->${one.destination}`,
        vhost: String(one.vhost),
      }),
    ),
  ];
}

/** A table by name, whose rows repeat the name in `nameField`; the row's own may be left out. */
function named(columns: Record<string, Column>, nameField: string): Reader<unknown> {
  return (value, place) =>
    Object.fromEntries(
      Object.entries(mapOf((one) => one)(value, place)).map(([name, one]) => {
        const found = row(columns, { [nameField]: name })(one, join(place, name));
        if (found[nameField] !== name) {
          throw new StrictJsonError(`${join(place, name)}.${nameField}`, `must be the key it stands under, ${name}`);
        }
        return [name, found];
      }),
    );
}

function row(columns: Record<string, Column>, fallbacks: Row = {}): Reader<Row> {
  return (value, place) => {
    const given = new Map<string, Field>();
    for (const [key, one] of entries(value, place)) {
      const column = columns[snakeCase(key)];
      if (column === undefined) {
        throw new StrictJsonError(join(place, key), `is not known here; known are ${Object.keys(columns).join(", ")}`);
      }
      if (one !== null) given.set(snakeCase(key), column.read(one, join(place, key)));
    }
    return Object.fromEntries(
      Object.entries(columns).map(([key, column]) => {
        const found = given.get(key) ?? fallbacks[key] ?? column.fallback;
        if (found === undefined) throw new StrictJsonError(join(place, key), "is missing");
        return [key, found];
      }),
    );
  };
}

function isList(rows: readonly Row[] | Readonly<Record<string, Row>>): rows is readonly Row[] {
  return Array.isArray(rows);
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
