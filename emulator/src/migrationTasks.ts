/** Lists tasks, gets one task's details, and deletes records: `…/metadata` with its traps. */
import { type Answer, ok, ServiceFault } from "./answers.ts";
import type { Fault } from "./faults.ts";
import { hasEnded, type InstanceState, type TaskView } from "./instances.ts";
import { firstIndex, pageFrom, readLimit } from "./paging.ts";
import type { Behaviour } from "./scenario.ts";
import { inCamelCase } from "./taskMetadata.ts";
import { writeResult } from "./taskResult.ts";
import { treeOf } from "./taskTree.ts";
import { arrayOf, object, text, validate } from "./validate.ts";

const queryTypes = ["vhost", "exchange", "queue", "all"];

/**
 * A page of tasks: `{total, task[]}`. `offset` is the page's number, from 1; past the end the page is empty.
 * `type` and `name` are checked but filter nothing: they refer to a task's vhosts, exchanges and queues, not to tasks.
 */
export function listTasks(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
  now: Date,
): Answer {
  checkQueryType(query.get("type"));
  const { behaviour } = instance;
  const tasks = instance.tasksForRequest(now);
  const limit = readLimit(query.get("limit"), behaviour);
  const first = firstIndex(query.get("offset"), limit, behaviour);
  const shown = pageFrom(tasks, first, limit, fault);
  return ok({ ...totalOf(tasks.length, behaviour), task: shown.map((task) => summaryOf(task, fault)) });
}

/**
 * One task's details. DMS.00405011 means both "no such task" and "a rabbitToRocket task requested without `type`".
 * Flat as seen in the field, or as documented, depending on the instance's behaviour.
 */
export function getTask(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
  now: Date,
): Answer {
  checkQueryType(query.get("type"));
  const task = instance.tasksForRequest(now).find((one) => one.id === query.get("id"));
  if (task === undefined || (task.type === "rabbitToRocket" && !query.get("type"))) {
    throw new ServiceFault(400, "DMS.00405011", "Failed to query the metadata migration task");
  }
  const { behaviour } = instance;
  if (behaviour.detail === "documented") return ok({ ...totalOf(1, behaviour), task: [summaryOf(task, fault)] });
  const tree = behaviour.tree === "task" ? treeOf(task, query) : undefined;
  return ok({
    ...summaryOf(task, fault),
    ...(tree === undefined ? {} : { ...totalOf(tree.length, behaviour), task: tree }),
    json_content: JSON.stringify(jsonContent(task, behaviour)),
    result: hasEnded(task.status) ? writeResult(behaviour.result ?? "items", task.items, task.failures) : "",
  });
}

function jsonContent({ submitted, metadata }: TaskView, { casing = "submitted" }: Behaviour): unknown {
  return { submitted, snake: metadata, camel: inCamelCase(submitted) }[casing];
}

const deleteBody = object({ task_ids: arrayOf(text) });

/**
 * Deletes the records of tasks. The response silently omits unknown IDs.
 * @throws ValidationError for an invalid body.
 */
export function deleteTasks(instance: InstanceState, body: unknown, now: Date): Answer {
  const { task_ids } = validate(deleteBody, body, "body");
  return ok({ success_task_list: task_ids.filter((id) => instance.delete(id, now)) });
}

function checkQueryType(type: string | undefined): void {
  if (type !== undefined && type !== "" && !queryTypes.includes(type)) {
    throw new ServiceFault(
      400,
      "DMS.00400062",
      `Invalid parameter type: ${type}; it must be one of ${queryTypes.join(", ")}`,
    );
  }
}

function totalOf(total: number, behaviour: Behaviour): { total?: number | string } {
  if (behaviour.total === "missing") return {};
  return { total: behaviour.total === "string" ? String(total) : total };
}

function summaryOf(task: TaskView, fault: Fault | undefined): Record<string, string> {
  const { id, name, startDate, status, type } = task;
  const struck = fault?.kind === "unknownStatus" && new RegExp(fault.taskName ?? "").test(name);
  return { id, name, start_date: startDate, status: struck ? (fault.status ?? "paused") : status, type };
}
