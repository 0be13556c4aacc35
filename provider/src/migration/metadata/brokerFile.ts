import { Fields, isList, typeOf } from "./fields.ts";
import { parseJsonText } from "./jsonText.ts";
import { MetadataError } from "./metadataError.ts";

/** A kind of file that people hand in, as expected or by mistake: the fields it is known by, and what it is. */
interface FileKind {
  readonly fields: readonly string[];
  readonly what: string;
}

const RABBITMQ: FileKind = {
  fields: ["queues", "exchanges", "bindings", "vhosts"],
  what: "RabbitMQ's definitions.json (`rabbitmqadmin export`, or GET /api/definitions)",
};
const ROCKETMQ: FileKind = {
  fields: ["topicConfigTable", "subscriptionGroupTable"],
  what: "RocketMQ metadata (`mqadmin exportMetadata`, or a broker's topics.json and subscriptionGroup.json)",
};
const OTHERS: readonly FileKind[] = [
  { fields: ["offsetTable"], what: "a broker's offsets, not its topics and groups" },
  { fields: ["brokerConfigs"], what: "the answer of `mqadmin exportConfigs`" },
  { fields: ["management_version"], what: "RabbitMQ's GET /api/overview" },
  { fields: ["error", "error_code", "errorCode"], what: "an error's answer, not an export" },
];

/** Opens RabbitMQ's definitions.json. @throws MetadataError that says what the file is instead. */
export function openRabbitMqFile(text: string, source: string): Fields {
  return open(text, source, RABBITMQ, [ROCKETMQ, ...OTHERS]);
}

/** Opens a file with one or both of RocketMQ's tables. @throws MetadataError that says what the file is instead. */
export function openRocketMqFile(text: string, source: string): Fields {
  return open(text, source, ROCKETMQ, [RABBITMQ, ...OTHERS]);
}

function open(text: string, source: string, expected: FileKind, others: readonly FileKind[]): Fields {
  const document = parseJsonText(text, source);
  if (typeof document !== "object" || document === null || isList(document)) {
    throw new MetadataError(
      source,
      `this is ${typeOf(document)}, where ${expected.what} has an object. Export it again.`,
    );
  }
  const fields = new Fields(document, source);
  if (fields.has(...expected.fields)) {
    return fields;
  }
  const other = others.find((kind) => fields.has(...kind.fields));
  throw new MetadataError(
    source,
    `this is not ${expected.what}: it has none of ${expected.fields.join(", ")}. ` +
      (other === undefined ? "Look whether it is the right file." : `It looks like ${other.what}.`),
  );
}
