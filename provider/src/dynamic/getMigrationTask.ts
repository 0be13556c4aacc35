import type * as pulumi from "@pulumi/pulumi";
import type {
  GetMigrationTaskArgs,
  GetMigrationTaskOutputArgs,
  GetMigrationTaskResult,
} from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Reads one metadata migration task in full: where it stands, what was submitted, and what did not get across and why.
 * It reads once and never waits.
 *
 * Runs in the program itself. Needs the permission `dms:instance:getMetadataMigrationTask`.
 *
 * @throws Error with the text that the plugin would give; its `cause` is the error itself, which has a stable `code`
 */
export function getMigrationTask(
  args: GetMigrationTaskArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetMigrationTaskResult> {
  return callFunction("getMigrationTask", args, opts);
}

/**
 * `getMigrationTask` with outputs as arguments, and an output as its result: unknown in a preview while an argument is not
 * known or a resource that it depends on is not created, and secret if an argument is.
 */
export function getMigrationTaskOutput(
  args: GetMigrationTaskOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMigrationTaskResult> {
  return callFunctionOutput("getMigrationTask", args, opts);
}
