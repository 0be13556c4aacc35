import type { TaskFailure } from "../metadata/index.ts";
import type { TaskCounts } from "../summary.ts";
import type { Task } from "../task.ts";

/*
 * What is known about the migrations of some instances at one time: for dashboards, pipelines and stack outputs. It contains
 * nothing secret. Everything that leaves the product in JSON has this form, so a change that removes or renames a field needs a
 * new version.
 */

/** The version of the form. */
export const reportVersion = 1;

/** The migrations of some instances, as they were observed. */
export interface MigrationReport {
  readonly version: typeof reportVersion;
  /** When the instance that was read first was read, in UTC: `2026-01-23T08:15:00.000Z`. Nothing here is older. */
  readonly observedAt: string;
  readonly instances: readonly InstanceReport[];
  /** The tasks of all instances: instance by instance, in the service's order. */
  readonly tasks: readonly ReportedTask[];
  /** How many of the tasks are in which status. */
  readonly counts: TaskCounts;
}

/** One instance of a report. */
export interface InstanceReport {
  readonly instanceId: string;
  /** Its name. Absent if it could not be read: that needs the permission `dms:instance:get`. */
  readonly name?: string;
  /** When the tasks were read, in UTC. Empty if they never were. */
  readonly observedAt: string;
  /** How many of its tasks are in which status. */
  readonly counts: TaskCounts;
  /** Why the latest reading failed, in a sentence; the tasks are then those of `observedAt`. Absent if it succeeded. */
  readonly error?: string;
}

/** One task of a report. */
export interface ReportedTask extends Task {
  readonly instanceId: string;
  /** When the task was started, in UTC. Only if the time zone of the service's dates is known: the service does not tell it. */
  readonly startedAt?: string;
  /**
   * The statuses that were observed, the first one first: only in reports of something that watches. The task may have had the
   * first one for longer; the others began between two polls, at most a poll interval before `since`.
   */
  readonly history?: readonly ObservedStatus[];
  /** Why it failed, in a sentence; of at most the first ten failed tasks of an instance. */
  readonly reason?: string;
  /** What was not migrated, as far as the service says. Read for the same tasks as `reason`. */
  readonly failures?: readonly TaskFailure[];
}

/** A status, and since when it was observed. */
export interface ObservedStatus {
  readonly status: string;
  /** In UTC. */
  readonly since: string;
}
