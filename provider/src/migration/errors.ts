import { RocketMqError } from "../cloud/index.ts";

/** The instance has no task with this id. */
export class TaskNotFoundError extends RocketMqError {
  override readonly name = "TaskNotFoundError";
  readonly code = "TASK_NOT_FOUND";
  readonly instanceId: string;
  readonly taskId: string;

  /** @param seen what the service said, in a few words */
  constructor(instanceId: string, taskId: string, seen: string) {
    super(
      `Instance ${instanceId} has no migration task ${taskId} (${seen}). ` +
        "It may have been deleted, or belong to another instance. List the tasks of the instance to see which there are.",
    );
    this.instanceId = instanceId;
    this.taskId = taskId;
  }
}

/** What was seen of a list that could not be read whole. */
export interface ListSightings {
  /** What the service last said the number of tasks is; undefined if it did not say. */
  totalSaid: number | undefined;
  /** How many different tasks the last attempt saw. */
  tasksSeen: number;
  /** How many pages were read, over all attempts. */
  pagesRead: number;
  /** How often the list was read from its start. */
  attempts: number;
}

/** The list of tasks could not be read whole: it must not be taken for the tasks of the instance. */
export class IncompleteListError extends RocketMqError {
  override readonly name = "IncompleteListError";
  readonly code = "INCOMPLETE_LIST";
  readonly instanceId: string;
  readonly seen: ListSightings;
  /** True when a later look may succeed, so that a wait goes on. False when every look would end like this one. */
  override readonly isTransient: boolean;

  /**
   * @param reason why the last attempt was given up, as a clause
   * @param options.isTransient default: true
   * @param options.remedy what to do, in sentences. Default: to try again once tasks are no longer created or deleted
   */
  constructor(
    instanceId: string,
    reason: string,
    seen: ListSightings,
    options: { isTransient?: boolean; remedy?: string | undefined } = {},
  ) {
    const { isTransient = true, remedy = "If tasks are being created or deleted, try again when that is over." } =
      options;
    const total = seen.totalSaid === undefined ? "did not say how many there are" : `says there are ${seen.totalSaid}`;
    super(
      `The list of migration tasks of instance ${instanceId} could not be read whole: ${reason}. ` +
        `The service ${total}; ${seen.tasksSeen} different ones were seen on ${counted(seen.pagesRead, "page")} ` +
        `in ${counted(seen.attempts, "attempt")}. ${remedy}`,
    );
    this.instanceId = instanceId;
    this.seen = seen;
    this.isTransient = isTransient;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
