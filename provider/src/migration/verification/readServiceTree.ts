import { CancelledError, type Client, isJsonObject, isNestedDeeperThan, type Json } from "../../cloud/index.ts";
import { concurrently } from "../concurrently.ts";
import { tasksPath } from "../listTaskPage.ts";
import type { RabbitMqMetadata } from "../metadata/index.ts";

/** What the service says about a part of a RabbitMQ migration. */
export interface TreeEntry {
  /** The query's `type`: what was asked for. */
  readonly type: "exchange" | "queue";
  /** The query's `name`: the vhost of the exchanges, or vhost and exchange of the queues, joined by a dash. */
  readonly name: string;
  /** The response. Its form is documented nowhere. */
  readonly response: Json;
}

/** How many requests are made at most. */
const maxRequests = 100;
/** The engine can take some thousand levels. */
const maxLevels = 100;

/**
 * Reads what the service says about the exchanges of a task's vhosts and the queues of its exchanges. Huawei documents the queries, but
 * not their responses, so nothing is made of them. What is refused, and a response that is only the task again, is left out.
 * @throws CancelledError if the signal aborts
 */
export async function readServiceTree(
  client: Pick<Client, "get">,
  instanceId: string,
  taskId: string,
  { vhosts, exchanges }: RabbitMqMetadata,
  signal?: AbortSignal,
): Promise<TreeEntry[]> {
  const vhostNames = new Set([...vhosts.map(({ name }) => name), ...exchanges.map(({ vhost }) => vhost)]);
  const queries = [
    ...[...vhostNames].map((name) => ({ type: "exchange" as const, name })),
    ...exchanges.map(({ vhost, name }) => ({ type: "queue" as const, name: `${vhost}-${name}` })),
  ].slice(0, maxRequests);
  const responses = new Map<string, Json>();
  await concurrently(queries, signal, async (query, stop) => {
    try {
      const response = await client.get(tasksPath(instanceId), { id: taskId, ...query }, { signal: stop });
      if (!isTaskAgain(response) && !isNestedDeeperThan(maxLevels, response)) responses.set(keyOf(query), response);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
    }
  });
  return queries.flatMap((query) => {
    const response = responses.get(keyOf(query));
    return response === undefined ? [] : [{ ...query, response }];
  });
}

function keyOf({ type, name }: Pick<TreeEntry, "type" | "name">): string {
  return `${type} ${name}`;
}

function isTaskAgain(response: Json): boolean {
  return isJsonObject(response) && ("json_content" in response || "task" in response);
}
