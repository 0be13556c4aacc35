import { taskIdForm, taskIdPattern } from "../migration/index.ts";
import { type Enumeration, integer, type ObjectType, required, text } from "./definition/index.ts";

/** Types that functions and resources share: a task as the service lists it, its status, its type. */

export const taskStatus = {
  name: "MigrationTaskStatus",
  description:
    "The status of a migration task. `creating` and `starting` tasks are running; `failed` and `finished` are final. " +
    "The service may add statuses: an unknown one never counts as finished.",
  values: {
    creating: "The task is being created.",
    starting: "The migration is in progress.",
    failed: "The migration has ended, and at least part of it failed.",
    finished: "Everything was migrated.",
  },
} as const satisfies Enumeration<string>;

export const taskType = {
  name: "MigrationTaskType",
  description: "What a task migrates.",
  values: {
    rocketmq: "From RocketMQ to RocketMQ: topics and consumer groups.",
    rabbitToRocket: "From RabbitMQ to RocketMQ: vhosts, queues, exchanges and bindings.",
  },
} as const satisfies Enumeration<string>;

export const queryType = {
  name: "MigrationQueryType",
  description:
    "The `type` of the service's query: the list that it reads. It is *not* the type of a task: " +
    "to select tasks by their type, use `filter.types`.",
  values: {
    vhost: "The vhost list.",
    exchange: "The exchange list. `name` is the vhost of the exchanges.",
    queue: "The queue list. `name` is the vhost and the exchange, joined by a dash: `vhost1-exchange1`.",
    all: "Everything.",
  },
} as const satisfies Enumeration<string>;

export const taskShape = {
  id: required(text(), "ID of the migration task."),
  name: required(text(), "Name of the migration task."),
  startDate: required(
    text(),
    "When the task was started, in the service's format, e.g. `2023-03-13 19:43:32.12`. It has no time zone.",
  ),
  // Not enums: in Python and Java they fail on a value that the service adds.
  status: required(
    text(),
    "Status of the task: `creating`, `starting`, `failed`, `finished`, or one that the service adds later.",
  ),
  type: required(
    text(),
    "What the task migrates: `rocketmq`, `rabbitToRocket`, or a type that the service adds later.",
  ),
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
  failed: required(integer(count), "How many tasks failed, fully or partly."),
  finished: required(integer(count), "How many tasks have finished."),
  unknown: required(
    integer(count),
    "How many tasks have a status that this version does not know. They never count as finished.",
  ),
};

export const taskSummary: ObjectType<typeof summaryShape> = {
  name: "MigrationTaskSummary",
  description: "How many tasks have which status.",
  shape: summaryShape,
};

/** The formats of the service's identifiers. */
export const instanceIdText = text({
  pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  allowed: "an instance ID, 32 hexadecimal digits in five groups like 11111111-2222-3333-4444-555555555555",
  remedy: "The console shows it on the instance's page; it is not the instance's name.",
});

export const taskIdText = text({
  pattern: taskIdPattern,
  allowed: `a task ID, ${taskIdForm}`,
  remedy: "List the tasks of the instance to find it.",
});
