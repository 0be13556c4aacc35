import type { Metadata } from "./model.ts";

/** What kind of thing in a broker's file is meant. */
export type ItemKind =
  | "topic"
  | "consumerGroup"
  | "vhost"
  | "queue"
  | "exchange"
  | "binding"
  | "policy"
  | "parameter"
  | "user"
  | "permission"
  | "topicPermission";

/** Something in a broker's file that the service has no field for, so that a migration would lose it without a word. */
export interface NotMigrated {
  readonly kind: ItemKind;
  /** The thing's name; a binding's is `source -> destination (routing key)`. */
  readonly name: string;
  /** The vhost that it belongs to. */
  readonly vhost?: string;
  /** What is lost: a property such as `arguments.x-message-ttl`, or `all` when the thing itself is not migrated. */
  readonly property: string;
  /** The property's value where it is harmless, or why it is lost; may be empty. Never a password hash. */
  readonly detail: string;
}

/** An object of the broker's own that is left out on purpose: the new instance has its own. */
export interface LeftOut {
  readonly kind: ItemKind;
  readonly name: string;
  readonly vhost?: string;
  readonly reason: string;
}

/** What was read from a broker's file. The rest of the file (password hashes, above all) goes no further. */
export interface ParsedFile {
  /** What will be submitted, complete and sorted. */
  readonly metadata: Metadata;
  readonly notMigrated: readonly NotMigrated[];
  readonly leftOut: readonly LeftOut[];
}

const ORDER: readonly ItemKind[] = [
  "topic",
  "consumerGroup",
  "vhost",
  "queue",
  "exchange",
  "binding",
  "policy",
  "parameter",
  "user",
  "permission",
  "topicPermission",
];

/** Sorts a report, so that the same broker gives the same report whatever the order of its file. */
export function sortReport<Item extends NotMigrated | LeftOut>(report: readonly Item[]): Item[] {
  return report
    .map((item) => {
      const { kind, vhost = "", name } = item;
      const last = "property" in item ? item.property : "";
      return { item, key: JSON.stringify([ORDER.indexOf(kind) + 10, vhost, name, last]) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

const NAMES_SHOWN = 5;
const GROUPS_SHOWN = 30;

/**
 * The warning for a person: counted, grouped by what is lost, with names. Empty when nothing is lost.
 * Long lists are cut ("and 7 more"): the whole list is in `notMigrated`.
 */
export function describeNotMigrated(report: readonly NotMigrated[]): string {
  if (report.length === 0) {
    return "";
  }
  const groups = new Map<string, NotMigrated[]>();
  for (const item of report) {
    const title = item.property === "all" ? PLURALS[item.kind] : `${item.property} of ${PLURALS[item.kind]}`;
    const group = groups.get(title);
    if (group === undefined) {
      groups.set(title, [item]);
    } else {
      group.push(item);
    }
  }
  const lines = [...groups].map(([title, items]) => `  ${title} (${items.length}): ${shortList(items.map(describe))}`);
  const shown = lines.slice(0, GROUPS_SHOWN);
  const more = lines.length > shown.length ? [`  and ${lines.length - shown.length} more kinds of loss`] : [];
  const head =
    report.length === 1
      ? "1 thing in the file is not migrated, since the service has no field for it:"
      : `${report.length} things in the file are not migrated, since the service has no field for them:`;
  return [head, ...shown, ...more].join("\n");
}

const PLURALS: Readonly<Record<ItemKind, string>> = {
  topic: "topics",
  consumerGroup: "consumer groups",
  vhost: "vhosts",
  queue: "queues",
  exchange: "exchanges",
  binding: "bindings",
  policy: "policies",
  parameter: "parameters",
  user: "users",
  permission: "permissions",
  topicPermission: "topic permissions",
};

function describe({ name, vhost, detail }: NotMigrated): string {
  return `${name}${vhost === undefined ? "" : ` in ${vhost}`}${detail === "" ? "" : ` (${detail})`}`;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}
