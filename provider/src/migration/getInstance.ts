import { AnswerError, type Client } from "../cloud/index.ts";
import { describe } from "./task.ts";

/** A RocketMQ instance, as far as a migration is concerned. What the service leaves out is an empty text. */
export interface Instance {
  id: string;
  name: string;
  engine: string;
  /** A migration can be submitted while it is `RUNNING`. */
  status: string;
}

/**
 * The instance itself, to see whether it is running.
 * @throws AnswerError if the answer is not an instance, and what the client throws (a missing one: HTTP 404, DMS.00404022)
 */
export async function getInstance(
  client: Pick<Client, "get">,
  instanceId: string,
  options: { signal?: AbortSignal } = {},
): Promise<Instance> {
  const answer = await client.get(`/instances/${encodeURIComponent(instanceId)}`, {}, options);
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new AnswerError(`The detail of instance ${instanceId} is ${describe(answer)}, not an object.`, {
      isTransient: true,
    });
  }
  const fields: Readonly<Record<string, unknown>> = { ...answer };
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    id: text(fields.instance_id ?? fields.instanceId) || instanceId,
    name: text(fields.name),
    engine: text(fields.engine),
    status: text(fields.status),
  };
}
