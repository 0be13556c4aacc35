import type { Client } from "../../cloud/index.ts";
import { wholeNumber } from "../wholeNumber.ts";
import { type Fields, identifierOf, listRecords } from "./listRecords.ts";
import { type Quota, quotaIn } from "./quota.ts";

/** A consumer group as an instance has it. A field that the service omits is undefined or empty. */
export interface ConsumerGroup {
  readonly name: string;
  /** Whether it can consume messages. */
  readonly enabled: boolean | undefined;
  /** Whether broadcast consumption is allowed. */
  readonly broadcast: boolean | undefined;
  /** How often delivery of a message is retried. */
  readonly retryMaxTimes: number | undefined;
  /** Names of the brokers that have it; undefined if the service does not say. Instances of version 5.x name none. */
  readonly brokers: readonly string[] | undefined;
}

/** All consumer groups of an instance. */
export interface ConsumerGroupList {
  readonly consumerGroups: readonly ConsumerGroup[];
  readonly quota: Quota | undefined;
  /** How many requests it took. */
  readonly requests: number;
}

/**
 * Lists all consumer groups of an instance. Requires the permission `dms:group:list`.
 * @throws IncompleteListError, ResponseError and any error of the client
 */
export async function listConsumerGroups(
  client: Pick<Client, "get">,
  instanceId: string,
  options: { signal?: AbortSignal } = {},
): Promise<ConsumerGroupList> {
  const { rows, requests, response } = await listRecords(
    client,
    {
      title: `consumer groups of instance ${instanceId}`,
      noun: "consumer group",
      path: `/instances/${instanceId}/groups`,
      field: "groups",
      parse: parseConsumerGroup,
      keyOf: ({ name }) => name,
    },
    options,
  );
  return { consumerGroups: rows, quota: quotaIn(response), requests };
}

function parseConsumerGroup(fields: Fields, source: string): ConsumerGroup {
  const { brokers } = fields;
  return {
    name: identifierOf(fields.name, "consumer group without a name", source),
    enabled: flagOf(fields.enabled),
    broadcast: flagOf(fields.broadcast),
    retryMaxTimes: wholeNumber(fields.retry_max_time),
    brokers: Array.isArray(brokers)
      ? brokers.filter((broker): broker is string => typeof broker === "string")
      : undefined,
  };
}

/** A boolean, which may be text. */
function flagOf(value: unknown): boolean | undefined {
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : undefined;
}
