import { CancelledError, type Client, type Clock, childAbort } from "../../cloud/index.ts";
import { getInstance } from "../getInstance.ts";
import { listTasks } from "../listTasks.ts";
import type { Task } from "../task.ts";
import { readFailureCauses } from "../waiting/failureCauses.ts";
import { type InstanceObservation, makeReport } from "./makeReport.ts";
import type { MigrationReport } from "./report.ts";

/** How to read a report. */
export interface ReadReportOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Which tasks the report is about. Default: all. */
  readonly selects?: (task: Task) => boolean;
  /** How many minutes the service's dates are ahead of UTC. Default: unknown. */
  readonly serviceOffsetMinutes?: number | undefined;
}

/**
 * Reads the tasks of some instances once, side by side, and why tasks failed: the first ten of each instance.
 * @throws IncompleteListError, ResponseError and any error of the client, if one of the instances cannot be read
 */
export async function readReport(
  client: Pick<Client, "get">,
  instanceIds: readonly string[],
  options: ReadReportOptions,
): Promise<MigrationReport> {
  const { clock, serviceOffsetMinutes } = options;
  const observations = await Promise.all([...new Set(instanceIds)].map((id) => readInstance(client, id, options)));
  return makeReport(observations, { nowMs: clock.wallClock(), serviceOffsetMinutes });
}

async function readInstance(
  client: Pick<Client, "get">,
  instanceId: string,
  { clock, signal, selects = () => true }: ReadReportOptions,
): Promise<InstanceObservation> {
  const observedAtMs = clock.wallClock();
  const [name, listed] = await Promise.all([
    readInstanceName(client, instanceId, clock, signal),
    listTasks(client, instanceId, signal ? { signal } : {}),
  ]);
  const tasks = listed.tasks.filter(selects);
  const failed = tasks.filter(({ status }) => status === "failed");
  const causes = await readFailureCauses(client, instanceId, failed, clock, signal);
  const causeById = new Map(causes.map(({ task, failures, reason }) => [task.id, { failures, reason }]));
  return {
    instanceId,
    ...(name === undefined ? {} : { name }),
    observedAtMs,
    tasks: tasks.map((task) => ({ ...task, ...causeById.get(task.id) })),
  };
}

/** A report waits no longer than this for a name. */
const nameTimeoutMs = 5000;

/**
 * The instance's name, if the user of the keys may read it. It only makes a report easier to read, so no error of it counts.
 * @throws CancelledError if the signal aborts
 */
export async function readInstanceName(
  client: Pick<Client, "get">,
  instanceId: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const over = childAbort(signal);
  void clock.sleep(nameTimeoutMs, over.signal).then(over.abort);
  try {
    const { name } = await getInstance(client, instanceId, { signal: over.signal });
    return name === "" ? undefined : name;
  } catch (error) {
    if (error instanceof CancelledError && signal?.aborted) throw error;
    return undefined;
  } finally {
    over.abort();
  }
}
