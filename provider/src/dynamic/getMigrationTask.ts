import type * as pulumi from "@pulumi/pulumi";
import type {
  GetMigrationTaskArgs,
  GetMigrationTaskOutputArgs,
  GetMigrationTaskResult,
} from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Reads one metadata migration task in full: its status, what was submitted, and what was not migrated and why.
 * It reads once and never waits.
 *
 * Runs in the program itself. Requires the permission `dms:instance:getMetadataMigrationTask`.
 *
 * @throws Error with the text that the plugin would give. Its `cause` is the error itself, or with a
 * secret argument one with the masked text: both have a stable `code`
 */
export function getMigrationTask(
  args: GetMigrationTaskArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetMigrationTaskResult> {
  return callFunction("getMigrationTask", args, opts);
}

/**
 * `getMigrationTask` with outputs as arguments and an output as its result. In a preview the result is unknown while an
 * argument is unknown or a resource that it depends on is not created. It is secret if an argument is.
 */
export function getMigrationTaskOutput(
  args: GetMigrationTaskOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMigrationTaskResult> {
  return callFunctionOutput("getMigrationTask", args, opts);
}
