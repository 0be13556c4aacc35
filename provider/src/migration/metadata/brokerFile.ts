import { Fields, isList, typeOf } from "./fields.ts";
import { parseJsonText } from "./jsonText.ts";
import { MetadataError } from "./metadataError.ts";

/** A kind of file that users pass in, on purpose or by mistake. */
interface FileKind {
  /** Top-level fields; any of them identifies the kind. */
  readonly fields: readonly string[];
  readonly description: string;
}

const rabbitMqFile: FileKind = {
  fields: ["queues", "exchanges", "bindings", "vhosts"],
  description: "RabbitMQ's definitions.json (`rabbitmqadmin export` or GET /api/definitions)",
};
const rocketMqFile: FileKind = {
  fields: ["topicConfigTable", "subscriptionGroupTable"],
  description: "RocketMQ metadata (`mqadmin exportMetadata`, or a broker's topics.json or subscriptionGroup.json)",
};
const otherFiles: readonly FileKind[] = [
  { fields: ["offsetTable"], description: "a broker's consumer offsets, not its topics and groups" },
  { fields: ["brokerConfigs"], description: "the output of `mqadmin exportConfigs`" },
  { fields: ["management_version"], description: "RabbitMQ's GET /api/overview" },
  { fields: ["error", "error_code", "errorCode"], description: "an error response, not an export" },
];

/**
 * Opens RabbitMQ's definitions.json.
 * @throws MetadataError if it is another file; the message says which
 */
export function openRabbitMqFile(text: string, source: string): Fields {
  return open(text, source, rabbitMqFile, [rocketMqFile, ...otherFiles]);
}

/**
 * Opens a file with one or both of RocketMQ's tables.
 * @throws MetadataError if it is another file; the message says which
 */
export function openRocketMqFile(text: string, source: string): Fields {
  return open(text, source, rocketMqFile, [rabbitMqFile, ...otherFiles]);
}

function open(text: string, source: string, expected: FileKind, others: readonly FileKind[]): Fields {
  const document = parseJsonText(text, source);
  if (typeof document !== "object" || document === null || isList(document)) {
    throw new MetadataError(
      source,
      `Expected ${expected.description}, which is a JSON object, but found ${typeOf(document)}. Export the file again.`,
    );
  }
  const fields = new Fields(document, source);
  if (fields.has(...expected.fields)) return fields;
  const other = others.find((kind) => fields.has(...kind.fields));
  const advice = other === undefined ? "Check that this is the right file." : `This looks like ${other.description}.`;
  throw new MetadataError(
    source,
    `Expected ${expected.description}, but found none of ${expected.fields.join(", ")}. ${advice}`,
  );
}
