import { getTask, listTaskPage, listTasks, summarize, type Task } from "../migration/index.ts";
import { defineFunction } from "./definition/function.ts";
import {
  choice,
  flag,
  InvalidPropertiesError,
  integer,
  list,
  type ObjectType,
  object,
  optional,
  required,
  text,
  type Values,
} from "./definition/index.ts";
import {
  callOverrides,
  instanceIdText,
  queryType,
  taskIdText,
  taskInfo,
  taskStatus,
  taskSummary,
  taskType,
} from "./tasks.ts";

const atLeastOne = { minItems: 1, remedy: "Leave it out to have no such filter." };

const filterShape = {
  names: optional(list(text(), atLeastOne), "Only tasks with one of these names."),
  types: optional(list(choice(taskType), atLeastOne), "Only tasks of one of these types."),
  statuses: optional(list(choice(taskStatus), atLeastOne), "Only tasks in one of these states."),
};

const taskFilter: ObjectType<typeof filterShape> = {
  name: "MigrationTaskFilter",
  description:
    "Selects among the tasks that the service answered. A task must meet every condition that is given; at least one must be.",
  shape: filterShape,
};

const inputs = {
  instanceId: required(instanceIdText, "ID of the RocketMQ instance whose migration tasks are read."),
  id: optional(
    taskIdText,
    "ID of one task: the answer holds that task alone. A task that does not exist is an error. " +
      "Not together with `name`, `offset` or `limit`.",
  ),
  type: optional(
    choice(queryType),
    "The service's own query type. It does *not* select tasks by their type: that is `filter.types`.",
  ),
  name: optional(
    text(),
    "The service's own query name: for the exchange list the vhost, for the queue list vhost and exchange joined by a dash " +
      "(`vhost1-exchange1`). It is *not* the name of a task: that is `filter.names`.",
  ),
  offset: optional(
    integer({
      minimum: 1,
      maximum: 1_000_000,
      remedy: "It is the number of a page, and pages count from 1. Leave it out to get the tasks of all pages.",
    }),
    "Number of the one page to read, counting from 1 (not a record offset). Left out, all pages are read.",
  ),
  limit: optional(
    integer({ minimum: 1, maximum: 1000, remedy: "It is the number of tasks on a page; the service may allow fewer." }),
    "Tasks on a page. With `offset`: of that page. Without: only how many the service is asked for at a time. Default: 50.",
  ),
  filter: optional(
    object(taskFilter),
    "Selects tasks by their own name, type and state, after the service has answered.",
  ),
  ...callOverrides,
};

const outputs = {
  total: required(
    integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How many tasks the service counts, over all pages and before `filter`.",
  ),
  tasks: required(
    list(object(taskInfo)),
    "The tasks in the service's order, each once. Without `offset` it is complete: a list that cannot be read whole is an error.",
  ),
  summary: required(object(taskSummary), "How many of `tasks` are in which state."),
  allFinished: required(
    flag(),
    "True only if there is at least one task in `tasks` and every one is `finished`. " +
      "With `offset` it is also false if the page is not the whole list.",
  ),
  anyFailed: required(flag(), "True if at least one of `tasks` is `failed`."),
};

export const getMigrationTasks = defineFunction({
  name: "getMigrationTasks",
  description:
    "Reads the metadata migration tasks of a DMS for RocketMQ instance, and where they stand.\n\n" +
    "It reads once and never waits: to hold resources back until a migration is finished use `MigrationGate`.\n\n" +
    "Needs the permission `dms:instance:getMetadataMigrationTask`.",
  inputs,
  outputs,
  async run(args, context) {
    checkCombination(args);
    const client = context.client.with({
      ...(args.region === undefined ? {} : { region: args.region }),
      ...(args.projectId === undefined ? {} : { projectId: args.projectId }),
    });
    const query = {
      signal: context.signal,
      ...(args.type === undefined ? {} : { queryType: args.type }),
      ...(args.name === undefined ? {} : { name: args.name }),
    };

    if (args.id !== undefined) {
      const { id, name, startDate, status, type } = await getTask(client, args.instanceId, args.id, query);
      return answer({ total: 1, tasks: [{ id, name, startDate, status, type }] }, args, true);
    }
    if (args.offset !== undefined) {
      const limit = args.limit === undefined ? {} : { limit: args.limit };
      const page = await listTaskPage(client, args.instanceId, { ...query, offset: args.offset, ...limit });
      return answer(page, args, page.tasks.length >= page.total);
    }
    const pageSize = args.limit === undefined ? {} : { pageSize: args.limit };
    return answer(await listTasks(client, args.instanceId, { ...query, ...pageSize }), args, true);
  },
});

type Args = Values<typeof inputs>;

/** @param complete false if there are tasks that were not read: nothing can be said of all of them then */
function answer(listed: { total: number; tasks: Task[] }, args: Args, complete: boolean): Values<typeof outputs> {
  const tasks = args.filter ? listed.tasks.filter((task) => matches(task, args.filter ?? {})) : listed.tasks;
  const { allFinished, anyFailed, ...summary } = summarize(tasks);
  return { total: listed.total, tasks, summary, allFinished: allFinished && complete, anyFailed };
}

function matches(task: Task, filter: Values<typeof filterShape>): boolean {
  const admits = (allowed: readonly string[] | undefined, value: string) => !allowed || allowed.includes(value);
  return admits(filter.names, task.name) && admits(filter.types, task.type) && admits(filter.statuses, task.status);
}

/** @throws InvalidPropertiesError for arguments that are right alone, but not together */
function checkCombination(args: Args): void {
  const problems = (["name", "offset", "limit"] as const)
    .filter((property) => args.id !== undefined && args[property] !== undefined)
    .map((property) => ({
      property,
      reason: "Cannot be given together with id, which asks for one task. Leave one of the two out.",
    }));
  if (args.filter && Object.keys(args.filter).length === 0) {
    problems.push({
      property: "filter" as never,
      reason: "Is empty: give at least one of names, types and statuses, or leave filter out to get every task.",
    });
  }
  if (problems.length > 0) throw new InvalidPropertiesError(problems);
}
