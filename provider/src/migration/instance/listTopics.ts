import { asObject, type Client } from "../../cloud/index.ts";
import { wholeNumber } from "../wholeNumber.ts";
import { type Fields, identifierOf, listRecords } from "./listRecords.ts";
import { type Quota, quotaIn } from "./quota.ts";

/** A topic as an instance has it. A field that the service omits is undefined or empty. */
export interface Topic {
  readonly name: string;
  /** `all`, `pub` (write) or `sub` (read); empty if the service does not say. */
  readonly permission: string;
  /** Queues on all brokers together. */
  readonly totalReadQueues: number | undefined;
  readonly totalWriteQueues: number | undefined;
  /** The brokers that have the topic; undefined if the service does not say. Instances of version 5.x name none. */
  readonly brokers: readonly TopicBroker[] | undefined;
  /** `NORMAL`, `FIFO`, `DELAY` or `TRANSACTION`; empty on 4.8, which has no types. */
  readonly messageType: string;
}

/** A topic on one broker. */
export interface TopicBroker {
  readonly name: string;
  readonly readQueues: number | undefined;
  readonly writeQueues: number | undefined;
}

/** All topics of an instance. */
export interface TopicList {
  readonly topics: readonly Topic[];
  readonly quota: Quota | undefined;
  /** How many requests it took. */
  readonly requests: number;
}

/**
 * Lists all topics of an instance. Requires the permission `dms:topic:list`.
 * @throws IncompleteListError, ResponseError and any error of the client
 */
export async function listTopics(
  client: Pick<Client, "get">,
  instanceId: string,
  options: { signal?: AbortSignal } = {},
): Promise<TopicList> {
  const { rows, requests, response } = await listRecords(
    client,
    {
      title: `topics of instance ${instanceId}`,
      noun: "topic",
      path: `/instances/${instanceId}/topics`,
      field: "topics",
      parse: parseTopic,
      keyOf: ({ name }) => name,
    },
    options,
  );
  return { topics: rows, quota: quotaIn(response), requests };
}

function parseTopic(fields: Fields, source: string): Topic {
  const { brokers } = fields;
  return {
    name: identifierOf(fields.name, "topic without a name", source),
    permission: typeof fields.permission === "string" ? fields.permission : "",
    totalReadQueues: wholeNumber(fields.total_read_queue_num),
    totalWriteQueues: wholeNumber(fields.total_write_queue_num),
    brokers: Array.isArray(brokers) ? brokers.flatMap(parseBroker) : undefined,
    messageType: typeof fields.message_type === "string" ? fields.message_type : "",
  };
}

function parseBroker(entry: unknown): TopicBroker[] {
  const fields = asObject(entry);
  if (!fields || typeof fields.broker_name !== "string") return [];
  return [
    {
      name: fields.broker_name,
      readQueues: wholeNumber(fields.read_queue_num),
      writeQueues: wholeNumber(fields.write_queue_num),
    },
  ];
}
