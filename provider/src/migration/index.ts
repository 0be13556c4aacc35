/*
 * Migration tasks of an instance: reading, submitting, deleting, counting, waiting, verifying. This layer knows neither Pulumi nor HTTP.
 *
 * How a wait works: PollerRegistry keeps one InstancePoller per instance, which reads the task list and reports snapshots to
 * all waits on the instance. awaitVerdict is the loop of one wait: deadline, cancellation, verdict. waitForGate judges
 * snapshots by a gate's rules (gateDecision), watchTask judges them for one task. waitForTask and waitForEnd are watchTask
 * with and without the cause of a failure.
 *
 * How a verification works: listTopics and listConsumerGroups (instance/) read what is on the instance, SharedLists does so once for
 * all who ask. compareInstance compares it with what was submitted, verifyMigration looks again for what is missing.
 */

export { createTask, type NewTask } from "./createTask.ts";
export { deleteTasks } from "./deleteTasks.ts";
export {
  IncompleteListError,
  InstanceNotRunningError,
  type ListSightings,
  NameTakenError,
  TaskNotFoundError,
} from "./errors.ts";
export { findSameTask, severalOfThatName } from "./findSameTask.ts";
export { getInstance, type Instance } from "./getInstance.ts";
export { getTask, type TaskDetail } from "./getTask.ts";
export { type InstanceQuery, listInstances } from "./instance/listInstances.ts";
export { SharedLists } from "./instance/sharedLists.ts";
export { defaultPageSize, listTaskPage, type PageQuery } from "./listTaskPage.ts";
export { type ListOptions, listTasks } from "./listTasks.ts";
export {
  completeMetadata,
  describeFailure,
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
export { PageSizes } from "./pageSizes.ts";
export { byAttention } from "./report/attention.ts";
export type { ReadCounts } from "./report/instanceWatch.ts";
export { type InstanceObservation, makeReport } from "./report/makeReport.ts";
export { markdownOf } from "./report/markdown.ts";
export { readReport } from "./report/readReport.ts";
export {
  type InstanceReport,
  type MigrationReport,
  type ObservedStatus,
  type ReportedTask,
  reportVersion,
} from "./report/report.ts";
export { offsetMinutes } from "./report/serviceTime.ts";
export { type MigrationWatch, type WatchReportOptions, watchReport } from "./report/watchReport.ts";
export { pulumiSubmissionTerms, type SubmissionTerms } from "./submissionTerms.ts";
export { type Submission, submitTask } from "./submitTask.ts";
export { runningOf, type Summary, summarize, type TaskCounts } from "./summary.ts";
export { hasEnded, isRunning, type KnownStatus, type Task, taskIdForm, taskIdPattern } from "./task.ts";
export { type PlannedMigration, readPreflight } from "./verification/preflight.ts";
export { readServiceTree } from "./verification/readServiceTree.ts";
export type { Verification } from "./verification/verification.ts";
export { verdictText } from "./verification/verificationWording.ts";
export { verifyFinished } from "./verification/verifyMigration.ts";
export { verifyTask } from "./verification/verifyTask.ts";
export { type VerifiedTask, verifyTasks } from "./verification/verifyTasks.ts";
export type { FailedTask } from "./waiting/failureCauses.ts";
export { type GateRules, type ObservedTask, seenEnding } from "./waiting/gateDecision.ts";
export { type GateTerms, pulumiTerms } from "./waiting/gateTerms.ts";
export { PollerRegistry } from "./waiting/pollerRegistry.ts";
export { type GatePreview, type PreviewOptions, previewGate } from "./waiting/previewGate.ts";
export type { Progress } from "./waiting/progress.ts";
export type { Selection } from "./waiting/selection.ts";
export { type TaskEnd, waitForEnd } from "./waiting/waitForEnd.ts";
export { type GateOptions, type GateProgress, type GateResult, waitForGate } from "./waiting/waitForGate.ts";
export { type TaskWaitResult, waitForTask } from "./waiting/waitForTask.ts";
export type { TaskWaitOptions } from "./waiting/watchTask.ts";
export { countText, durationText, mappingUnpublished, statusText, taskText } from "./wording.ts";
