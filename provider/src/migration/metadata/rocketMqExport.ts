import { openRocketMqFile } from "./brokerFile.ts";
import { sortMetadata } from "./complete.ts";
import type { Fields } from "./fields.ts";
import { type KnownProperties, lostProperties } from "./lostProperties.ts";
import { MetadataError } from "./metadataError.ts";
import type { ConsumerGroup, Topic } from "./model.ts";
import { type ItemKind, type LeftOut, type NotMigrated, type ParsedFile, sortReport } from "./notMigrated.ts";
import { readConsumerGroup, readTopic } from "./rocketMqFields.ts";
import { isTemplateTopic, systemGroupReason, systemTopicReason } from "./rocketMqSystemObjects.ts";

/** One of RocketMQ's files: what `mqadmin exportMetadata` writes, or a broker's topics.json or subscriptionGroup.json. */
export interface RocketMqFile {
  readonly text: string;
  /** The file as its user knows it (its name, or the property that gives it), for errors. */
  readonly source: string;
}

const TOPIC: KnownProperties = {
  migrated: ["topicName", "order", "perm", "readQueueNums", "writeQueueNums", "topicFilterType", "topicSysFlag"],
  defaults: {
    "attributes.message.type": "NORMAL",
    "attributes.queue.type": "SimpleCQ",
    "attributes.cleanup.policy": "DELETE",
  },
  maps: ["attributes"],
};

const CONSUMER_GROUP: KnownProperties = {
  migrated: [
    "groupName",
    "consumeBroadcastEnable",
    "consumeEnable",
    "consumeFromMinEnable",
    "notifyConsumerIdsChangedEnable",
    "retryMaxTimes",
    "retryQueueNums",
    "whichBrokerWhenConsumeSlowly",
  ],
  defaults: { consumeTimeoutMinute: 15, "groupRetryPolicy.type": "CUSTOMIZED" },
  maps: ["attributes", "groupRetryPolicy"],
};

/** What a broker takes for a group whose entry lacks the field (SubscriptionGroupConfig in apache/rocketmq). */
const BROKER_BROADCAST_DEFAULT = true;

/**
 * Reads RocketMQ's own files. One file may hold both tables (`mqadmin exportMetadata`), or each its own (topics.json,
 * subscriptionGroup.json); either may be missing. System topics and groups are left out.
 * @throws MetadataError for a file that is none of these, and for two files that contradict each other.
 */
export function parseRocketMqExport(files: readonly RocketMqFile[]): ParsedFile {
  const documents = files.map(({ text, source }) => openRocketMqFile(text, source));
  const topicRows = mergedTable(documents, "topicConfigTable", "topicName", readTopic);
  const groupRows = mergedTable(documents, "subscriptionGroupTable", "groupName", (fields, name) =>
    readConsumerGroup(fields, name, BROKER_BROADCAST_DEFAULT),
  );
  const perms = new Map(topicRows.map(({ item }) => [item.name, item.perm]));
  const topics: Topic[] = [];
  const consumerGroups: ConsumerGroup[] = [];
  const notMigrated: NotMigrated[] = [];
  const leftOut: LeftOut[] = [];
  for (const { item, fields } of topicRows) {
    const { name, perm } = item;
    const reason = systemTopicReason(name, perms);
    if (reason !== undefined) {
      leftOut.push({ kind: "topic", name, reason });
    } else if (isTemplateTopic(perm)) {
      const detail = `perm ${perm} is a broker's template; give it perm ${perm & 6} if it is a topic of yours`;
      notMigrated.push({ kind: "topic", name, property: "all", detail });
    } else {
      topics.push(item);
      notMigrated.push(...lost("topic", name, fields, TOPIC));
    }
  }
  for (const { item, fields } of groupRows) {
    const reason = systemGroupReason(item.name);
    if (reason === undefined) {
      consumerGroups.push(item);
      notMigrated.push(...lost("consumerGroup", item.name, fields, CONSUMER_GROUP));
    } else {
      leftOut.push({ kind: "consumerGroup", name: item.name, reason });
    }
  }
  for (const document of documents) {
    for (const [name, forbidden] of document.table("forbiddenTable")) {
      const detail = `${forbidden.entries.length} topics`;
      notMigrated.push({ kind: "consumerGroup", name, property: "forbiddenTable", detail });
    }
  }
  return {
    metadata: sortMetadata({ kind: "rocketmq", topics, consumerGroups }),
    notMigrated: sortReport(notMigrated),
    leftOut: sortReport(leftOut),
  };
}

function lost(kind: ItemKind, name: string, fields: Fields, known: KnownProperties): NotMigrated[] {
  return lostProperties(fields.entries, known).map(({ property, detail }) => ({ kind, name, property, detail }));
}

/** One table of all files together. A name that two files give differently is an error: which one is meant? */
function mergedTable<Item>(
  documents: readonly Fields[],
  table: string,
  nameField: string,
  read: (fields: Fields, name: string) => Item,
): Row<Item>[] {
  const merged = new Map<string, Row<Item>>();
  for (const document of documents) {
    for (const [name, fields] of document.table(table)) {
      if (fields.textOr(name, nameField) !== name) {
        const place = { path: fields.pathOf(nameField) };
        throw new MetadataError(document.source, "the entry has another name than its key. Make them the same.", place);
      }
      const item = read(fields, name);
      const earlier = merged.get(name);
      if (earlier !== undefined && JSON.stringify(earlier.item) !== JSON.stringify(item)) {
        throw new MetadataError(
          document.source,
          `${earlier.fields.source} has the same entry with other values. Give one file of the whole cluster instead ` +
            "(mqadmin exportMetadata -c <cluster>).",
          { path: fields.path },
        );
      }
      merged.set(name, { item, fields });
    }
  }
  return [...merged.values()];
}

interface Row<Item> {
  readonly item: Item;
  readonly fields: Fields;
}
