import { completeItem, mapLists } from "./items.ts";
import type { Metadata, MetadataInput } from "./model.ts";

/** Fills in every default, so a topic with fields left out equals the same topic read from the service. */
export function completeMetadata(given: MetadataInput): Metadata {
  return mapLists(given, (list, items) => items.map((item) => completeItem(list, item)));
}

/**
 * The same metadata in a fixed order. Brokers and the service write their tables in hash map order, so two exports of
 * one broker can differ in their order alone.
 */
export function sortMetadata(metadata: Metadata): Metadata {
  return mapLists(metadata, (_, items) => sorted(items));
}

/** Sorts by the JSON of an item, which begins with its vhost and name. Each text is made once, to be fast. */
function sorted<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);
}
