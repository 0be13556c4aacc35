import { countText } from "../migration/index.ts";

/** What one item of a list of metadata is called. */
const itemNouns: Readonly<Record<string, string>> = {
  topics: "topic",
  consumerGroups: "consumer group",
  vhosts: "vhost",
  queues: "queue",
  exchanges: "exchange",
  bindings: "binding",
};

/** How much there is in each list of metadata: `3 queues`, `2 bindings`. Empty lists are left out. */
export function itemCounts(metadata: object): string[] {
  return Object.entries(metadata).flatMap(([list, items]) =>
    Array.isArray(items) && items.length > 0 ? [countText(items.length, itemNouns[list] ?? list)] : [],
  );
}
