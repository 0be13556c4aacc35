import type { Moment } from "../../cloud/index.ts";
import type { Task } from "../task.ts";

/** Which tasks a poll reads: every task of the instance, or those with these IDs. */
export type PollScope = "all" | ReadonlySet<string>;

/** The tasks of an instance as one poll read them. */
export interface Snapshot {
  /** When the first request of the poll was about to be sent: every status is of this moment or later. */
  startedAt: Moment;
  /** What was read: a task in the scope that is not in `tasks` does not exist. */
  scope: PollScope;
  tasks: readonly Task[];
}
