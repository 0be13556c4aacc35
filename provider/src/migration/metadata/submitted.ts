import type { Json } from "../../cloud/index.ts";
import { completeMetadata, RABBITMQ_DEFAULTS, sortMetadata } from "./complete.ts";
import { Fields, isList } from "./fields.ts";
import { parseJsonText } from "./jsonText.ts";
import { MetadataError } from "./metadataError.ts";
import type { BindingInput, ExchangeInput, Metadata, QueueInput, Vhost } from "./model.ts";
import { readConsumerGroup, readTopic } from "./rocketMqFields.ts";

const SOURCE = "json_content";
const TOPICS = ["topicConfigTable", "topics"] as const;
const GROUPS = ["subscriptionGroupTable", "consumerGroups"] as const;
const RABBITMQ = ["vhosts", "queues", "exchanges", "bindings"] as const;

/**
 * Reads a task's `json_content`: the metadata that was submitted, a JSON document inside a string. Both casings are
 * accepted, maps as well as arrays, missing fields (they get their defaults) and fields that we do not know.
 * `taskType` decides where the content does not. The answer is complete and sorted.
 * @throws MetadataError when it is no JSON, or none of the tables is there.
 */
export function parseSubmittedMetadata(content: Json | undefined, taskType?: string): Metadata {
  const document = new Fields(unwrapped(content), SOURCE);
  switch (kindOf(document, taskType)) {
    case "rocketmq":
      return sortMetadata({
        kind: "rocketmq",
        topics: rows(document, TOPICS).map((row) => readTopic(row.fields, nameOf(row, "topicName", "name"))),
        consumerGroups: rows(document, GROUPS).map((row) =>
          readConsumerGroup(row.fields, nameOf(row, "groupName", "name")),
        ),
      });
    case "rabbitToRocket":
      return sortMetadata(
        completeMetadata({
          kind: "rabbitToRocket",
          vhosts: rows(document, ["vhosts"]).map(readVhost),
          queues: rows(document, ["queues"]).map(readQueue),
          exchanges: rows(document, ["exchanges"]).map(readExchange),
          bindings: rows(document, ["bindings"]).map(readBinding),
        }),
      );
    default:
      throw new MetadataError(
        SOURCE,
        `none of the tables that a migration submits is in it (${[TOPICS[0], GROUPS[0], ...RABBITMQ].join(", ")}).`,
      );
  }
}

/** The document may be a string in a string: the field is documented as a string, and some clients encode it themselves. */
function unwrapped(content: Json | undefined): Json | undefined {
  let value = content;
  for (let layer = 0; layer < 2 && typeof value === "string"; layer += 1) {
    value = parseJsonText(value, SOURCE);
  }
  return value;
}

/** The service may send every table of both kinds, the other kind's ones empty: what is filled decides first. */
function kindOf(document: Fields, taskType: string | undefined): string | undefined {
  const filled = (names: readonly string[]) => names.some((name) => Object.keys(document.value(name) ?? {}).length > 0);
  const rocketmq = filled([...TOPICS, ...GROUPS]);
  const rabbit = filled(RABBITMQ);
  if (rocketmq !== rabbit) {
    return rocketmq ? "rocketmq" : "rabbitToRocket";
  }
  if (taskType === "rocketmq" || taskType === "rabbitToRocket") {
    return taskType;
  }
  if (document.has(...TOPICS, ...GROUPS)) {
    return "rocketmq";
  }
  return document.has(...RABBITMQ) ? "rabbitToRocket" : undefined;
}

interface Row {
  /** The row's key where the table is a map; rows of an array have none. */
  readonly key: string | undefined;
  readonly fields: Fields;
}

/** The rows of a table, be it a map, an array of objects, or an array of plain names. */
function rows(document: Fields, names: readonly [string, ...string[]]): Row[] {
  const name = names.find((candidate) => document.has(candidate)) ?? names[0];
  const value = document.value(name) ?? {};
  if (!isList(value)) {
    return document.table(name).map(([key, fields]) => ({ key, fields }));
  }
  return value.map((item, index) => {
    const path = `${document.pathOf(name)}[${index}]`;
    return typeof item === "string"
      ? { key: item, fields: new Fields({}, SOURCE, path) }
      : { key: undefined, fields: new Fields(item, SOURCE, path) };
  });
}

function nameOf({ key, fields }: Row, ...names: readonly [string, ...string[]]): string {
  return fields.textOr(key, ...names) ?? fields.text(names[0]);
}

function readVhost(row: Row): Vhost {
  return { name: nameOf(row, "name") };
}

function readQueue(row: Row): QueueInput {
  const { fields } = row;
  return {
    vhost: fields.text("vhost"),
    name: nameOf(row, "name"),
    durable: fields.flagOr(RABBITMQ_DEFAULTS.durable, "durable"),
  };
}

function readExchange(row: Row): ExchangeInput {
  return { ...readQueue(row), type: row.fields.text("type") };
}

function readBinding({ fields }: Row): BindingInput {
  return {
    vhost: fields.text("vhost"),
    source: fields.text("source"),
    destination: fields.text("destination"),
    destinationType: fields.text("destination_type"),
    routingKey: fields.textOr(RABBITMQ_DEFAULTS.routingKey, "routing_key"),
  };
}
