import {
  anything,
  choice,
  type Enumeration,
  flag,
  integer,
  list,
  number,
  object,
  optional,
  required,
  text,
  type Values,
} from "../definition/index.ts";
import { instanceIdText, taskIdText, taskInfo, taskStatus, taskSummary, taskType } from "../tasks.ts";

const onNoMatch = {
  name: "GateNoMatch",
  description: "What a gate does when a selected task does not exist.",
  values: {
    fail: "Fails at once.",
    wait: "Waits until the task exists: for migrations that are started later.",
  },
} as const satisfies Enumeration<string>;

const recheck = {
  name: "GateRecheck",
  description: "When a released gate checks the tasks again.",
  values: {
    onChange: "Only when a property changes that says what it waits for.",
    always: "At every `pulumi up` as well.",
  },
} as const satisfies Enumeration<string>;

const atLeastOne = { minItems: 1, remedy: "Leave it out to wait for every task of the instance." };

/** What says what a gate waits for: a change of it makes a new gate, so that every wait is a create. */
const replaces = { replaces: true };

export const inputs = {
  instanceId: required(
    instanceIdText,
    "ID of the RocketMQ instance whose migration tasks the gate waits for. A gate waits for one instance, so that an error " +
      "is about one; for several, put several gates into `dependsOn`.",
    replaces,
  ),
  taskIds: optional(
    list(taskIdText, atLeastOne),
    "IDs of the tasks to wait for. Cannot be combined with `taskNames` or `taskType`.",
    replaces,
  ),
  taskNames: optional(
    list(text(), atLeastOne),
    "Names of the tasks to wait for. Cannot be combined with `taskIds` or `taskType`. One gate with several names takes " +
      "one of the engine's places, several gates take several.",
    replaces,
  ),
  taskType: optional(
    choice(taskType),
    "Waits for every task of this type. Without `taskIds`, `taskNames` and `taskType` the gate waits for every task of the instance, including those that ended long ago: an old failed one fails it.",
    replaces,
  ),
  onNoMatch: optional(
    choice(onNoMatch),
    "What to do when a selected task does not exist, or when the instance has none. Default: `fail`. " +
      "With `wait`, raise `--parallel` if this program starts the task as well: a waiting gate takes a place that the task may need.",
    { default: "fail" },
  ),
  acceptStatuses: optional(
    list(choice(taskStatus), { minItems: 1, remedy: "Leave it out to accept finished tasks only." }),
    "The states that release the gate. Default: `finished` only. A state that this version does not know never does.",
    replaces,
  ),
  failFast: optional(
    flag(),
    "True: the gate fails as soon as one task has failed. False: it waits until every task has ended, then names all that failed. Default: true.",
    { default: true },
  ),
  pollInterval: optional(
    number({ minimum: 0.1, maximum: 3600, remedy: "It is in seconds." }),
    "Maximum seconds between polls. The first polls come sooner. " +
      "Gates and tasks on one instance share a poller; the shortest interval applies. Default: 30.",
    { default: 30 },
  ),
  triggers: optional(
    list(anything()),
    "Arbitrary values. When one of them changes, the gate is replaced, and so waits again: for example the ID of a deployment.",
    replaces,
  ),
  recheck: optional(choice(recheck), "When a released gate checks the tasks again. Default: `onChange`.", {
    default: "onChange",
  }),
};

export const outputs = {
  tasks: required(list(object(taskInfo)), "The selected tasks as they were when the gate was released."),
  summary: required(object(taskSummary), "How many of them were in which state."),
  releasedAt: required(
    text(),
    "When the gate was released, in UTC: `2026-01-23T08:15:00.000Z`. It stays the same as long as the gate stays released.",
  ),
  checkedAt: required(
    text(),
    "When the gate last checked the tasks, in UTC. Changes at every `pulumi up` with `recheck: always`.",
  ),
  waitedSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How long the gate waited before it was released, in seconds.",
  ),
  polls: required(integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), "How many polls it took."),
  timeoutSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How long the wait for the release could take, in seconds: `customTimeouts.create`, or one hour. " +
      "With `recheck: always` a later wait may take as long, unless `customTimeouts.update` says otherwise.",
  ),
};

/** A gate's inputs, defaults filled in. */
export type GateInputs = Values<typeof inputs>;

/** What a released gate gives. */
export type Release = Values<typeof outputs>;
