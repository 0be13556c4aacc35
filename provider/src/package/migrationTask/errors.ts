import { RocketMqError } from "../../cloud/index.ts";

/** The task is in another project or region than the one that the provider is configured for. */
export class OtherLocationError extends RocketMqError {
  override readonly name = "OtherLocationError";
  readonly code = "OTHER_LOCATION";
  /** True if the provider's configuration names the other place; false if the environment does. */
  readonly isConfigured: boolean;

  constructor(message: string, isConfigured: boolean) {
    super(message);
    this.isConfigured = isConfigured;
  }
}

/** A task must end before the next step, and did not: the wait timed out, was cancelled or failed. */
export class TaskNotEndedError extends RocketMqError {
  override readonly name = "TaskNotEndedError";
  readonly code = "TASK_NOT_ENDED";

  /**
   * @param consequence what was not done because of it, as a sentence
   * @param reasons why the wait ended, in sentences
   */
  constructor(consequence: string, reasons: readonly string[]) {
    super([consequence, ...reasons].join(" "));
  }
}

/** The service accepted the deletion of a task's record, but still has the record. */
export class RecordNotDeletedError extends RocketMqError {
  override readonly name = "RecordNotDeletedError";
  readonly code = "RECORD_NOT_DELETED";
}
