import type * as pulumi from "@pulumi/pulumi";
import type {
  GetMigrationTasksArgs,
  GetMigrationTasksOutputArgs,
  GetMigrationTasksResult,
} from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Reads the metadata migration tasks of a DMS for RocketMQ instance, and where they stand. It reads once and never waits:
 * to hold resources back until a migration is finished use `MigrationGate` or `migrationFinished`.
 *
 * Runs in the program itself. Needs the permission `dms:instance:getMetadataMigrationTask`.
 *
 * @throws Error with the text that the plugin would give; its `cause` is the error itself, which has a stable `code`
 */
export function getMigrationTasks(
  args: GetMigrationTasksArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetMigrationTasksResult> {
  return callFunction("getMigrationTasks", args, opts);
}

/**
 * `getMigrationTasks` with outputs as arguments, and an output as its result: unknown in a preview while an argument is
 * not known or a resource that it depends on is not created, and secret if an argument is.
 */
export function getMigrationTasksOutput(
  args: GetMigrationTasksOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMigrationTasksResult> {
  return callFunctionOutput("getMigrationTasks", args, opts);
}
