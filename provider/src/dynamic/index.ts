/**
 * `pulumi-huaweicloud-rocketmq/dynamic`: the package for TypeScript programs that cannot install a plugin.
 *
 * It has the functions and the gate of `pulumi-huaweicloud-rocketmq`, with the same names, types, results and errors, and uses
 * the same configuration (`pulumi config set huaweicloud-rocketmq:region …`) and credentials. The functions run in the
 * program, the gate in Pulumi's process for dynamic providers.
 */

export type {
  GetInstancesArgs,
  GetInstancesOutputArgs,
  GetInstancesResult,
  GetMigrationReportArgs,
  GetMigrationReportOutputArgs,
  GetMigrationReportResult,
  GetMigrationTaskArgs,
  GetMigrationTaskOutputArgs,
  GetMigrationTaskResult,
  GetMigrationTasksArgs,
  GetMigrationTasksOutputArgs,
  GetMigrationTasksResult,
  GetMigrationVerificationArgs,
  GetMigrationVerificationOutputArgs,
  GetMigrationVerificationResult,
  MigrationGateArgs,
} from "pulumi-huaweicloud-rocketmq";
export {
  BindingDestinationType,
  ExchangeType,
  GateNoMatchAction,
  GateRecheck,
  InstanceEngine,
  MigrationFailureKind,
  MigrationQueryType,
  MigrationTaskStatus,
  MigrationTaskType,
  MigrationVerdict,
  MigrationVerify,
  TopicFilterType,
  VerifiedItemKind,
} from "pulumi-huaweicloud-rocketmq";
export { getInstances, getInstancesOutput } from "./getInstances.ts";
export { getMigrationReport, getMigrationReportOutput } from "./getMigrationReport.ts";
export { getMigrationTask, getMigrationTaskOutput } from "./getMigrationTask.ts";
export { getMigrationTasks, getMigrationTasksOutput } from "./getMigrationTasks.ts";
export { getMigrationVerification, getMigrationVerificationOutput } from "./getMigrationVerification.ts";
export type { MigrationFinishedArgs } from "./migrationFinished.ts";
export { migrationFinished } from "./migrationFinished.ts";
export { MigrationGate } from "./migrationGate.ts";
