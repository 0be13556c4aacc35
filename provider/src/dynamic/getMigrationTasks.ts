import type * as pulumi from "@pulumi/pulumi";
import type {
  GetMigrationTasksArgs,
  GetMigrationTasksOutputArgs,
  GetMigrationTasksResult,
} from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Reads the metadata migration tasks of a DMS for RocketMQ instance and their status. It reads once and never waits:
 * to hold resources back until a migration has finished, use `MigrationGate` or `migrationFinished`.
 *
 * Runs in the program itself. Requires the permission `dms:instance:getMetadataMigrationTask`.
 *
 * @throws Error with the text that the plugin would give. Its `cause` is the error itself, or with a
 * secret argument one with the masked text: both have a stable `code`
 */
export function getMigrationTasks(
  args: GetMigrationTasksArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetMigrationTasksResult> {
  return callFunction("getMigrationTasks", args, opts);
}

/**
 * `getMigrationTasks` with outputs as arguments and an output as its result. In a preview the result is unknown while an
 * argument is unknown or a resource that it depends on is not created. It is secret if an argument is.
 */
export function getMigrationTasksOutput(
  args: GetMigrationTasksOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMigrationTasksResult> {
  return callFunctionOutput("getMigrationTasks", args, opts);
}
