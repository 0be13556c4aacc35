import type { MigrationReport } from "../migration/index.ts";

/** How a command ended, and the exit status that says so to a pipeline. `--help` and docs/pipelines.md list them. */
export const exitStatuses = {
  /** Every selected migration has finished. */
  finished: 0,
  /** An operator decided not to wait (`--skip`). */
  skipped: 0,
  /** At least one migration failed, or vanished before it had ended. */
  failed: 1,
  /** The command line or the configuration is wrong. */
  usageError: 2,
  /** The timeout expired first. */
  timedOut: 3,
  /** The service refused the request, or could not be reached. */
  refused: 4,
  /** No task has the given ID, name or type. */
  noMatch: 5,
  /** A bug in this program. Not 1, which would tell a pipeline that a migration failed. */
  bug: 70,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

/** The end of a wait. */
export type OutcomeState = keyof typeof exitStatuses;

/** The end of `wait` or `run`, for every output. */
export interface Outcome {
  readonly state: OutcomeState;
  readonly exitStatus: number;
  /** One sentence: `Finished after 4 min 10 s: 3 of 3 tasks finished.` */
  readonly headline: string;
  /** Why it is not finished, a sentence or two each. Empty if it is. */
  readonly reasons: readonly string[];
  readonly waitedSeconds: number;
  /** How many polls succeeded. */
  readonly polls: number;
  /** Selected IDs and names that match no task. */
  readonly unmatched: readonly string[];
  /** The operator's reason for `--skip`. */
  readonly skipReason?: string;
}

/** The result of a command, from which every output format is made. */
export interface CommandResult {
  /** The tasks that the command is about, as they were last seen. */
  readonly report: MigrationReport;
  /** Absent for a command that does not wait, such as `list`. */
  readonly outcome?: Outcome;
}
