/**
 * What a rabbitToRocket task migrates, level by level: `?id=ID&type=vhost`, `&type=exchange&name=VHOST` and
 * `&type=queue&name=VHOST-EXCHANGE`. Huawei documents these parameters, but no response of their own. This one is the
 * documented `{total, task[]}`, with an entry for each vhost, exchange or queue.
 */
import type { TaskView } from "./instances.ts";
import type { Item } from "./taskMetadata.ts";
import { isFailureOf } from "./taskResult.ts";

/** The entries of the level that the query asks for; undefined if the task or the query has no levels. */
export function treeOf(task: TaskView, query: ReadonlyMap<string, string>): Record<string, string>[] | undefined {
  const level = query.get("type");
  if (task.type !== "rabbitToRocket" || (level !== "vhost" && level !== "exchange" && level !== "queue"))
    return undefined;
  return task.items
    .filter((item) => item.kind === level && isUnder(item, query.get("name") ?? "", task))
    .map((item) => entryOf(item, task));
}

/** Whether the item is on the level below: an exchange in the vhost, or a queue bound to the exchange `vhost-exchange`. */
function isUnder({ kind, vhost, name }: Item, parent: string, { metadata }: TaskView): boolean {
  if (kind === "vhost") return true;
  if (kind === "exchange") return vhost === parent;
  return (metadata.bindings ?? []).some(
    (binding) =>
      binding.destination_type === "queue" &&
      binding.vhost === vhost &&
      binding.destination === name &&
      `${binding.vhost}-${binding.source}` === parent,
  );
}

function entryOf(item: Item, { id, startDate, status, type, failures }: TaskView): Record<string, string> {
  const hasFailed = failures.some((failure) => isFailureOf(failure, item));
  // A task that lists failures migrated the rest.
  const others = status === "failed" && failures.length > 0 ? "finished" : status;
  return { id, name: item.name, start_date: startDate, status: hasFailed ? "failed" : others, type };
}
