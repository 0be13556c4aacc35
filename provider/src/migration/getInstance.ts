import type { Client } from "../cloud/index.ts";
import { describe } from "./task.ts";
import { unexpectedResponse } from "./unexpectedResponse.ts";
import { wholeNumber } from "./wholeNumber.ts";

/** The fields of a RocketMQ instance that matter to a migration. A field that the service omits is an empty string. */
export interface Instance {
  id: string;
  name: string;
  engine: string;
  /** E.g. `4.8.0` or `5.x`. */
  engineVersion: string;
  /** A migration can be submitted only while it is `RUNNING`. */
  status: string;
  /** How many brokers it has; undefined if the service does not say. */
  brokerCount: number | undefined;
}

/**
 * Reads an instance, to check whether it is running.
 * @throws ResponseError if the response is not an instance, and any error of the client (HTTP 404, DMS.00404022 if the
 *   instance does not exist)
 */
export async function getInstance(
  client: Pick<Client, "get">,
  instanceId: string,
  options: { signal?: AbortSignal } = {},
): Promise<Instance> {
  const response = await client.get(`/instances/${instanceId}`, {}, options);
  if (typeof response !== "object" || response === null || Array.isArray(response)) {
    throw unexpectedResponse(`The detail of instance ${instanceId} is ${describe(response)}, not an object.`);
  }
  const fields: Readonly<Record<string, unknown>> = { ...response };
  return parseInstance(fields, instanceId);
}

/**
 * Parses an instance.
 * @param id its ID, if the response has none
 */
export function parseInstance(fields: Readonly<Record<string, unknown>>, id: string): Instance {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    id: text(fields.instance_id ?? fields.instanceId) || id,
    name: text(fields.name),
    engine: text(fields.engine),
    engineVersion: text(fields.engine_version),
    status: text(fields.status),
    brokerCount: wholeNumber(fields.broker_num),
  };
}
