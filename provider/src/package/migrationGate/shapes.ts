// Not from the layer's index: the dynamic front loads this file with every program.
import { defaultPollIntervalSeconds } from "../../migration/waiting/pace.ts";
import {
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
import { instanceIdText, taskIdText, taskInfo, taskStatus, taskSummary, taskType } from "../tasks.ts";
import { defaultTimeoutText } from "../timeout.ts";
import { verificationShape, verifyDescription, verifyMode } from "../verification.ts";

const noMatchAction = {
  name: "GateNoMatchAction",
  description: "What a gate does when a selected task does not exist.",
  values: {
    fail: "Fails immediately.",
    wait: "Waits until the task exists: for migrations that are started later.",
  },
} as const satisfies Enumeration<string>;

const recheck = {
  name: "GateRecheck",
  description: "When a released gate checks the tasks again.",
  values: {
    onChange: "Only when a change replaces the gate.",
    always: "Also on every `pulumi up`.",
  },
} as const satisfies Enumeration<string>;

const atLeastOne = { minItems: 1, remedy: "Omit it to wait for every task of the instance." };

/** A change of what a gate waits for replaces the gate, so that every wait is a create. */
const replaces = { replaces: true };

export const inputs = {
  instanceId: required(
    instanceIdText,
    "ID of the RocketMQ instance whose migration tasks the gate waits for. For several instances, put one gate each into `dependsOn`.",
    replaces,
  ),
  taskIds: optional(
    list(taskIdText, atLeastOne),
    "IDs of the tasks to wait for. Cannot be combined with `taskNames` or `taskType`.",
    replaces,
  ),
  taskNames: optional(
    list(text(), atLeastOne),
    "Names of the tasks to wait for. Cannot be combined with `taskIds` or `taskType`. " +
      "Prefer one gate with several names: each gate occupies one of the engine's parallel slots.",
    replaces,
  ),
  taskType: optional(
    choice(taskType),
    "Waits for every task of this type. Without `taskIds`, `taskNames` and `taskType`, the gate waits for every task of the instance, including those that ended long ago: an old failed task fails it.",
    replaces,
  ),
  onNoMatch: optional(
    choice(noMatchAction),
    "What to do when a selected task does not exist, or when the instance has no tasks. " +
      "With `wait`, raise `--parallel` if the same program starts the task: a waiting gate occupies a slot that the task may need.",
    { default: "fail" },
  ),
  acceptStatuses: optional(
    list(choice(taskStatus), { minItems: 1, remedy: "Omit it to accept finished tasks only." }),
    "The statuses that release the gate. A status that this version does not know never does.",
    { replaces: true, default: ["finished"] },
  ),
  failFast: optional(
    flag(),
    "True: the gate fails as soon as one task has failed. False: it waits until every task has ended, then lists all that failed.",
    { default: true },
  ),
  verify: optional(
    choice(verifyMode),
    `Whether to look on the instance for what the tasks submitted, before the gate is released. ${verifyDescription} ` +
      "A failed task that `acceptStatuses` accepts is verified too; one that has not ended cannot be. " +
      "It takes one request for each task, and the lists of the instance, which all gates and tasks of an update share.",
    { default: "none", replaces: true },
  ),
  pollIntervalSeconds: optional(
    number({ minimum: 0.1, maximum: 3600, remedy: "It is in seconds." }),
    "Maximum seconds between polls. In the first minute, polls are closer together. " +
      "Gates and tasks on one instance share a poller; the shortest interval applies.",
    { default: defaultPollIntervalSeconds },
  ),
  triggers: optional(
    list(anything()),
    "Arbitrary values. A change of any of them replaces the gate, so that it waits again: for example, the ID of a deployment.",
    replaces,
  ),
  recheck: optional(choice(recheck), "When a released gate checks the tasks again.", { default: "onChange" }),
};

const gateVerificationShape = {
  taskId: required(text(), "ID of the task."),
  ...verificationShape,
};

const gateVerification: ObjectType<typeof gateVerificationShape> = {
  name: "GateVerification",
  description: "Whether what a task migrated is on its instance.",
  shape: gateVerificationShape,
};

export const outputs = {
  tasks: required(list(object(taskInfo)), "The selected tasks as they were when the gate was released."),
  summary: required(object(taskSummary), "How many of the selected tasks had which status."),
  verifications: optional(
    list(object(gateVerification)),
    "Whether what the finished tasks migrated is on the instance. Absent with `verify: none`.",
  ),
  releasedAt: required(
    text(),
    "When the gate was released, in UTC: `2026-01-23T08:15:00.000Z`. It does not change while the gate stays released.",
  ),
  checkedAt: required(
    text(),
    "When the gate last checked the tasks, in UTC. With `recheck: always`, it changes on every `pulumi up`.",
  ),
  waitedSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How long the gate waited before it was released, in seconds.",
  ),
  polls: required(integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), "How many times it polled the service."),
  timeoutSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    `The time limit of the wait, in seconds: \`customTimeouts.create\`, or ${defaultTimeoutText}. ` +
      "With `recheck: always` it also applies to later waits, unless `customTimeouts.update` is set.",
  ),
};

/** Why a gate can be neither imported nor looked up. */
export const cannotBeImported =
  "A MigrationGate cannot be imported or looked up: it exists only in Pulumi state. Create it instead.";

/** A gate's inputs, with defaults. */
export type GateInputs = Values<typeof inputs>;

/** The outputs of a released gate. */
export type Release = Values<typeof outputs>;
