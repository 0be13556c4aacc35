import type { Json } from "../../cloud/index.ts";
import type { Fields } from "./fields.ts";
import {
  type Field,
  type Item,
  integerRange,
  itemFields,
  type ListName,
  listsOfKind,
  type Metadata,
  type MetadataInput,
  type MetadataKind,
} from "./model.ts";

/** Completes, reads and writes items by the table of fields. */

interface NamedField extends Field {
  readonly name: string;
  readonly wireName: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Every name under which a document can have the field; casing and underscores don't count. */
  readonly names: readonly [string, ...string[]];
}

const namedFields = Object.fromEntries(
  Object.entries(itemFields).map(([list, fields]) => [list, Object.entries(fields).map(namedField)]),
) as unknown as Readonly<Record<ListName, readonly NamedField[]>>;

function namedField([name, field]: [string, Field]): NamedField {
  const wireName = field.wireName ?? snakeCase(name);
  const ownName = field.wireName === undefined ? [] : [name];
  return { ...integerRange, ...field, name, wireName, names: [wireName, ...ownName, ...(field.aliases ?? [])] };
}

/** The fields of a list's items. */
export function fieldsOf(list: ListName): readonly NamedField[] {
  return namedFields[list];
}

/** The names under which a document can have the fields of a list's items, in snake_case and camelCase. */
export function documentNames(list: ListName): ReadonlySet<string> {
  return new Set(namedFields[list].flatMap(({ names }) => names.flatMap((name) => [name, camelCase(name)])));
}

/** Fills in the default of every field that is left out. */
export function completeItem(list: ListName, given: object): object {
  const values = given as Values;
  return makeItem(list, ({ name, default: standard }) => values[name] ?? standard);
}

/**
 * Reads an item from the API or a broker's file.
 * @param fallbacks values of missing fields, in place of the table's defaults
 * @throws MetadataError if a required field is missing, or one has the wrong type
 */
export function readItem<L extends ListName>(list: L, fields: Fields, fallbacks: Values = {}): Item<L> {
  return makeItem(list, ({ name, type, names, default: standard }) => {
    const fallback = fallbacks[name] ?? standard;
    return fallback === undefined || fields.has(...names) ? fields[type](...names) : fallback;
  }) as Item<L>;
}

/**
 * Reads an item from what was submitted, with the fields that are there and no others: a default that nobody submitted must not pass
 * for a submitted value.
 * @param name its name if it has no field for it
 * @throws MetadataError if a required field is missing, or one has the wrong type
 */
export function readStatedItem(list: ListName, fields: Fields, name: { readonly name?: string } = {}): object {
  const isStated = ({ names, default: standard }: NamedField) => standard === undefined || fields.has(...names);
  const item: Values = readItem(list, fields, name);
  return Object.fromEntries(namedFields[list].filter(isStated).map(({ name: field }) => [field, item[field]]));
}

/** The item as the API takes it, in snake_case. */
export function writeItem(list: ListName, item: object): Json {
  const values = item as Values;
  const row: Record<string, Json> = {};
  for (const { name, wireName } of namedFields[list]) row[wireName] = values[name] ?? null;
  return row;
}

/** Metadata of the same kind, with each list replaced. */
export function mapLists(
  metadata: MetadataInput,
  change: (list: ListName, items: readonly object[]) => readonly object[],
): Metadata {
  const lists: { readonly [L in ListName]?: readonly object[] | undefined } = metadata;
  return makeMetadata(metadata.kind, (list) => change(list, lists[list] ?? []));
}

/** Metadata made list by list. */
export function makeMetadata(kind: MetadataKind, itemsOf: (list: ListName) => readonly object[]): Metadata {
  const lists = listsOfKind[kind].map((list) => [list, itemsOf(list)]);
  return { kind, ...Object.fromEntries(lists) };
}

type Values = Readonly<Record<string, string | number | boolean>>;

function makeItem(list: ListName, value: (field: NamedField) => unknown): object {
  const item: Record<string, unknown> = {};
  for (const field of namedFields[list]) item[field.name] = value(field);
  return item;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
