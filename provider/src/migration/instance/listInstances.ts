import type { Client } from "../../cloud/index.ts";
import { type Instance, parseInstance } from "../getInstance.ts";
import { identifierOf, listRecords } from "./listRecords.ts";

/** Which instances to list. */
export interface InstanceQuery {
  /** The whole name. Default: any. */
  readonly name?: string | undefined;
  /** E.g. `RUNNING`. Default: any. */
  readonly status?: string | undefined;
  /** The service's name of the engine: `rocketmq`, or its alias `reliability`. */
  readonly engine: string;
}

/**
 * Lists the instances of the client's project. Requires the permission `dms:instance:list`.
 * @throws IncompleteListError, ResponseError and any error of the client
 */
export async function listInstances(
  client: Pick<Client, "get">,
  { name, status, engine }: InstanceQuery,
  options: { signal?: AbortSignal } = {},
): Promise<Instance[]> {
  const { rows } = await listRecords(
    client,
    {
      title: "instances of the project",
      noun: "instance",
      path: "/instances",
      // Without `exact_match_name`, the service returns every instance whose name contains the text.
      query: { engine, name, exact_match_name: name === undefined ? undefined : "true", status },
      field: "instances",
      totalField: "instance_num",
      parse: (fields, source) =>
        parseInstance(fields, identifierOf(fields.instance_id, "instance without an ID", source)),
      keyOf: ({ id }) => id,
    },
    options,
  );
  // A service that ignores `exact_match_name` must not pass another instance for this one.
  return name === undefined ? rows : rows.filter((instance) => instance.name === name);
}
