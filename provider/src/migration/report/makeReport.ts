import { summarize } from "../summary.ts";
import { type InstanceReport, type MigrationReport, type ReportedTask, reportVersion } from "./report.ts";
import { startedAtOf } from "./serviceTime.ts";

/** What is known of one instance. */
export interface InstanceObservation {
  readonly instanceId: string;
  readonly name?: string;
  /** When its tasks were read, in milliseconds since 1970; undefined if they never were. */
  readonly observedAtMs: number | undefined;
  /** In the service's order. */
  readonly tasks: readonly Omit<ReportedTask, "instanceId" | "startedAt">[];
  /** Why the latest reading failed. */
  readonly error?: string;
}

/** What a report is made with. */
export interface ReportOptions {
  /** When the report is made, in milliseconds since 1970: its `observedAt` if no instance was ever read. */
  readonly nowMs: number;
  /** How many minutes the service's dates are ahead of UTC. Undefined: unknown, so no task has `startedAt`. */
  readonly serviceOffsetMinutes?: number | undefined;
}

/** Makes a report of what is known of some instances. */
export function makeReport(
  observations: readonly InstanceObservation[],
  { nowMs, serviceOffsetMinutes }: ReportOptions,
): MigrationReport {
  const tasks = observations.flatMap(({ instanceId, tasks }) =>
    tasks.map((task): ReportedTask => {
      const startedAt =
        serviceOffsetMinutes === undefined ? undefined : startedAtOf(task.startDate, serviceOffsetMinutes);
      return { instanceId, ...task, ...(startedAt === undefined ? {} : { startedAt }) };
    }),
  );
  const readMs = observations.flatMap(({ observedAtMs }) => (observedAtMs === undefined ? [] : [observedAtMs]));
  return {
    version: reportVersion,
    observedAt: new Date(Math.min(nowMs, ...readMs)).toISOString(),
    instances: observations.map(instanceReport),
    tasks,
    counts: countsOf(tasks),
  };
}

function instanceReport({ instanceId, name, observedAtMs, tasks, error }: InstanceObservation): InstanceReport {
  return {
    instanceId,
    ...(name === undefined ? {} : { name }),
    observedAt: observedAtMs === undefined ? "" : new Date(observedAtMs).toISOString(),
    counts: countsOf(tasks),
    ...(error === undefined ? {} : { error }),
  };
}

function countsOf(tasks: readonly Pick<ReportedTask, "status">[]) {
  const { allFinished: _, anyFailed: __, ...counts } = summarize(tasks);
  return counts;
}
