/** Metadata: what a task migrates, the files it is read from, and what the service says about it. */

// The model
export { metadataHash, sameMetadata } from "./compare.ts";
export { completeMetadata, sortMetadata } from "./complete.ts";
export { MetadataError } from "./metadataError.ts";
export {
  type Field,
  type FieldTable,
  integerRange,
  itemFields,
  type ListName,
  listsOfKind,
  type Metadata,
  type MetadataInput,
  type RabbitMqMetadata,
  type RocketMqMetadata,
} from "./model.ts";
// Read from brokers' files
export { describeNotMigrated, type NotMigrated, type ParsedFile } from "./notMigrated.ts";
export { parseRabbitMqDefinitions } from "./rabbitMqDefinitions.ts";
export { parseRocketMqExport } from "./rocketMqExport.ts";
// Sent to the service, and read back from it
export { submissionBody } from "./submission.ts";
export { parseSubmittedMetadata } from "./submitted.ts";
export { describeFailure, parseTaskResult, type TaskFailure } from "./taskResult.ts";
export { describeProblem, type MetadataProblem, validateMetadata } from "./validation.ts";
