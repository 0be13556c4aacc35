import type * as pulumi from "@pulumi/pulumi";
import type { GetInstancesArgs, GetInstancesOutputArgs, GetInstancesResult } from "pulumi-huaweicloud-rocketmq";
import { callFunction, callFunctionOutput } from "./callFunction.ts";

/**
 * Lists the DMS for RocketMQ instances of the project, to find the ID of one by its name.
 * It reads once and never waits.
 *
 * Runs in the program itself. Requires the permission `dms:instance:list`.
 *
 * @throws Error with the text that the plugin would give. Its `cause` is the error itself, or with a
 * secret argument one with the masked text: both have a stable `code`
 */
export function getInstances(args: GetInstancesArgs, opts?: pulumi.InvokeOptions): Promise<GetInstancesResult> {
  return callFunction("getInstances", args, opts);
}

/**
 * `getInstances` with outputs as arguments and an output as its result. In a preview the result is unknown while an
 * argument is unknown or a resource that it depends on is not created. It is secret if an argument is.
 */
export function getInstancesOutput(
  args: GetInstancesOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetInstancesResult> {
  return callFunctionOutput("getInstances", args, opts);
}
