/** What the package offers: every function and resource, each defined in the file of its name. */
import type { PackageFunction } from "./definition/function.ts";
import type { PackageResource } from "./definition/resource.ts";
import { getInstances } from "./getInstances.ts";
import { getMigrationReport } from "./getMigrationReport.ts";
import { getMigrationTask } from "./getMigrationTask.ts";
import { getMigrationTasks } from "./getMigrationTasks.ts";
import { getMigrationVerification } from "./getMigrationVerification.ts";
import { migrationGate } from "./migrationGate.ts";
import { migrationTask } from "./migrationTask.ts";

export const functions = [
  getMigrationTasks,
  getMigrationTask,
  getMigrationReport,
  getMigrationVerification,
  getInstances,
] as readonly PackageFunction[];
export const resources: readonly PackageResource[] = [migrationTask, migrationGate];
