import { type Enumeration, integer, type ObjectType, openChoice, required, text } from "./definition/index.ts";

/** Types that several functions and resources share: a task as the service lists it, its status, its type. */

export const taskStatus = {
  name: "MigrationTaskStatus",
  description:
    "The state of a migration task. `creating` and `starting` are on their way; `failed` and `finished` are final. " +
    "The service may add states: an unknown one is passed on as it is, and never counts as finished.",
  values: {
    creating: "The task is being created.",
    starting: "The migration is in progress.",
    failed: "The migration ended, and at least a part of it failed.",
    finished: "Everything was migrated.",
  },
} as const satisfies Enumeration<string>;

export const taskType = {
  name: "MigrationTaskType",
  description: "What is migrated. The service may add types: an unknown one is passed on as it is.",
  values: {
    rocketmq: "From RocketMQ to RocketMQ: topics and consumer groups.",
    rabbitToRocket: "From RabbitMQ to RocketMQ: vhosts, queues, exchanges and bindings.",
  },
} as const satisfies Enumeration<string>;

export const queryType = {
  name: "MigrationQueryType",
  description:
    "The `type` of the service's query: which list it draws from. It is *not* the type of a task: " +
    "to select tasks by their type use `filter.types`.",
  values: {
    vhost: "The vhost list.",
    exchange: "The exchange list; `name` is the vhost that the exchanges belong to.",
    queue: "The queue list; `name` is vhost and exchange, joined by a dash: `vhost1-exchange1`.",
    all: "Everything.",
  },
} as const satisfies Enumeration<string>;

export const taskShape = {
  id: required(text(), "ID of the migration task."),
  name: required(text(), "Name of the migration task."),
  startDate: required(
    text(),
    "When the task was started, as the service writes it, e.g. `2023-03-13 19:43:32.12`: without a time zone, so it is handed on as text.",
  ),
  status: required(openChoice(taskStatus), "State of the task. Unknown states are passed on as they are."),
  type: required(openChoice(taskType), "What the task migrates. Unknown types are passed on as they are."),
};

export const taskInfo: ObjectType<typeof taskShape> = {
  name: "MigrationTaskInfo",
  description: "A migration task, as the service lists it.",
  shape: taskShape,
};

const count = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

export const summaryShape = {
  creating: required(integer(count), "How many tasks are being created."),
  starting: required(integer(count), "How many tasks are migrating."),
  failed: required(integer(count), "How many tasks failed, in whole or in part."),
  finished: required(integer(count), "How many tasks are finished."),
  unknown: required(
    integer(count),
    "How many tasks are in a state that this version does not know. They never count as finished.",
  ),
};

export const taskSummary: ObjectType<typeof summaryShape> = {
  name: "MigrationTaskSummary",
  description: "How many tasks are in which state.",
  shape: summaryShape,
};

/** Name rules of the service's own identifiers, with what a user sees when one is broken. */
export const instanceIdText = text({
  pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  allowed: "an instance id, 32 hexadecimal digits in five groups like 11111111-2222-3333-4444-555555555555",
  remedy: "The console shows it on the instance's page; it is not the instance's name.",
});

export const taskIdText = text({
  pattern: /^[0-9A-Za-z-]{1,64}$/,
  allowed: "a task id, letters, digits and dashes",
  remedy: "getMigrationTasks lists the tasks of an instance with their ids.",
});
