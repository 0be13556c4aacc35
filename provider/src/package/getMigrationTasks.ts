import { defaultPageSize, getTask, listTaskPage, listTasks, summarize, type Task } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import {
  anyText,
  choice,
  flag,
  InvalidPropertiesError,
  integer,
  list,
  type ObjectType,
  object,
  optional,
  type Problem,
  required,
  text,
  type Values,
} from "./definition/index.ts";
import { instanceIdText, queryType, taskIdText, taskInfo, taskStatus, taskSummary, taskType } from "./tasks.ts";

const atLeastOne = { minItems: 1, remedy: "Omit it to disable this filter." };

/** The conditions of a filter. */
export const filterShape = {
  names: optional(list(text(), atLeastOne), "Only tasks with one of these names."),
  types: optional(list(choice(taskType), atLeastOne), "Only tasks of one of these types."),
  statuses: optional(list(choice(taskStatus), atLeastOne), "Only tasks with one of these statuses."),
};

const taskFilter: ObjectType<typeof filterShape> = {
  name: "MigrationTaskFilter",
  description:
    "Selects among the tasks that the service returns. A task must meet all conditions. At least one condition is required.",
  shape: filterShape,
};

const inputs = {
  instanceId: required(instanceIdText, "ID of the RocketMQ instance whose migration tasks are read."),
  id: optional(
    taskIdText,
    "ID of one task: only this task is returned. A task that does not exist is an error. " +
      "Cannot be combined with `type`, `name`, `offset` or `limit`.",
  ),
  type: optional(
    choice(queryType),
    "The `type` of the service's query. It does *not* select tasks by their type: use `filter.types` for that.",
  ),
  name: optional(
    anyText(),
    "The `name` of the service's query: for the exchange list the vhost, for the queue list vhost and exchange joined by a dash " +
      "(`vhost1-exchange1`), for the vhost list empty. It does *not* select tasks by their name: use `filter.names` for that.",
  ),
  offset: optional(
    integer({
      minimum: 1,
      maximum: 1_000_000,
      remedy: "It is the number of a page, counting from 1. Omit it to read all pages.",
    }),
    "Number of the page to read, counting from 1 (not a record offset). By default, all pages are read.",
  ),
  limit: optional(
    integer({ minimum: 1, maximum: 1000, remedy: "It is the number of tasks per page. The service may allow fewer." }),
    `Number of tasks per page. Without \`offset\` it does not limit the result. Default: ${defaultPageSize}.`,
  ),
  filter: optional(object(taskFilter), "Selects tasks by name, type and status, among those that the service returns."),
  ...callOverrides,
};

const outputs = {
  total: required(
    integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "Total number of tasks that the service reports, over all pages and before `filter`.",
  ),
  tasks: required(
    list(object(taskInfo)),
    "The tasks in the service's order, each once. Without `offset` the list is complete: one that cannot be read completely is an error.",
  ),
  summary: required(object(taskSummary), "How many of `tasks` have which status."),
  allFinished: required(
    flag(),
    "True only if there is at least one task, and every task that `filter.names` and `filter.types` select is `finished`, " +
      "including those that `filter.statuses` hides. False if a task of `filter.names` does not exist and, with `offset`, if the page is not the complete list.",
  ),
  anyFailed: required(flag(), "True if at least one of those tasks has `failed`."),
};

export const getMigrationTasks = defineFunction({
  name: "getMigrationTasks",
  description:
    "Reads the metadata migration tasks of a DMS for RocketMQ instance and their status.\n\n" +
    "It reads once and never waits: to hold resources back until a migration has finished, use `MigrationGate`.\n\n" +
    "Requires the permission `dms:instance:getMetadataMigrationTask`.",
  inputs,
  outputs,
  async run(args, context) {
    checkCombination(args);
    const client = calledClient(args, context);
    const { signal } = context;
    if (args.id !== undefined) {
      const { id, name, startDate, status, type } = await getTask(client, args.instanceId, args.id, { signal });
      return resultOf({ total: 1, tasks: [{ id, name, startDate, status, type }] }, args, true);
    }
    const query = {
      signal,
      ...(args.type === undefined ? {} : { queryType: args.type }),
      ...(args.name === undefined ? {} : { name: args.name }),
    };
    if (args.offset !== undefined) {
      const limit = args.limit === undefined ? {} : { limit: args.limit };
      const page = await listTaskPage(client, args.instanceId, { ...query, offset: args.offset, ...limit });
      return resultOf(page, args, page.tasks.length >= page.total);
    }
    const pageSize = args.limit === undefined ? {} : { pageSize: args.limit };
    return resultOf(await listTasks(client, args.instanceId, { ...query, ...pageSize }), args, true);
  },
});

type Args = Values<typeof inputs>;

/** @param complete false if there are tasks that were not read: then nothing can be said about all of them */
function resultOf(listed: { total: number; tasks: Task[] }, args: Args, complete: boolean): Values<typeof outputs> {
  const { names, types, statuses } = args.filter ?? {};
  const selected = listed.tasks.filter(({ name, type }) => admits(names, name) && admits(types, type));
  const tasks = selected.filter(({ status }) => admits(statuses, status));
  const { allFinished: _, anyFailed: __, ...summary } = summarize(tasks);
  // A task that `statuses` hides, or that does not exist yet, must not make the others look complete.
  const { allFinished, anyFailed } = summarize(selected);
  const allExist = (names ?? []).every((name) => selected.some((task) => task.name === name));
  return { total: listed.total, tasks, summary, allFinished: allFinished && allExist && complete, anyFailed };
}

function admits(allowed: readonly string[] | undefined, value: string): boolean {
  return allowed === undefined || allowed.includes(value);
}

/** @throws InvalidPropertiesError for arguments that are valid alone, but not together */
function checkCombination(args: Args): void {
  const problems: Problem[] = (["type", "name", "offset", "limit"] as const)
    .filter((property) => args.id !== undefined && args[property] !== undefined)
    .map((property) => ({
      property,
      reason:
        property === "type"
          ? "Cannot be combined with id: type selects a list, and id a single task. Remove one of the two."
          : "Cannot be combined with id, which selects a single task. Remove one of the two.",
    }));
  if (args.filter && Object.keys(args.filter).length === 0) {
    problems.push({
      property: "filter",
      reason: "Must not be empty. Set at least one of names, types and statuses, or omit filter to get every task.",
    });
  }
  if (problems.length > 0) throw new InvalidPropertiesError(problems);
}
