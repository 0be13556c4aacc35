import { isRunning, type MigrationReport, type ReadCounts, type ReportedTask } from "../../migration/index.ts";

/** What metrics are computed from. */
export interface MetricsInput {
  readonly report: MigrationReport;
  /** The present, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Only of something that watches: a counter needs a start. */
  readonly readCounts?: readonly ReadCounts[] | undefined;
}

/** One value of a metric. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric. Its name, labels and meaning are stable: alerts and dashboards outside of this repository depend on them. */
export interface Metric {
  readonly name: string;
  readonly type: "gauge" | "counter";
  readonly labels: readonly string[];
  readonly help: string;
  /** Its values. None if it is unknown: an absent value misleads nobody, a zero would. */
  readonly samples: (input: MetricsInput) => Sample[];
}

const prefix = "rocketmq_migration";

/**
 * Every metric. The table in docs/dashboards.md, the alert rules and the Grafana dashboard are checked against this one.
 * Each instance is identified by its ID alone, because its name may become known later or change.
 */
export const metrics: readonly Metric[] = [
  {
    name: `${prefix}_up`,
    type: "gauge",
    labels: ["instance_id"],
    help: "1 if the latest reading of the instance succeeded, otherwise 0.",
    samples: ({ report }) =>
      report.instances.map(({ instanceId, error, observedAt }) => ({
        labels: { instance_id: instanceId },
        value: error === undefined && observedAt !== "" ? 1 : 0,
      })),
  },
  {
    name: `${prefix}_instance_info`,
    type: "gauge",
    labels: ["instance_id", "instance_name"],
    help: "Always 1. Its label is the name of the instance, empty if it is unknown.",
    samples: ({ report }) =>
      report.instances.map(({ instanceId, name = "" }) => ({
        labels: { instance_id: instanceId, instance_name: name },
        value: 1,
      })),
  },
  {
    name: `${prefix}_tasks`,
    type: "gauge",
    labels: ["instance_id", "status"],
    help: "Number of migration tasks by status: creating, starting, failed, finished, or unknown to this version. Absent until the instance was read.",
    samples: ({ report }) =>
      report.instances.flatMap(({ instanceId, observedAt, counts }) =>
        observedAt === ""
          ? []
          : Object.entries(counts).map(([status, value]) => ({ labels: { instance_id: instanceId, status }, value })),
      ),
  },
  {
    name: `${prefix}_oldest_running_task_age_seconds`,
    type: "gauge",
    labels: ["instance_id"],
    help: "How long the oldest running task has been running, as far as known: from its start date, or else from when it was first seen running. Absent if no task is running.",
    samples: ({ report, nowMs }) =>
      report.instances.flatMap(({ instanceId }) => {
        const startedMs = report.tasks
          .filter((task) => task.instanceId === instanceId && isRunning(task.status))
          .flatMap((task) => runningSinceMs(task) ?? []);
        if (startedMs.length === 0) return [];
        const ageMs = nowMs - startedMs.reduce((one, other) => Math.min(one, other));
        return [{ labels: { instance_id: instanceId }, value: Math.max(0, ageMs) / 1000 }];
      }),
  },
  {
    name: `${prefix}_last_success_timestamp_seconds`,
    type: "gauge",
    labels: ["instance_id"],
    help: "When the instance was last read successfully, in seconds since 1970. Absent until it was.",
    samples: ({ report }) =>
      report.instances.flatMap(({ instanceId, observedAt }) =>
        observedAt === "" ? [] : [{ labels: { instance_id: instanceId }, value: Date.parse(observedAt) / 1000 }],
      ),
  },
  {
    name: `${prefix}_reads_total`,
    type: "counter",
    labels: ["instance_id"],
    help: "Number of times the instance was read since the dashboard started, successfully or not. Only from the dashboard command.",
    samples: ({ readCounts = [] }) =>
      readCounts.map(({ instanceId, reads }) => ({ labels: { instance_id: instanceId }, value: reads })),
  },
  {
    name: `${prefix}_read_failures_total`,
    type: "counter",
    labels: ["instance_id"],
    help: "Number of times reading the instance failed since the dashboard started. Only from the dashboard command.",
    samples: ({ readCounts = [] }) =>
      readCounts.map(({ instanceId, failedReads }) => ({ labels: { instance_id: instanceId }, value: failedReads })),
  },
];

/** Since when a running task has been running, at the latest; undefined if unknown. */
function runningSinceMs({ startedAt, history = [] }: ReportedTask): number | undefined {
  if (startedAt !== undefined) return Date.parse(startedAt);
  // A task that failed and was started again is as old as its latest run.
  const ended = history.findLastIndex(({ status }) => !isRunning(status));
  const since = history[ended + 1]?.since;
  return since === undefined ? undefined : Date.parse(since);
}
