import { CancelledError, type Client, isJsonObject, isNestedDeeperThan, type Json } from "../../cloud/index.ts";
import { concurrently } from "../concurrently.ts";
import { tasksPath } from "../listTaskPage.ts";
import type { RabbitMqMetadata } from "../metadata/index.ts";
import type { Task } from "../task.ts";

/** What the service says about a part of a RabbitMQ migration. */
export interface TreeEntry {
  /** The query's `type`: what was asked for. */
  readonly type: "vhost" | "exchange" | "queue";
  /** The query's `name`: empty for vhosts, the vhost of the exchanges, or vhost and exchange of the queues, joined by a dash. */
  readonly name: string;
  /** The response. Its form is documented nowhere. */
  readonly response: Json;
}

/** How many requests are made at most. */
const maxRequests = 100;
/** The engine can take some thousand levels. */
const maxLevels = 100;

/**
 * Reads what the service says about a task's vhosts, exchanges and queues. Huawei documents the queries, but not their responses, so
 * nothing is made of them. What the service refuses, and what is only the task again, is left out.
 * @throws CancelledError if the signal aborts
 */
export async function readServiceTree(
  client: Pick<Client, "get">,
  instanceId: string,
  task: Pick<Task, "id" | "name">,
  { vhosts, exchanges }: RabbitMqMetadata,
  signal?: AbortSignal,
): Promise<TreeEntry[]> {
  const vhostNames = new Set([...vhosts.map(({ name }) => name), ...exchanges.map(({ vhost }) => vhost)]);
  const queries = [
    { type: "vhost" as const, name: "" },
    ...[...vhostNames].map((name) => ({ type: "exchange" as const, name })),
    ...exchanges.map(({ vhost, name }) => ({ type: "queue" as const, name: `${vhost}-${name}` })),
  ].slice(0, maxRequests);
  const responses = new Map<string, Json>();
  await concurrently(queries, signal, async (query, stop) => {
    try {
      const response = await client.get(
        tasksPath(instanceId),
        { id: task.id, type: query.type, name: query.name || undefined },
        { signal: stop },
      );
      const own = withoutTask(response, task);
      if (own !== undefined && !isNestedDeeperThan(maxLevels, own)) responses.set(keyOf(query), own);
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

/** The fields of a task's details. The live service returns them to every query with an ID. */
const detailFields: readonly string[] = ["id", "name", "start_date", "status", "type", "json_content", "result"];

/** What a response has besides the task; undefined if that is nothing. */
function withoutTask(response: Json, task: Pick<Task, "id" | "name">): Json | undefined {
  if (!isJsonObject(response)) return response;
  const isDetail = response.id === task.id;
  const own = Object.entries(response).filter(([name]) => !isDetail || !detailFields.includes(name));
  const entries: readonly Json[] = Array.isArray(response.task) ? response.task : [];
  const isSame = (entry: Json) => isJsonObject(entry) && entry.id === task.id && entry.name === task.name;
  // The documented form of the details is a list with the task.
  if (own.length === 0 || (entries.length > 0 && entries.every(isSame))) return undefined;
  return Object.fromEntries(own);
}
