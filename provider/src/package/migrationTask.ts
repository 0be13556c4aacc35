import { defineResource } from "./definition/resource.ts";
import { checkTask } from "./migrationTask/check.ts";
import { createTask, previewTask } from "./migrationTask/create.ts";
import { deleteTask } from "./migrationTask/delete.ts";
import { diffTask } from "./migrationTask/diff.ts";
import { prepareTaskDiff } from "./migrationTask/prepareDiff.ts";
import { readTask } from "./migrationTask/read.ts";
import { checkedInputs, inputs, outputs } from "./migrationTask/shapes.ts";
import { updateTask } from "./migrationTask/update.ts";

/** A migration that Pulumi runs; its parts are in migrationTask/, a step of its life in a file. */
export const migrationTask = defineResource({
  name: "MigrationTask",
  description:
    "Migrates metadata of a self-built RocketMQ or RabbitMQ to a DMS for RocketMQ instance, and waits until the migration has finished.\n\n" +
    "What is migrated is given **either** as lists (`topics` and `consumerGroups`, or `vhosts`, `queues`, `exchanges` and `bindings`) " +
    "**or** as the file that the broker exported. A preview tells what of the file would be lost.\n\n" +
    "A migration that failed fails the resource, which stays in state; the next `pulumi up` looks again. " +
    "It waits for one hour unless `customTimeouts` says otherwise. " +
    "A finished migration is never run again because its record is gone or the provider's configuration changed: " +
    "only for other metadata, another instance or name, changed `triggers`, or, while its record exists, `pulumi up --replace`.\n\n" +
    "Deleting the resource waits until the task has ended, then deletes the task's record: what was migrated stays.\n\n" +
    "Import: `pulumi import huaweicloud-rocketmq:index:MigrationTask <name> <instanceId>/<taskId>`.\n\n" +
    "Needs the permissions `dms:instance:createMetadataMigrationTask` and `dms:instance:getMetadataMigrationTask`.",
  inputs,
  checkedInputs,
  outputs,
  readBeforeUpdate: true,
  check: checkTask,
  diff: diffTask,
  prepareDiff: prepareTaskDiff,
  preview: previewTask,
  create: createTask,
  update: updateTask,
  read: readTask,
  delete: deleteTask,
});
