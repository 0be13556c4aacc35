import {
  anyText,
  anything,
  choice,
  type Enumeration,
  flag,
  integer,
  list,
  number,
  type ObjectType,
  object,
  optional,
  required,
  text,
  type Values,
} from "../definition/index.ts";
import { metadataKinds, metadataShape, taskFailure } from "../metadata.ts";
import { metadataSourceShape } from "../metadataSource.ts";
import { instanceIdText } from "../tasks.ts";
import { defaultTimeoutText } from "../timeout.ts";
import { instanceCounts, verificationType, verifyDescription, verifyMode } from "../verification.ts";
import { locationShape } from "./location.ts";

/** The service's rule for names. Source: the description of CreateRocketMqMigrationTask in the official SDKs. */
const nameText = text({
  pattern: /^[A-Za-z][A-Za-z0-9_-]{3,63}$/,
  allowed: "4 to 64 letters, digits, dashes and underscores, starting with a letter",
  remedy: "Omit it to have a name generated.",
});

const notMigratedKind = {
  name: "NotMigratedKind",
  description: "What is not migrated.",
  values: {
    ...metadataKinds,
    policy: "A policy or operator policy.",
    parameter: "A parameter, e.g. of a plugin.",
    user: "A user. Passwords are never read.",
    permission: "A user's permission.",
    topicPermission: "A user's topic permission.",
  },
} as const satisfies Enumeration<string>;

const notMigratedShape = {
  kind: required(choice(notMigratedKind), "What it is."),
  name: required(anyText(), "Its name. A binding is written `source -> destination (routing key)`."),
  vhost: optional(anyText(), "Its vhost."),
  property: required(text(), "What is lost: the path of a property, e.g. `arguments.x-message-ttl`, or `all`."),
  detail: required(anyText(), "The property's value, unless it could be a secret, or why it is lost. May be empty."),
};

const notMigratedItem: ObjectType<typeof notMigratedShape> = {
  name: "NotMigrated",
  description: "Something in a broker's file that is not migrated, because the service has no field for it.",
  shape: notMigratedShape,
};

const taskOrigin = {
  name: "MigrationTaskOrigin",
  description: "How this resource obtained the task.",
  values: {
    created: "This resource submitted it, or found it under its generated name.",
    imported: "It was imported with `pulumi import`.",
    adopted: "It already existed under the explicit `name`, with the same metadata. Its record is never deleted.",
  },
} as const satisfies Enumeration<string>;

/** Everything but the metadata. */
export const settings = {
  instanceId: required(
    instanceIdText,
    "ID of the RocketMQ instance to migrate to. It is part of the resource's ID, which Pulumi shows in plain text even if this is a secret.",
    { replaces: true },
  ),
  name: optional(
    nameText,
    "Name of the task, unique on its instance: 4 to 64 letters, digits, dashes and underscores, starting with a letter. " +
      "By default, a name is generated from the resource's name and the metadata. " +
      "If a task with an explicit name and the same metadata already exists, it is adopted instead of run again. " +
      "When the metadata changes, the old task's record is deleted before the new task is created if the name is explicit, and afterwards if it is generated.",
    { replaces: true },
  ),
  overwrite: optional(
    flag(),
    "True: existing metadata of the same name on the instance is overwritten. False: the migration fails on it. " +
      "Set it to true to migrate again after a failure: what was already migrated exists on the instance.",
    { default: false, replaces: true },
  ),
  waitForCompletion: optional(
    flag(),
    "True: the resource is created once the migration has finished, and fails if it fails. False: it is created once the task is submitted.",
    { default: true },
  ),
  strict: optional(
    flag(),
    "True: anything in the given file that would not be migrated is an error. False: it is a warning.",
    { default: false },
  ),
  verify: optional(
    choice(verifyMode),
    `Whether to look on the instance for what was submitted, once the task has finished. ${verifyDescription} ` +
      "Before a submission, it also says which names exist already, and whether the instance has room for the others. " +
      "After an error with `require`, the resource stays in state: the next `pulumi up` verifies again and submits nothing. " +
      "A task is verified once: `getMigrationVerification` verifies it at any time. A change to `require` verifies a task that has not been.",
    { default: "warn" },
  ),
  triggers: optional(
    list(anything()),
    "Arbitrary values. A change of any of them runs the migration again, as a new task.",
    { replaces: true },
  ),
};

/** What a program may set. */
export const inputs = { ...settings, ...metadataSourceShape };

/** What state keeps. Of a file: what is migrated, and a list of what is not. */
export const checkedInputs = {
  ...settings,
  ...metadataShape,
  notMigrated: optional(
    list(object(notMigratedItem)),
    "What the given file contains, but is not migrated, because the service has no field for it.",
  ),
};

/** The service's own words, or part of the resource's ID, which Pulumi shows in plain text anyway. */
const open = { open: true };

/** The resource's outputs in addition to its inputs. */
export const outputs = {
  name: required(text(), "Name of the task at the service."),
  taskId: required(text(), "ID of the task at the service.", open),
  type: required(text(), "What the task migrates, depending on the metadata: `rocketmq` or `rabbitToRocket`.", open),
  status: required(
    text(),
    "Status of the task when it was last read: `creating`, `starting`, `failed` or `finished`.",
    open,
  ),
  startDate: required(anyText(), "When it was started, in the service's format, which has no time zone."),
  failures: required(list(object(taskFailure)), "What was not migrated and why, as far as the service reports it."),
  verification: optional(
    object(verificationType),
    "Whether what was submitted is on the instance. Absent if it was not verified: with `verify: none`, before the task has finished, and in state that an older version wrote.",
  ),
  verificationPending: optional(
    flag(),
    "True: the task has finished, but was not verified, because the wait for it ended early. The next `pulumi up` verifies it, unless `verify` is `none`.",
  ),
  countsBefore: optional(
    object(instanceCounts),
    "What was on the instance before the task was submitted. Absent if the task was submitted elsewhere, or if it was not counted.",
  ),
  run: required(
    integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    "Number of the run: 1 for the resource's first task, one more for each replacement.",
  ),
  origin: required(choice(taskOrigin), "How this resource obtained the task.", open),
  recordDeleted: required(
    flag(),
    "True: the task has ended, and its record no longer exists at the service. The resource is kept.",
  ),
  timeoutSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    `The time limit of a wait for the migration, in seconds: \`customTimeouts.create\`, or ${defaultTimeoutText}. ` +
      "It also applies to later waits, unless `customTimeouts.update` is set.",
  ),
  ...locationShape,
};

/** Checked inputs, with defaults. */
export type Checked = Values<typeof checkedInputs>;

/** Outputs. */
export type Outputs = Values<typeof outputs>;
