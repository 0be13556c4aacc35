/** Migration tasks of an instance: reading, submitting, deleting, summing up, waiting. No Pulumi, no HTTP here. */

// Submitting and deleting
export { createTask, type NewTask } from "./createTask.ts";
export { deleteTasks } from "./deleteTasks.ts";
// Errors
export { IncompleteListError, type ListSightings, TaskNotFoundError } from "./errors.ts";
// Reading
export { getInstance, type Instance } from "./getInstance.ts";
export { getTask, type TaskDetail } from "./getTask.ts";
export { listTaskPage, type PageQuery } from "./listTaskPage.ts";
export { type ListOptions, listTasks } from "./listTasks.ts";
export {
  completeMetadata,
  describeNotMigrated,
  describeProblem,
  type Field,
  type FieldTable,
  integerRange,
  itemFields,
  listsOfKind,
  type Metadata,
  MetadataError,
  type MetadataInput,
  type MetadataProblem,
  metadataHash,
  type NotMigrated,
  type ParsedFile,
  parseRabbitMqDefinitions,
  parseRocketMqExport,
  sameMetadata,
  type TaskFailure,
  validateMetadata,
} from "./metadata/index.ts";
export { findSameTask, NameTakenError, type Submission, severalOfThatName, submitTask } from "./submitTask.ts";
export { type Summary, summarize, type TaskCounts } from "./summary.ts";
export type { KnownStatus, Task } from "./task.ts";
// Waiting
export type { Clock } from "./waiting/clock.ts";
export type { FailedTask } from "./waiting/failureCauses.ts";
export { type LookOptions, lookOnce, type Outlook } from "./waiting/lookOnce.ts";
export type { Progress } from "./waiting/progress.ts";
export type { Selection } from "./waiting/selection.ts";
export { type TaskEnd, waitForEnd } from "./waiting/waitForEnd.ts";
export { type GateConditions, type GateOptions, type GateResult, waitForGate } from "./waiting/waitForGate.ts";
export { type TaskWaitResult, waitForTask } from "./waiting/waitForTask.ts";
export { WatchRegistry } from "./waiting/watchRegistry.ts";
export type { TaskWaitOptions } from "./waiting/watchTask.ts";
export { countText, durationText } from "./waiting/wording.ts";
