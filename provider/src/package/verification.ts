import type { Verification } from "../migration/index.ts";
import {
  anyText,
  choice,
  type Enumeration,
  flag,
  integer,
  list,
  type ObjectType,
  object,
  optional,
  required,
  text,
  type Values,
} from "./definition/index.ts";

/** Types that a function and both resources share: whether what a task migrated is on its instance. */

export const verifyMode = {
  name: "MigrationVerify",
  description: "Whether to look on the instance for what a finished task submitted, and what to do if it is not there.",
  values: {
    none: "Does not look, and requires no further permission.",
    warn: "Warns of what is missing or different, and of what cannot be verified.",
    require: "Fails if anything is missing or different, or if the migration cannot be verified.",
  },
} as const satisfies Enumeration<string>;

/** What `verify` does, for the descriptions of both resources. */
export const verifyDescription =
  "Each topic and consumer group of a `rocketmq` task is looked for by name, again for 15 seconds if it is missing, and compared with what was submitted: " +
  "permission, queues on each broker, retries, `consumeEnable`, `consumeBroadcastEnable`. Instances of version 5.x do not keep all of these: there, differences are reported, but do not count. " +
  "A `rabbitToRocket` task cannot be verified, because Huawei does not publish how it maps names: `warn` tells the numbers of topics, and `require` is an error. " +
  "Requires the permissions `dms:topic:list` and `dms:group:list`; without them, `warn` names the missing permission.";

const verdict = {
  name: "MigrationVerdict",
  description: "Whether what a task migrated is on its instance.",
  values: {
    verified: "Everything that the task submitted is there, as it was submitted.",
    differs: "Something is missing, or differs from what was submitted.",
    notVerifiable: "It is unknown. `reason` says why.",
  },
} as const satisfies Enumeration<string>;

const itemKind = {
  name: "VerifiedItemKind",
  description: "What a verification looks for by name.",
  values: { topic: "A topic.", consumerGroup: "A consumer group." },
} as const satisfies Enumeration<string>;

const missingShape = {
  kind: required(choice(itemKind), "What it is."),
  name: required(anyText(), "Its name."),
};

const missingItem: ObjectType<typeof missingShape> = {
  name: "MissingItem",
  description: "A topic or consumer group that was submitted, but is not on the instance.",
  shape: missingShape,
};

const differenceShape = {
  ...missingShape,
  property: required(
    text(),
    "The property that differs, by its name in the submitted metadata, e.g. `writeQueueNums`; `brokers` if it is missing on one broker.",
  ),
  broker: optional(text(), "The broker on which it differs. Absent if the property is not one of a broker."),
  expected: required(anyText(), "The submitted value."),
  found: required(anyText(), "The value on the instance."),
  advisory: required(
    flag(),
    "True: it does not count. Either the service does not name the brokers of this instance (version 5.x), where the property may not be kept, " +
      "or the item is missing on a broker that may have joined the instance after the migration.",
  ),
};

const difference: ObjectType<typeof differenceShape> = {
  name: "MigrationDifference",
  description: "A property of a topic or consumer group that differs from what was submitted.",
  shape: differenceShape,
};

const count = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

const instanceCountsShape = {
  topics: optional(integer(count), "How many topics the instance has. Absent if they were not read."),
  consumerGroups: optional(integer(count), "How many consumer groups it has. Absent if they were not read."),
};

/** How many topics and consumer groups are on an instance. */
export const instanceCounts: ObjectType<typeof instanceCountsShape> = {
  name: "InstanceCounts",
  description: "How many topics and consumer groups are on an instance, whoever created them.",
  shape: instanceCountsShape,
};

const countsShape = {
  expected: required(
    integer(count),
    "How many topics and consumer groups the task submitted. 0 for RabbitMQ metadata.",
  ),
  found: required(integer(count), "How many of them are on the instance."),
  instance: required(object(instanceCounts), "What was on the instance when it was read."),
  before: optional(
    object(instanceCounts),
    "What was on the instance before the task was submitted. Only a `MigrationTask` that submitted the task itself knows.",
  ),
};

const counts: ObjectType<typeof countsShape> = {
  name: "VerificationCounts",
  description: "What was expected on an instance, and what is there.",
  shape: countsShape,
};

export const verificationShape = {
  verdict: required(choice(verdict), "Whether what the task migrated is on the instance."),
  missing: required(list(object(missingItem)), "What was submitted, but is not on the instance."),
  different: required(list(object(difference)), "What differs from what was submitted."),
  counts: required(object(counts), "What was expected, and what is there."),
  verifiedAt: required(
    text(),
    "When the instance was read, in UTC: `2026-01-23T08:15:00.000Z`. Nothing in the result is older.",
  ),
  reason: optional(text(), "Why the migration cannot be verified. Absent for other verdicts."),
};

/** A verification, as resources keep it. */
export const verificationType: ObjectType<typeof verificationShape> = {
  name: "MigrationVerification",
  description: "Whether what a task migrated is on its instance.",
  shape: verificationShape,
};

/** A verification as properties. */
export type VerificationValues = Values<typeof verificationShape>;

/** A verification as properties. */
export function verificationValues({ missing, different, ...rest }: Verification): VerificationValues {
  return { ...rest, missing: [...missing], different: [...different] };
}
