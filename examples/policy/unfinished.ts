import {
  type GetMigrationTaskArgs,
  type GetMigrationTaskResult,
  getMigrationTask,
  getMigrationTasks,
} from "pulumi-huaweicloud-rocketmq/dynamic";
import type { Config } from "#config";
import { once } from "#once";

/** A migration task that has not finished. */
export interface OpenTask {
  id: string;
  name: string;
  status: string;
  /** What was not migrated. Read for the first failed tasks only. */
  failures: Failure[];
}

/** Why resources must wait for the migrations onto an instance. */
export interface Unfinished {
  instanceId: string;
  /** Why the tasks could not be read. Absent if they were read. */
  error?: string;
  /** How many tasks must have finished, including those that do not exist. */
  total: number;
  /** Those of them that have not finished. The failed ones come first. */
  open: OpenTask[];
  /** Those of taskNames that do not exist. */
  missingNames: string[];
}

type Failure = GetMigrationTaskResult["failures"][number];

/** Reading the cause of a failure takes a request. */
const maxCauses = 3;

// From /dynamic: the functions of pulumi-huaweicloud-rocketmq itself need an engine, and a policy pack has no connection to it.
const readTasks = once(getMigrationTasks);
const readTask = once(getMigrationTask);

/** Reads the tasks of each instance, and returns the instances that resources must wait for. */
export async function findUnfinished(config: Config): Promise<Unfinished[]> {
  const checked = await Promise.all(config.instanceIds.map((instanceId) => check(instanceId, config)));
  // An instance without tasks is not finished: its migration may not have been started yet.
  return checked.filter(({ total, open, missingNames }) => total === 0 || open.length + missingNames.length > 0);
}

async function check(instanceId: string, config: Config): Promise<Unfinished> {
  const { taskNames, taskTypes, acceptStatuses, region, projectId } = config;
  const instance = { instanceId, ...(region && { region }), ...(projectId && { projectId }) };
  try {
    const { tasks } = await readTasks(instance);
    const selected = tasks.filter(
      // A task whose type the service omits may have the wanted type.
      ({ name, type }) => (taskNames?.includes(name) ?? true) && (!type || (taskTypes?.includes(type) ?? true)),
    );
    const missingNames = (taskNames ?? []).filter((wanted) => !selected.some(({ name }) => name === wanted));
    const unfinished = selected.filter(({ status }) => !acceptStatuses.includes(status));
    const failed = unfinished.filter(({ status }) => status === "failed");
    const others = unfinished.filter(({ status }) => status !== "failed");
    const open = [...failed, ...others].map(async (task, index) => ({
      ...task,
      failures: index < Math.min(failed.length, maxCauses) ? await readFailures({ ...instance, taskId: task.id }) : [],
    }));
    const total = selected.length + missingNames.length;
    return { instanceId, total, open: await Promise.all(open), missingNames };
  } catch (error) {
    return { instanceId, error: messageOf(error), total: 0, open: [], missingNames: [] };
  }
}

/** What a failed task did not migrate, and why. Empty if that cannot be read: the task holds resources back either way. */
async function readFailures(task: GetMigrationTaskArgs): Promise<Failure[]> {
  try {
    return (await readTask(task)).failures;
  } catch {
    return [];
  }
}

/** The message of the cause, which does not begin with the name of the function. */
function messageOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
