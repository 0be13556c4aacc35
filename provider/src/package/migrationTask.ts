import { defineResource } from "./definition/resource.ts";
import { checkTask } from "./migrationTask/check.ts";
import { previewMigration, runMigration } from "./migrationTask/create.ts";
import { deleteTask } from "./migrationTask/delete.ts";
import { diffTask } from "./migrationTask/diff.ts";
import { prepareTaskDiff } from "./migrationTask/prepareDiff.ts";
import { readTask } from "./migrationTask/read.ts";
import { checkedInputs, inputs, outputs } from "./migrationTask/shapes.ts";
import { updateTask } from "./migrationTask/update.ts";
import { moduleToken } from "./packageName.ts";
import { defaultTimeoutText } from "./timeout.ts";

/** Runs a migration. Its parts are in migrationTask/: one file for its definition, and one for each step of its life cycle. */
export const migrationTask = defineResource({
  name: "MigrationTask",
  description:
    "Migrates metadata of a self-built RocketMQ or RabbitMQ to a DMS for RocketMQ instance, and waits until the migration has finished.\n\n" +
    "Set the metadata **either** as lists (`topics` and `consumerGroups`, or `vhosts`, `queues`, `exchanges` and `bindings`) " +
    "**or** as the file that the broker exported. A preview says what in the file would not be migrated.\n\n" +
    "If the migration fails, the resource fails but stays in state, and the next `pulumi up` checks the task again. " +
    `A wait times out after ${defaultTimeoutText} unless \`customTimeouts\` is set. ` +
    "A finished migration is run again only if the metadata, the instance, the name or `triggers` change, or, while its record exists, with `pulumi up --replace`: " +
    "never because its record is gone or the provider's configuration changed.\n\n" +
    "Deleting the resource waits until the task has ended, then deletes the task's record. What was migrated stays.\n\n" +
    `Import: \`pulumi import ${moduleToken}:MigrationTask <name> <instanceId>/<taskId>\`.\n\n` +
    "Requires the permissions `dms:instance:createMetadataMigrationTask`, `dms:instance:getMetadataMigrationTask`, " +
    "`dms:instance:get` and, to delete its record, `dms:instance:deleteMetadataMigrationTask`; for `verify`, also `dms:topic:list` and `dms:group:list`.",
  inputs,
  checkedInputs,
  outputs,
  readBeforeUpdate: true,
  check: checkTask,
  diff: diffTask,
  prepareDiff: prepareTaskDiff,
  preview: previewMigration,
  create: runMigration,
  update: updateTask,
  read: readTask,
  delete: deleteTask,
});
