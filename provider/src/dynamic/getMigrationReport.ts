import type * as pulumi from "@pulumi/pulumi";
import type {
  GetMigrationReportArgs,
  GetMigrationReportOutputArgs,
  GetMigrationReportResult,
} from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Reads the migration tasks of several instances into one report, for dashboards and a stack's README.
 * It reads once and never waits.
 *
 * Runs in the program itself. Requires the permission `dms:instance:getMetadataMigrationTask`.
 *
 * @throws Error with the text that the plugin would give. Its `cause` is the error itself, or with a
 * secret argument one with the masked text: both have a stable `code`
 */
export function getMigrationReport(
  args: GetMigrationReportArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetMigrationReportResult> {
  return callFunction("getMigrationReport", args, opts);
}

/**
 * `getMigrationReport` with outputs as arguments and an output as its result. In a preview the result is unknown while an
 * argument is unknown or a resource that it depends on is not created. It is secret if an argument is.
 */
export function getMigrationReportOutput(
  args: GetMigrationReportOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetMigrationReportResult> {
  return callFunctionOutput("getMigrationReport", args, opts);
}
