import { itemKinds, type Metadata } from "./model.ts";

/** What a broker's file contains, in words, and in the order of reports. */
const fileItemKinds = {
  ...itemKinds,
  policy: "policy",
  parameter: "parameter",
  user: "user",
  permission: "permission",
  topicPermission: "topic permission",
} as const;

/** The kind of an item in a broker's file. */
export type ItemKind = keyof typeof fileItemKinds;

/** An item in a broker's file, or a property of one, that the service has no field for. */
export interface NotMigrated {
  readonly kind: ItemKind;
  /** Name of the item; for a binding, `source -> destination (routing key)`. */
  readonly name: string;
  /** Vhost of the item. */
  readonly vhost?: string;
  /** The property that is not migrated, e.g. `arguments.x-message-ttl`; `all` if the whole item is not. */
  readonly property: string;
  /** The property's value if it is safe to show, or why the item is not migrated. Can be empty. */
  readonly detail: string;
}

/** One of the broker's own objects. It is left out because the new instance has its own. */
export interface LeftOut {
  readonly kind: ItemKind;
  readonly name: string;
  readonly vhost?: string;
  readonly reason: string;
}

/** What was read from a broker's file. The rest of the file, such as password hashes, is not kept. */
export interface ParsedFile {
  /** What to submit, completed and sorted. */
  readonly metadata: Metadata;
  readonly notMigrated: readonly NotMigrated[];
  readonly leftOut: readonly LeftOut[];
}

const kindOrder = Object.keys(fileItemKinds) as readonly ItemKind[];

/** Sorts a report, so the same broker always gives the same report. */
export function sortReport<Entry extends NotMigrated | LeftOut>(report: readonly Entry[]): Entry[] {
  return report
    .map((entry) => {
      const { kind, vhost = "", name } = entry;
      const property = "property" in entry ? entry.property : "";
      return { entry, key: JSON.stringify([kindOrder.indexOf(kind) + 10, vhost, name, property]) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);
}

const namesShown = 5;
const groupsShown = 30;

/**
 * The warning about what is not migrated, grouped by property, with counts and names. Empty if everything is migrated.
 * Long lists are shortened ("and 7 more").
 */
export function describeNotMigrated(report: readonly NotMigrated[]): string {
  if (report.length === 0) return "";
  const groups = new Map<string, NotMigrated[]>();
  for (const entry of report) {
    const title = entry.property === "all" ? plural(entry.kind) : `${entry.property} of ${plural(entry.kind)}`;
    const group = groups.get(title);
    if (group === undefined) {
      groups.set(title, [entry]);
    } else {
      group.push(entry);
    }
  }
  const lines = [...groups].map(([title, entries]) => `  ${title} (${entries.length}): ${describeEntries(entries)}`);
  const shown = lines.slice(0, groupsShown);
  const more = lines.length > shown.length ? [`  and ${lines.length - shown.length} more groups`] : [];
  const items = report.length === 1 ? "1 item in the file is" : `${report.length} items in the file are`;
  const headline = `${items} not supported by the service and will not be migrated:`;
  return [headline, ...shown, ...more].join("\n");
}

function plural(kind: ItemKind): string {
  return kind === "policy" ? "policies" : `${fileItemKinds[kind]}s`;
}

function describeEntries(entries: readonly NotMigrated[]): string {
  const shown = entries.slice(0, namesShown).map(describeEntry).join(", ");
  return entries.length > namesShown ? `${shown} and ${entries.length - namesShown} more` : shown;
}

function describeEntry({ name, vhost, detail }: NotMigrated): string {
  return `${name}${vhost === undefined ? "" : ` in ${vhost}`}${detail === "" ? "" : ` (${detail})`}`;
}
