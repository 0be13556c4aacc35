import { getTask, readServiceTree, verifyTask } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import {
  anyText,
  anything,
  choice,
  type Enumeration,
  list,
  type ObjectType,
  object,
  optional,
  required,
} from "./definition/index.ts";
import { sharedLists } from "./sharedLists.ts";
import { instanceIdText, taskIdText } from "./tasks.ts";
import { verificationShape, verificationValues } from "./verification.ts";

const treeQuery = {
  name: "ServiceTreeQuery",
  description: "What the service was asked for.",
  values: {
    vhost: "The vhosts of the task.",
    exchange: "The exchanges of a vhost.",
    queue: "The queues of an exchange.",
  },
} as const satisfies Enumeration<string>;

const treeEntryShape = {
  type: required(choice(treeQuery), "What the service was asked for."),
  name: required(
    anyText(),
    "Of what: empty for vhosts, the vhost of the exchanges, or vhost and exchange of the queues joined by a dash (`vhost1-exchange1`).",
  ),
  response: required(
    anything(),
    "The service's response, without the details of the task. Its format is undocumented and may change.",
  ),
};

const treeEntry: ObjectType<typeof treeEntryShape> = {
  name: "ServiceTreeEntry",
  description: "What the service says about a part of a RabbitMQ migration.",
  shape: treeEntryShape,
};

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
  outputs: {
    ...verificationShape,
    serviceTree: optional(
      list(object(treeEntry)),
      "What the service says about the vhosts, exchanges and queues of a `rabbitToRocket` task, as it says it: nothing is concluded from it. " +
        "At most 100 of them are asked for. Those for which the service has no answer of its own are left out.",
    ),
  },
  async run(args, context) {
    const { instanceId, taskId } = args;
    const { signal, clock } = context;
    const client = calledClient(args, context);
    const detail = await getTask(client, instanceId, taskId, { signal });
    const lists = sharedLists(context);
    const verification = verificationValues(await verifyTask(detail, { client, instanceId, lists, clock, signal }));
    if (detail.metadata?.kind !== "rabbitToRocket") return verification;
    return { ...verification, serviceTree: await readServiceTree(client, instanceId, detail, detail.metadata, signal) };
  },
});
