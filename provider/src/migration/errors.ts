import { isTransient, messageOf, RocketMqError } from "../cloud/index.ts";
import type { SubmissionTerms } from "./submissionTerms.ts";
import type { Task } from "./task.ts";
import { countText, durationText } from "./wording.ts";

/** The instance has no task with this ID. */
export class TaskNotFoundError extends RocketMqError {
  override readonly name = "TaskNotFoundError";
  readonly code = "TASK_NOT_FOUND";
  readonly instanceId: string;
  readonly taskId: string;

  /** @param seen the service's response, in a few words */
  constructor(instanceId: string, taskId: string, seen: string) {
    super(
      `Instance ${instanceId} has no migration task ${taskId} (${seen}). It may have been deleted, or it may belong to ` +
        "another instance. List the tasks of the instance to find the right ID.",
    );
    this.instanceId = instanceId;
    this.taskId = taskId;
  }
}

/** What was read of a list that could not be read completely. */
export interface ListSightings {
  /** The number of rows that the service last reported; undefined if it reported none. */
  totalSaid: number | undefined;
  /** How many different rows the last attempt read. */
  rowsSeen: number;
  /** How many pages were read, over all attempts. */
  pagesRead: number;
  /** How often the list was read from the start. */
  attempts: number;
}

/** A list could not be read completely, so nothing may be concluded from it. */
export class IncompleteListError extends RocketMqError {
  override readonly name = "IncompleteListError";
  readonly code = "INCOMPLETE_LIST";
  readonly seen: ListSightings;
  /** True if a later poll may succeed, so a wait continues. False if every poll would fail like this one. */
  override readonly isTransient: boolean;

  /**
   * @param list.title what is listed, e.g. `migration tasks of instance 1234…`
   * @param list.noun one row of the list, e.g. `task`
   * @param reason why the last attempt was given up, as a clause
   * @param options.isTransient default: true
   * @param options.remedy what to do, in sentences. Default: to try again once rows are no longer added or deleted
   */
  constructor(
    { title, noun }: { readonly title: string; readonly noun: string },
    reason: string,
    seen: ListSightings,
    options: { isTransient?: boolean; remedy?: string | undefined } = {},
  ) {
    const { isTransient = true, remedy = `If ${noun}s are being created or deleted, try again later.` } = options;
    const total = seen.totalSaid === undefined ? "reported no total" : `reports ${countText(seen.totalSaid, noun)}`;
    super(
      `Could not read the complete list of ${title}: ${reason}. ` +
        `The service ${total}; ${countText(seen.rowsSeen, `different ${noun}`)} appeared on ` +
        `${countText(seen.pagesRead, "page")} in ${countText(seen.attempts, "attempt")}. ${remedy}`,
    );
    this.seen = seen;
    this.isTransient = isTransient;
  }
}

/** Another task already has this name. */
export class NameTakenError extends RocketMqError {
  override readonly name = "NameTakenError";
  readonly code = "NAME_TAKEN";

  /** @param why the reason that the task cannot be adopted, as a clause */
  constructor(name: string, instanceId: string, tasks: readonly Task[], why: string) {
    const named = tasks.map((task) => `${task.id} (${task.status}, started ${task.startDate || "at an unknown time"})`);
    super(
      `The name "${name}" is taken on instance ${instanceId} by migration task ${named.join(" and ")}: ${why}. ` +
        "A name must be unique on its instance. Choose another name, leave the name out to have one generated, or delete that task.",
    );
  }
}

/** The instance was not running by the deadline. */
export class InstanceNotRunningError extends RocketMqError {
  override readonly name = "InstanceNotRunningError";
  readonly code = "INSTANCE_NOT_RUNNING";

  constructor(
    { name, instanceId }: { name: string; instanceId: string },
    status: string,
    waitedMs: number,
    cause: Error,
    terms: SubmissionTerms,
  ) {
    super(
      `Could not submit migration task "${name}": the instance is still ${status} after ${durationText(waitedMs)}, but must be RUNNING. ` +
        `Check instance ${instanceId}, or raise ${terms.timeout}. The service said: ${cause.message}`,
    );
  }
}

/** It is unknown whether the task exists: the response to its submission was lost, and the task was not found. */
export class SubmissionLostError extends RocketMqError {
  override readonly name = "SubmissionLostError";
  readonly code = "SUBMISSION_LOST";
  /** True if the fault may pass: a further submission searches for the task first. */
  override readonly isTransient: boolean;

  constructor({ name, instanceId }: { name: string; instanceId: string }, cause: unknown, terms: SubmissionTerms) {
    super(
      `It is unknown whether migration task "${name}" was submitted to instance ${instanceId}: ${messageOf(cause)} ` +
        `${terms.runAgain}: it searches for the task by name and adopts it if it exists.`,
    );
    this.isTransient = isTransient(cause);
  }
}
