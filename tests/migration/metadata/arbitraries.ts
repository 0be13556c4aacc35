import fc from "fast-check";
import {
  type Field,
  itemFields,
  type ListName,
  listsOfKind,
  type Metadata,
  type MetadataInput,
} from "../../../provider/src/migration/metadata/index.ts";

/** Realistic names, and names that break careless code. */
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z0-9._/-]{0,12}$/),
  fc.constantFrom("__proto__", "constructor", "toString", "1", "10", "a b", "Größe", "topic_name"),
);

/** Items of a list, not necessarily consistent with others. */
function items(list: ListName): fc.Arbitrary<object[]> {
  const fields = Object.entries<Field>(itemFields[list]);
  const item = fc.record(Object.fromEntries(fields.map(([field, spec]) => [field, valueOfField(spec)])));
  // Tables from name to row cannot hold a name twice; lists can.
  const isTable = list === "topics" || list === "consumerGroups";
  return isTable
    ? fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 6 })
    : fc.array(item, { maxLength: 4 });
}

function valueOfField({ type, oneOf, default: standard, minimum = 0, maximum = 64 }: Field): fc.Arbitrary<unknown> {
  if (type === "flag") return fc.boolean();
  if (type === "integer") return fc.integer({ min: minimum, max: maximum });
  if (oneOf !== undefined) return fc.constantFrom(...Object.keys(oneOf.values));
  return standard === undefined ? name : fc.string({ maxLength: 5 });
}

function metadataOf(kind: Metadata["kind"]): fc.Arbitrary<Metadata> {
  const lists = Object.fromEntries(listsOfKind[kind].map((list) => [list, items(list)]));
  return fc.record({ kind: fc.constant(kind), ...lists }) as fc.Arbitrary<Metadata>;
}

/** RocketMQ metadata with unique names. */
export const rocketMqMetadata = metadataOf("rocketmq");

/** RabbitMQ metadata, not necessarily consistent. */
export const rabbitMqMetadata = metadataOf("rabbitToRocket");

/** Metadata of either kind. */
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
