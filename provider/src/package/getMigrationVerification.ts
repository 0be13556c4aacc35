import { getTask, verifyTask } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import { required } from "./definition/index.ts";
import { sharedLists } from "./sharedLists.ts";
import { instanceIdText, taskIdText } from "./tasks.ts";
import { verificationShape, verificationValues } from "./verification.ts";

export const getMigrationVerification = defineFunction({
  name: "getMigrationVerification",
  description:
    "Looks on the instance for what a migration task submitted: which topics and consumer groups are missing, and what differs. " +
    "The service's word for a finished migration is only a status.\n\n" +
    "A `rabbitToRocket` task is `notVerifiable`, because Huawei does not publish how it maps names. So is a task that has not ended, and one whose " +
    "metadata the service does not return.\n\n" +
    "It reads once and never waits: right after a migration, the service may list late what it has created. The `verify` property of the resources looks again. " +
    "Requires the permissions `dms:instance:getMetadataMigrationTask`, `dms:topic:list` and `dms:group:list`. Without one of the last two, the migration is `notVerifiable`, and `reason` names it.",
  inputs: {
    instanceId: required(instanceIdText, "ID of the RocketMQ instance that the task belongs to."),
    taskId: required(taskIdText, "ID of the task. A task that does not exist is an error."),
    ...callOverrides,
  },
  outputs: verificationShape,
  async run(args, context) {
    const { instanceId, taskId } = args;
    const { signal, clock } = context;
    const client = calledClient(args, context);
    const detail = await getTask(client, instanceId, taskId, { signal });
    const lists = sharedLists(context);
    return verificationValues(await verifyTask(detail, { client, instanceId, lists, clock, signal }));
  },
});
