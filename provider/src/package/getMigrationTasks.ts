import { getTask, listTaskPage, listTasks, summarize, type Task } from "../migration/index.ts";
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
      "Not together with `type`, `name`, `offset` or `limit`.",
  ),
  type: optional(
    choice(queryType),
    "The service's own query type. It does *not* select tasks by their type: that is `filter.types`.",
  ),
  name: optional(
    anyText(),
    "The service's own query name: for the exchange list the vhost, for the queue list vhost and exchange joined by a dash " +
      "(`vhost1-exchange1`); empty for the vhost list. It is *not* the name of a task: that is `filter.names`.",
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
    "True only if there is at least one task and every one is `finished`: every task that `filter.names` and `filter.types` select, " +
      "also those that `filter.statuses` hides. It is false if one of `filter.names` is not there, and, with `offset`, if the page is not the whole list.",
  ),
  anyFailed: required(flag(), "True if at least one of those tasks is `failed`."),
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
    const client = calledClient(args, context);
    const { signal } = context;
    if (args.id !== undefined) {
      const { id, name, startDate, status, type } = await getTask(client, args.instanceId, args.id, { signal });
      return answer({ total: 1, tasks: [{ id, name, startDate, status, type }] }, args, true);
    }
    const query = {
      signal,
      ...(args.type === undefined ? {} : { queryType: args.type }),
      ...(args.name === undefined ? {} : { name: args.name }),
    };
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
  const { names, types, statuses } = args.filter ?? {};
  const selected = listed.tasks.filter(({ name, type }) => admits(names, name) && admits(types, type));
  const tasks = selected.filter(({ status }) => admits(statuses, status));
  const { allFinished: _, anyFailed: __, ...summary } = summarize(tasks);
  // A task that `statuses` hides, or that is not there yet, must not make the rest look like all there is.
  const { allFinished, anyFailed } = summarize(selected);
  const allThere = (names ?? []).every((name) => selected.some((task) => task.name === name));
  return { total: listed.total, tasks, summary, allFinished: allFinished && allThere && complete, anyFailed };
}

function admits(allowed: readonly string[] | undefined, value: string): boolean {
  return allowed === undefined || allowed.includes(value);
}

/** @throws InvalidPropertiesError for arguments that are right alone, but not together */
function checkCombination(args: Args): void {
  const problems: Problem[] = (["type", "name", "offset", "limit"] as const)
    .filter((property) => args.id !== undefined && args[property] !== undefined)
    .map((property) => ({
      property,
      reason:
        property === "type"
          ? "Cannot be given together with id: type picks a list, and id asks for one task. Leave one of the two out."
          : "Cannot be given together with id, which asks for one task. Leave one of the two out.",
    }));
  if (args.filter && Object.keys(args.filter).length === 0) {
    problems.push({
      property: "filter",
      reason: "Is empty: give at least one of names, types and statuses, or leave filter out to get every task.",
    });
  }
  if (problems.length > 0) throw new InvalidPropertiesError(problems);
}
