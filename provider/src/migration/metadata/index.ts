/** Metadata: what a migration brings across, where it is read from, and what is said about it. */

export { metadataHash, sameMetadata } from "./compare.ts";
export {
  CONSUMER_GROUP_DEFAULTS,
  completeMetadata,
  RABBITMQ_DEFAULTS,
  sortMetadata,
  TOPIC_DEFAULTS,
} from "./complete.ts";
export { type FaultPlace, MetadataError } from "./metadataError.ts";
// What it is.
export type {
  Binding,
  BindingInput,
  ConsumerGroup,
  ConsumerGroupInput,
  Exchange,
  ExchangeInput,
  Metadata,
  MetadataInput,
  MetadataKind,
  Queue,
  QueueInput,
  RabbitMqMetadata,
  RocketMqMetadata,
  Topic,
  TopicInput,
  Vhost,
} from "./model.ts";
export { describeNotMigrated, type ItemKind, type LeftOut, type NotMigrated, type ParsedFile } from "./notMigrated.ts";

// Broker's files, and what of them is not migrated.
export { type DefinitionsOptions, parseRabbitMqDefinitions } from "./rabbitMqDefinitions.ts";
export { parseTaskResult, type TaskResult } from "./result.ts";
export { describeFailure, type TaskFailure } from "./resultWords.ts";
export { parseRocketMqExport, type RocketMqFile } from "./rocketMqExport.ts";
// The service: what is sent, what comes back.
export { submissionBody } from "./submission.ts";
export { parseSubmittedMetadata } from "./submitted.ts";
export { describeProblem, type MetadataProblem, validateMetadata } from "./validation.ts";
