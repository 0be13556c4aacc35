import { asError, type Client, type Clock, childAbort } from "../../cloud/index.ts";
import { getTask } from "../getTask.ts";
import { describeFailure, type TaskFailure } from "../metadata/index.ts";
import type { Task } from "../task.ts";
import { listText, taskText } from "../wording.ts";

/** How many failed tasks to read in full: each takes a request. */
export const maxExplainedTasks = 10;
const maxFailures = 20;
const maxResultLength = 500;
/** A wait that has its verdict must not take much longer only to explain it. */
const limitMs = 15_000;

/** A task that failed, and what of it was not migrated. */
export interface FailedTask {
  task: Task;
  failures: TaskFailure[];
  /** The failure in sentences; it says so if the cause could not be read. */
  reason: string;
  /** Why the cause could not be read. Absent if it was. */
  error?: Error;
}

/** Reads why tasks failed. It never throws, and takes at most 15 seconds. */
export async function readFailureCauses(
  client: Pick<Client, "get">,
  instanceId: string,
  tasks: readonly Task[],
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<FailedTask[]> {
  const { signal: stop, abort } = childAbort(signal);
  void clock.sleep(limitMs, stop).then(abort);
  try {
    return await Promise.all(
      tasks.slice(0, maxExplainedTasks).map((task) => readCause(client, instanceId, task, stop)),
    );
  } finally {
    abort();
  }
}

async function readCause(
  client: Pick<Client, "get">,
  instanceId: string,
  task: Task,
  signal: AbortSignal,
): Promise<FailedTask> {
  const failed = `Migration task ${taskText(task)} failed`;
  try {
    const { failures, resultText } = await getTask(client, instanceId, task.id, { signal });
    return { task, failures, reason: `${failed}: ${causeText(failures, resultText)}.` };
  } catch (thrown) {
    const error = asError(thrown);
    return { task, failures: [], reason: `${failed}. Could not read the cause: ${error.message}`, error };
  }
}

function causeText(failures: TaskFailure[], resultText: string): string {
  if (failures.length > 0) return listText(failures.map(describeFailure), maxFailures, "; ");
  if (["", "[]", "{}"].includes(resultText.trim())) return "the service gives no cause";
  const isLong = resultText.length > maxResultLength;
  return `the service reported ${isLong ? `${resultText.slice(0, maxResultLength)}…` : resultText}`;
}
