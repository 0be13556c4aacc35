import { openRocketMqFile } from "./brokerFile.ts";
import { sortMetadata } from "./complete.ts";
import type { Fields } from "./fields.ts";
import { documentNames, readItem } from "./items.ts";
import { MetadataError } from "./metadataError.ts";
import type { Item } from "./model.ts";
import { type ItemKind, type LeftOut, type NotMigrated, type ParsedFile, sortReport } from "./notMigrated.ts";
import { isTemplateTopic, systemGroupReason, systemTopicReason } from "./rocketMqSystemObjects.ts";
import { type KnownProperties, unsupportedProperties } from "./unsupportedProperties.ts";

/** A file of RocketMQ: output of `mqadmin exportMetadata`, or a broker's topics.json or subscriptionGroup.json. */
export interface RocketMqFile {
  readonly text: string;
  /** Name of the file or of the property that holds it, for error messages. */
  readonly source: string;
}

const topicProperties: KnownProperties = {
  migrated: documentNames("topics"),
  defaults: {
    "attributes.message.type": "NORMAL",
    "attributes.queue.type": "SimpleCQ",
    "attributes.cleanup.policy": "DELETE",
  },
  maps: ["attributes"],
};

const groupProperties: KnownProperties = {
  migrated: documentNames("consumerGroups"),
  defaults: { consumeTimeoutMinute: 15, "groupRetryPolicy.type": "CUSTOMIZED" },
  maps: ["attributes", "groupRetryPolicy"],
};

/** What brokers use for a group without the field (SubscriptionGroupConfig in apache/rocketmq). */
const brokerDefaults = { consumeBroadcastEnable: true };

/**
 * Reads RocketMQ's own files. A file can contain both tables (`mqadmin exportMetadata`) or one of them (topics.json,
 * subscriptionGroup.json). System topics and groups are left out.
 * @throws MetadataError for any other file, and for files that contradict each other
 */
export function parseRocketMqExport(files: readonly RocketMqFile[]): ParsedFile {
  const documents = files.map(({ text, source }) => openRocketMqFile(text, source));
  const topicRows = mergeTables(documents, "topicConfigTable", (fields, name) => readItem("topics", fields, { name }));
  const groupRows = mergeTables(documents, "subscriptionGroupTable", (fields, name) =>
    readItem("consumerGroups", fields, { ...brokerDefaults, name }),
  );
  const perms = new Map(topicRows.map(({ item }) => [item.name, item.perm]));
  const topics: Item<"topics">[] = [];
  const consumerGroups: Item<"consumerGroups">[] = [];
  const notMigrated: NotMigrated[] = [];
  const leftOut: LeftOut[] = [];
  for (const { item, fields } of topicRows) {
    const { name, perm } = item;
    const reason = systemTopicReason(name, perms);
    if (reason !== undefined) {
      leftOut.push({ kind: "topic", name, reason });
    } else if (isTemplateTopic(perm)) {
      const detail = `perm ${perm} marks a broker's template topic; if it is your topic, change perm to ${perm & 6}`;
      notMigrated.push({ kind: "topic", name, property: "all", detail });
    } else {
      topics.push(item);
      notMigrated.push(...reportProperties("topic", name, fields, topicProperties));
    }
  }
  for (const { item, fields } of groupRows) {
    const reason = systemGroupReason(item.name);
    if (reason === undefined) {
      consumerGroups.push(item);
      notMigrated.push(...reportProperties("consumerGroup", item.name, fields, groupProperties));
    } else {
      leftOut.push({ kind: "consumerGroup", name: item.name, reason });
    }
  }
  for (const document of documents) {
    for (const [name, forbidden] of document.table("forbiddenTable")) {
      const count = forbidden.entries.length;
      const detail = count === 1 ? "1 topic" : `${count} topics`;
      notMigrated.push({ kind: "consumerGroup", name, property: "forbiddenTable", detail });
    }
  }
  return {
    metadata: sortMetadata({ kind: "rocketmq", topics, consumerGroups }),
    notMigrated: sortReport(notMigrated),
    leftOut: sortReport(leftOut),
  };
}

function reportProperties(kind: ItemKind, name: string, fields: Fields, known: KnownProperties): NotMigrated[] {
  return unsupportedProperties(fields.entries, known).map((unsupported) => ({ kind, name, ...unsupported }));
}

interface Row<T> {
  readonly item: T;
  readonly fields: Fields;
}

/** One table of all files. Two files that disagree on an entry are an error: nothing says which one is right. */
function mergeTables<T extends { readonly name: string }>(
  documents: readonly Fields[],
  table: string,
  read: (fields: Fields, name: string) => T,
): Row<T>[] {
  const merged = new Map<string, Row<T>>();
  for (const document of documents) {
    for (const [name, fields] of document.table(table)) {
      const item = read(fields, name);
      if (item.name !== name) {
        const explanation = `The entry's name is ${JSON.stringify(item.name)}. Change it to match the key.`;
        throw new MetadataError(document.source, explanation, { path: fields.path });
      }
      const earlier = merged.get(name);
      if (earlier !== undefined && JSON.stringify(earlier.item) !== JSON.stringify(item)) {
        throw new MetadataError(
          document.source,
          `The entry differs from the one in ${earlier.fields.source}. Pass one file of the whole cluster instead ` +
            "(`mqadmin exportMetadata -c <cluster>`).",
          { path: fields.path },
        );
      }
      merged.set(name, { item, fields });
    }
  }
  return [...merged.values()];
}
