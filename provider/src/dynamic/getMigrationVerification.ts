import type * as pulumi from "@pulumi/pulumi";
import type {
  GetMigrationVerificationArgs,
  GetMigrationVerificationOutputArgs,
  GetMigrationVerificationResult,
} from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Looks on the instance for what a migration task submitted: which topics and consumer groups are missing, and what differs.
 * It reads once and never waits.
 *
 * Runs in the program itself. Requires the permissions `dms:instance:getMetadataMigrationTask`, `dms:topic:list` and
 * `dms:group:list`.
 *
 * @throws Error with the text that the plugin would give. Its `cause` is the error itself, or with a
 * secret argument one with the masked text: both have a stable `code`
 */
export function getMigrationVerification(
  args: GetMigrationVerificationArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetMigrationVerificationResult> {
  return callFunction("getMigrationVerification", args, opts);
}

/**
 * `getMigrationVerification` with outputs as arguments and an output as its result. In a preview the result is unknown while an
 * argument is unknown or a resource that it depends on is not created. It is secret if an argument is.
 */
export function getMigrationVerificationOutput(
  args: GetMigrationVerificationOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMigrationVerificationResult> {
  return callFunctionOutput("getMigrationVerification", args, opts);
}
