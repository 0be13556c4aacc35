import { markdownOf, readReport } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import { integer, list, type ObjectType, object, optional, required, text } from "./definition/index.ts";
import { taskFailure } from "./metadata.ts";
import { instanceIdText, taskShape, taskSummary } from "./tasks.ts";

const instanceShape = {
  instanceId: required(text(), "ID of the instance."),
  name: optional(text(), "Its name. Absent if the user of the keys lacks the permission `dms:instance:get`."),
  observedAt: required(text(), "When its tasks were read, in UTC: `2026-01-23T08:15:00.000Z`."),
  counts: required(object(taskSummary), "How many of its tasks have which status."),
};

const reportInstance: ObjectType<typeof instanceShape> = {
  name: "MigrationReportInstance",
  description: "An instance in a migration report.",
  shape: instanceShape,
};

const reportTaskShape = {
  instanceId: required(text(), "ID of the instance that the task belongs to."),
  ...taskShape,
  reason: optional(text(), "Why the task failed, in a sentence. Read for at most ten failed tasks of an instance."),
  failures: optional(
    list(object(taskFailure)),
    "What was not migrated and why, as far as the service says. Read for the same tasks as `reason`.",
  ),
};

const reportTask: ObjectType<typeof reportTaskShape> = {
  name: "MigrationReportTask",
  description: "A migration task in a migration report.",
  shape: reportTaskShape,
};

export const getMigrationReport = defineFunction({
  name: "getMigrationReport",
  description:
    "Reads the migration tasks of several instances into one report, for dashboards and a stack's README.\n\n" +
    "Export it, and `pulumi stack output --json | rocketmq-migration page` turns it into a web page. Export its `markdown` as " +
    "`readme`, and Pulumi Cloud shows it on the stack's page. A failed update keeps the outputs of the one before: " +
    "`observedAt` says how old a report is.\n\n" +
    "It contains no secrets. It reads once and never waits. Requires the permission " +
    "`dms:instance:getMetadataMigrationTask`, and `dms:instance:get` for the names of the instances.",
  inputs: {
    instanceIds: required(
      list(instanceIdText, { minItems: 1, remedy: "Name at least one instance." }),
      "IDs of the RocketMQ instances.",
    ),
    ...callOverrides,
  },
  outputs: {
    version: required(integer({ minimum: 1, maximum: 1 }), "Version of the report's form."),
    observedAt: required(
      text(),
      "When the instance that was read first was read, in UTC: `2026-01-23T08:15:00.000Z`. Nothing in the report is older.",
    ),
    instances: required(list(object(reportInstance)), "The instances, in the order of `instanceIds`."),
    tasks: required(list(object(reportTask)), "The tasks of all instances, in the service's order."),
    counts: required(object(taskSummary), "How many of the tasks have which status."),
    markdown: required(
      text(),
      "The report in Markdown: a summary, and a table of at most 50 tasks with failed ones first. Made for a stack's `readme` output.",
    ),
  },
  async run(args, context) {
    const { signal, clock } = context;
    const report = await readReport(calledClient(args, context), args.instanceIds, { signal, clock });
    const instances = report.instances.map(({ error: _, ...instance }) => instance);
    const tasks = report.tasks.map(({ failures, history: _, startedAt: __, ...task }) => ({
      ...task,
      ...(failures === undefined ? {} : { failures: [...failures] }),
    }));
    return { ...report, instances, tasks, markdown: markdownOf(report) };
  },
});
