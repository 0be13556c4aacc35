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
  openChoice,
  optional,
  required,
  text,
  type Values,
} from "../definition/index.ts";
import { metadataKinds, metadataShape, taskFailure } from "../metadata.ts";
import { metadataSourceShape } from "../metadataSource.ts";
import { instanceIdText, taskStatus, taskType } from "../tasks.ts";
import { locationShape } from "./location.ts";

/** The service's rule for names. Source: the official SDKs' description of CreateRocketMqMigrationTask. */
const nameText = text({
  pattern: /^[A-Za-z][A-Za-z0-9_-]{3,63}$/,
  allowed: "4 to 64 letters, digits, dashes and underscores, beginning with a letter",
  remedy: "Leave it out to have a name made from the resource's.",
});

const lostKind = {
  name: "NotMigratedKind",
  description: "What kind of thing is not migrated.",
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
  kind: required(choice(lostKind), "What kind of thing it is."),
  name: required(anyText(), "Its name; of a binding `source -> destination (routing key)`."),
  vhost: optional(anyText(), "The vhost that it belongs to."),
  property: required(text(), "What is lost: a property like `arguments.x-message-ttl`, or `all`."),
  detail: required(anyText(), "Its value where that is harmless, or why it is lost; may be empty."),
};

const notMigratedItem: ObjectType<typeof notMigratedShape> = {
  name: "NotMigrated",
  description: "Something in a broker's file that the service has no field for, so the migration loses it.",
  shape: notMigratedShape,
};

const taskOrigin = {
  name: "MigrationTaskOrigin",
  description: "How the task came to be this resource's.",
  values: {
    created: "This resource submitted it, or found it under the name that only this resource makes.",
    imported: "It was imported.",
    adopted: "It already existed under the given `name`, with the same metadata. Its record is never deleted.",
  },
} as const satisfies Enumeration<string>;

const settings = {
  instanceId: required(
    instanceIdText,
    "ID of the RocketMQ instance to migrate to. It is part of the resource's ID, which Pulumi shows in plain text even if it is a secret.",
    { replaces: true },
  ),
  name: optional(
    nameText,
    "Name of the task, unique on its instance: 4 to 64 letters, digits, dashes and underscores, beginning with a letter. " +
      "Left out, a name is made from the resource's name and what is migrated. " +
      "A task that already exists under a name of your own, with the same metadata, is adopted instead of run again. " +
      "Changed metadata with a name of your own deletes the old task's record first; without one, the new task is created before.",
    { replaces: true },
  ),
  overwrite: optional(
    flag(),
    "True: metadata of the same name that already exists on the instance is overwritten. False: the migration fails on it. " +
      "To migrate again after a failure, set it to true, since what was migrated before exists on the instance. Default: false.",
    { default: false, replaces: true },
  ),
  waitForCompletion: optional(
    flag(),
    "True: the resource is created once the migration has finished, and fails if it failed. False: it is created once the task is submitted. Default: true.",
    { default: true },
  ),
  strict: optional(
    flag(),
    "True: anything in the given file that would not be migrated is an error. False: it is a warning. Default: false.",
    { default: false },
  ),
  triggers: optional(
    list(anything()),
    "Any values. When one of them changes, the migration is run again, as a new task.",
    { replaces: true },
  ),
};

/** What users give. */
export const inputs = { ...settings, ...metadataSourceShape };

/** What state keeps: of a file only what is migrated, and what is lost. */
export const checkedInputs = {
  ...settings,
  ...metadataShape,
  notMigrated: optional(
    list(object(notMigratedItem)),
    "What the given file holds, but the service has no field for, so the migration loses it.",
  ),
};

/** What the resource gives beside its inputs. */
export const outputs = {
  name: required(text(), "Name of the task at the service."),
  taskId: required(text(), "ID of the task at the service."),
  type: required(openChoice(taskType), "What the task migrates; it follows from the metadata."),
  status: required(openChoice(taskStatus), "State of the task when it was last read."),
  startDate: required(anyText(), "When it was started, as the service writes it: without a time zone."),
  failures: required(list(object(taskFailure)), "What was not migrated, and why, as far as the service says."),
  run: required(
    integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    "Which run of this resource's migration the task is: 1 for the first, one more for each replacement.",
  ),
  origin: required(choice(taskOrigin), "How the task came to be this resource's."),
  recordDeleted: required(
    flag(),
    "True: the task has ended, and its record no longer exists at the service. The resource stays as it was.",
  ),
  timeoutSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How long a wait for the migration may take, in seconds: `customTimeouts.create`, or one hour. " +
      "A later wait may take as long, unless `customTimeouts.update` says otherwise.",
  ),
  ...locationShape,
};

/** Checked inputs, read into types. */
export type Checked = Values<typeof checkedInputs>;

/** Outputs, read into types. */
export type Outputs = Values<typeof outputs>;

/** How long a task waits for its migration when `customTimeouts` does not say. */
export const defaultTimeoutSeconds = 60 * 60;
