import { getTask } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import { anything, list, object, optional, required, text } from "./definition/index.ts";
import { metadataShape, taskFailure } from "./metadata.ts";
import { instanceIdText, taskIdText, taskShape } from "./tasks.ts";

export const getMigrationTask = defineFunction({
  name: "getMigrationTask",
  description:
    "Reads one metadata migration task in full: where it stands, what was submitted, and what did not get across and why.\n\n" +
    "It reads once and never waits. Needs the permission `dms:instance:getMetadataMigrationTask`.",
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
      "What did not get across, and why, as far as the service's result can be understood. It may be empty although the task is `failed`: see `resultText`.",
    ),
    result: optional(
      anything(),
      "The service's result as it is, if it is JSON. Its layout is documented nowhere and may change.",
    ),
    resultText: required(text(), "The service's result as the text that it sent; empty if there is none."),
  },
  async run(args, context) {
    const client = calledClient(args, context);
    const { metadata, ...detail } = await getTask(client, args.instanceId, args.taskId, { signal: context.signal });
    if (!metadata) return detail;
    const { kind: _, ...lists } = metadata;
    return { ...detail, ...lists };
  },
});
