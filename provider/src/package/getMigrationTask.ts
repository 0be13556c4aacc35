import { getTask } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import { anything, list, object, optional, required, text } from "./definition/index.ts";
import { metadataShape, taskFailure } from "./metadata.ts";
import { instanceIdText, taskIdText, taskShape } from "./tasks.ts";

export const getMigrationTask = defineFunction({
  name: "getMigrationTask",
  description:
    "Reads one metadata migration task in full: its status, what was submitted, and what was not migrated and why.\n\n" +
    "It reads once and never waits. Requires the permission `dms:instance:getMetadataMigrationTask`.",
  inputs: {
    instanceId: required(instanceIdText, "ID of the RocketMQ instance that the task belongs to."),
    taskId: required(taskIdText, "ID of the task. A task that does not exist is an error."),
    ...callOverrides,
  },
  outputs: {
    ...taskShape,
    ...metadataShape,
    failures: required(
      list(object(taskFailure)),
      "What was not migrated and why, as far as the service's result can be parsed. It may be empty although the task has `failed`: see `resultText`.",
    ),
    result: optional(
      anything(),
      "The service's result, if it is JSON of at most 100 levels. Its format is undocumented and may change. " +
        "Where it contains a key or text that Pulumi reserves, `(not a Pulumi value)` is added to it.",
    ),
    resultText: required(text(), "The service's result as text. Empty if there is none."),
  },
  async run(args, context) {
    const client = calledClient(args, context);
    const {
      metadata,
      stated: _stated,
      ...detail
    } = await getTask(client, args.instanceId, args.taskId, { signal: context.signal });
    if (!metadata) return detail;
    const { kind: _, ...lists } = metadata;
    return { ...detail, ...lists };
  },
});
