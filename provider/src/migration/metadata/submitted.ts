import type { Json } from "../../cloud/index.ts";
import { Fields, isList } from "./fields.ts";
import { makeMetadata, readStatedItem } from "./items.ts";
import { parseJsonText } from "./jsonText.ts";
import { MetadataError } from "./metadataError.ts";
import { type ListName, listsOfKind, type MetadataInput, type MetadataKind } from "./model.ts";

const source = "json_content";

/** Names of each list in `json_content`, the usual one first. */
const tableNames: Readonly<Record<ListName, readonly [string, ...string[]]>> = {
  topics: ["topicConfigTable", "topics"],
  consumerGroups: ["subscriptionGroupTable", "consumerGroups"],
  vhosts: ["vhosts"],
  queues: ["queues"],
  exchanges: ["exchanges"],
  bindings: ["bindings"],
};

/**
 * Reads a task's `json_content`: the metadata that was submitted, a JSON document inside a string. Accepts snake_case
 * and camelCase, maps and arrays, and ignores unknown fields. What was not submitted stays absent.
 * @param taskType decides the kind of metadata if the content does not
 * @throws MetadataError if the content is not JSON or has none of the tables
 */
export function parseSubmittedMetadata(content: Json | undefined, taskType?: string): MetadataInput {
  const document = new Fields(decode(content), source);
  const kind = kindOf(document, taskType);
  if (kind === undefined) {
    const names = Object.values(tableNames).map(([usual]) => usual);
    throw new MetadataError(source, `Has none of the metadata tables (${names.join(", ")}).`);
  }
  return makeMetadata(kind, (list) => readTable(document, list));
}

/** The service documents the field as a string, and some clients encode the document once more. */
function decode(content: Json | undefined): Json | undefined {
  let value = content;
  for (let layer = 0; layer < 2 && typeof value === "string"; layer += 1) {
    value = parseJsonText(value, source);
  }
  return value;
}

/** Tables with entries decide first: the service may send those of the other kind too, empty. */
function kindOf(document: Fields, taskType: string | undefined): MetadataKind | undefined {
  const names = (kind: MetadataKind) => listsOfKind[kind].flatMap((list) => tableNames[list]);
  const hasEntries = (name: string) => Object.keys(document.value(name) ?? {}).length > 0;
  const isRocketMq = names("rocketmq").some(hasEntries);
  const isRabbitMq = names("rabbitToRocket").some(hasEntries);
  if (isRocketMq !== isRabbitMq) return isRocketMq ? "rocketmq" : "rabbitToRocket";
  if (taskType === "rocketmq" || taskType === "rabbitToRocket") return taskType;
  if (document.has(...names("rocketmq"))) return "rocketmq";
  return document.has(...names("rabbitToRocket")) ? "rabbitToRocket" : undefined;
}

/** The items of a table: a map from name to fields, an array of objects, or an array of names. */
function readTable(document: Fields, list: ListName): object[] {
  const name = tableNames[list].find((candidate) => document.has(candidate)) ?? tableNames[list][0];
  const value = document.value(name) ?? {};
  if (!isList(value)) return document.table(name).map(([key, fields]) => readStatedItem(list, fields, { name: key }));
  return value.map((item, index) => {
    const path = `${document.pathOf(name)}[${index}]`;
    if (typeof item === "string") return readStatedItem(list, new Fields({}, source, path), { name: item });
    return readStatedItem(list, new Fields(item, source, path));
  });
}
