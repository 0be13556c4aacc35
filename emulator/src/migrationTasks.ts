/** Listing tasks, one task in full, and deleting records: `…/metadata` with its traps. */
import { type Answer, ok, ServiceFault } from "./answers.ts";
import type { Fault } from "./faults.ts";
import { hasEnded, type InstanceState, type TaskView } from "./instances.ts";
import type { Behaviour } from "./scenario.ts";
import { listOf, objectOf, StrictJsonError, text } from "./strictJson.ts";
import { writeMetadata } from "./taskMetadata.ts";
import { writeResult } from "./taskResult.ts";

const DEFAULT_LIMIT = 10;
const MAXIMUM_LIMIT = 50;
const QUERY_TYPES = ["vhost", "exchange", "queue", "all"];

/** The request's page number as a fault matches it: `offset`, or 1. */
export function pageOf(query: ReadonlyMap<string, string>): number {
  return Number(query.get("offset") ?? 1);
}

/**
 * A page of tasks: `{total, task[]}`. `offset` is the page's number, from 1; past the end the page is empty.
 * `type` and `name` are checked but select nothing: they are about a task's vhosts, exchanges and queues, not about tasks.
 */
export function listTasks(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
  now: Date,
): Answer {
  checkQueryType(query.get("type"));
  const { behaviour } = instance;
  const tasks = instance.look(now);
  const limit = readLimit(query.get("limit"), behaviour);
  const first = firstIndex(query.get("offset"), limit, behaviour);
  const page = (pages: number): TaskView[] =>
    first + pages * limit < 0 ? [] : tasks.slice(first + pages * limit, first + (pages + 1) * limit);
  const shown = fault?.kind === "emptyPage" ? [] : page(pageShift(fault));
  return ok({ ...totalOf(tasks.length, behaviour), task: shown.map((task) => summaryOf(task, fault)) });
}

/**
 * One task in full. DMS.00405011 stands for both "no such task" and "a rabbitToRocket task was asked for without `type`".
 * Flat as seen in the field, or in the documented form, as the instance's behaviour says.
 */
export function getTask(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
  now: Date,
): Answer {
  checkQueryType(query.get("type"));
  const task = instance.look(now).find((one) => one.id === query.get("id"));
  if (task === undefined || (task.type === "rabbitToRocket" && !query.get("type"))) {
    throw new ServiceFault(400, "DMS.00405011", "Failed to query the metadata migration task");
  }
  const { behaviour } = instance;
  if (behaviour.detail === "documented") return ok({ ...totalOf(1, behaviour), task: [summaryOf(task, fault)] });
  return ok({
    ...summaryOf(task, fault),
    json_content: JSON.stringify(writeMetadata(task.metadata, behaviour.casing ?? "snake")),
    result: hasEnded(task.status) ? writeResult(behaviour.result ?? "items", task.items, task.failures) : "",
  });
}

/** Deletes the records of tasks. Unknown ids are left out of the answer without a word. */
export function deleteTasks(instance: InstanceState, body: unknown, now: Date): Answer {
  const taskIds = readTaskIds(body);
  return ok({ success_task_list: taskIds.filter((id) => instance.delete(id, now)) });
}

function readTaskIds(body: unknown): string[] {
  try {
    return objectOf<{ task_ids: string[] }>({ task_ids: listOf(text) }, "task_ids")(body, "").task_ids;
  } catch (error) {
    if (error instanceof StrictJsonError) throw new ServiceFault(400, "DMS.00400062", `Invalid body: ${error.message}`);
    throw error;
  }
}

function checkQueryType(type: string | undefined): void {
  if (type !== undefined && type !== "" && !QUERY_TYPES.includes(type)) {
    throw new ServiceFault(
      400,
      "DMS.00400062",
      `Invalid parameter type: ${type}; it must be one of ${QUERY_TYPES.join(", ")}`,
    );
  }
}

function readLimit(given: string | undefined, behaviour: Behaviour): number {
  const maximum = behaviour.maximumLimit ?? MAXIMUM_LIMIT;
  const limit = given === undefined ? (behaviour.defaultLimit ?? DEFAULT_LIMIT) : wholeNumber(given);
  if (limit === undefined || limit < 1 || limit > maximum) {
    throw new ServiceFault(400, "DMS.10240042", `Invalid parameter limit: ${given}; it must be from 1 to ${maximum}`);
  }
  return Math.min(limit, behaviour.cappedLimit ?? limit);
}

/** Index of the first task on the page. */
function firstIndex(given: string | undefined, limit: number, behaviour: Behaviour): number {
  if (behaviour.offset === "ignored") return 0;
  const lowest = behaviour.offset === "record" ? 0 : 1;
  const offset = given === undefined ? lowest : wholeNumber(given);
  if (offset === undefined || (offset < lowest && behaviour.offsetBelowOne !== "firstPage")) {
    throw new ServiceFault(400, "DMS.10240043", `Invalid parameter offset: ${given}; it must be at least ${lowest}`);
  }
  return behaviour.offset === "record" ? Math.max(offset, 0) : (Math.max(offset, 1) - 1) * limit;
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** How many pages further on the page is that a fault puts in this one's place. */
function pageShift(fault: Fault | undefined): number {
  if (fault?.kind === "missingPage") return 1;
  return fault?.kind === "repeatedPage" ? -1 : 0;
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
