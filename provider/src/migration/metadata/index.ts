/** Metadata: what a migration brings across, where it is read from, and what is said about it. */

// What it is, complete and compared.

export { metadataHash, sameMetadata } from "./compare.ts";
export {
  CONSUMER_GROUP_DEFAULTS,
  completeMetadata,
  RABBITMQ_DEFAULTS,
  sortMetadata,
  TOPIC_DEFAULTS,
} from "./complete.ts";
export { type FaultPlace, MetadataError } from "./metadataError.ts";
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
export { describeProblem, type MetadataProblem, validateMetadata } from "./validation.ts";

// Read from brokers' files, with a report of what is not migrated.

export { describeNotMigrated, type ItemKind, type LeftOut, type NotMigrated, type ParsedFile } from "./notMigrated.ts";
export { type DefinitionsOptions, parseRabbitMqDefinitions } from "./rabbitMqDefinitions.ts";
export { parseRocketMqExport, type RocketMqFile } from "./rocketMqExport.ts";

// Sent to the service, and read back from it.

export { parseTaskResult, type TaskResult } from "./result.ts";
export { describeFailure, type TaskFailure } from "./resultWords.ts";
export { submissionBody } from "./submission.ts";
export { parseSubmittedMetadata } from "./submitted.ts";
