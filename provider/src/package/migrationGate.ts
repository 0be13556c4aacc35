import { createHash } from "node:crypto";
import {
  countText,
  durationText,
  type GateConditions,
  lookOnce,
  type Selection,
  waitForGate,
} from "../migration/index.ts";
import type { CallContext } from "./context.ts";
import {
  anything,
  choice,
  type Enumeration,
  flag,
  InvalidPropertiesError,
  integer,
  list,
  number,
  object,
  optional,
  type Problem,
  type Properties,
  required,
  text,
  type Values,
} from "./definition/index.ts";
import { defineResource, diffByValue, InitializationError } from "./definition/resource.ts";
import { instanceIdText, taskIdText, taskInfo, taskStatus, taskSummary, taskType } from "./tasks.ts";

/** How long a gate waits when `customTimeouts` does not say. */
const defaultTimeoutSeconds = 60 * 60;

const onNoMatch = {
  name: "GateNoMatch",
  description: "What a gate does when what it selects is not there.",
  values: {
    fail: "It fails at once.",
    wait: "It waits until it is there: for tasks that are started later.",
  },
} as const satisfies Enumeration<string>;

const recheck = {
  name: "GateRecheck",
  description: "When a gate that was released looks again.",
  values: {
    onChange: "Only when one of its inputs changes.",
    always: "At every `pulumi up`.",
  },
} as const satisfies Enumeration<string>;

const atLeastOne = { minItems: 1, remedy: "Leave it out to wait for every task of the instance." };

const inputs = {
  instanceId: required(instanceIdText, "ID of the RocketMQ instance whose migration tasks are waited for."),
  taskIds: optional(
    list(taskIdText, atLeastOne),
    "IDs of the tasks to wait for. Not together with `taskNames` or `taskType`.",
  ),
  taskNames: optional(
    list(text(), atLeastOne),
    "Names of the tasks to wait for. Not together with `taskIds` or `taskType`.",
  ),
  taskType: optional(
    choice(taskType),
    "Waits for every task of this type. Without `taskIds`, `taskNames` and `taskType` the gate waits for every task of the instance, also for those that ended long ago: an old failed one fails it.",
  ),
  onNoMatch: optional(
    choice(onNoMatch),
    "What to do when a selected task is not there, or when the instance has none. Default: `fail`.",
    { default: "fail" },
  ),
  acceptStatuses: optional(
    list(choice(taskStatus), { minItems: 1, remedy: "Leave it out to accept finished tasks only." }),
    "The states that release the gate. Default: `finished` only. A state that this version does not know never does.",
  ),
  failFast: optional(
    flag(),
    "True: the first failed task ends the wait. False: the gate waits until every task has ended, and then names all that failed. Default: true.",
    { default: true },
  ),
  pollInterval: optional(
    number({ minimum: 0.1, maximum: 3600, remedy: "It is in seconds." }),
    "The longest time between two looks, in seconds. The gate looks more often at first. " +
      "Gates and tasks on one instance share their looks: the shortest interval among them counts. Default: 30.",
    { default: 30 },
  ),
  triggers: optional(
    list(anything()),
    "Any values. When one of them changes, the gate waits again: for example the ID of a deployment.",
  ),
  recheck: optional(choice(recheck), "When a released gate looks again. Default: `onChange`.", { default: "onChange" }),
};

const outputs = {
  tasks: required(list(object(taskInfo)), "The selected tasks as they were when the gate was released."),
  summary: required(object(taskSummary), "How many of them were in which state."),
  releasedAt: required(text(), "When the gate was released, in UTC: `2026-01-23T08:15:00.000Z`."),
  waitedSeconds: required(
    number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How long it had waited, in seconds.",
  ),
  looks: required(integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), "How often it had looked."),
};

type Inputs = Values<typeof inputs>;

export const migrationGate = defineResource({
  name: "MigrationGate",
  description:
    "Holds back everything that depends on it until migrations that somebody else runs are finished.\n\n" +
    "Put it into `dependsOn` of what must wait. It is released at the moment when every selected task is finished; " +
    "it fails when one failed, and when the time is up (`customTimeouts.create`, default one hour). " +
    "A gate that failed stays in state, and the next `pulumi up` waits again. " +
    "In a preview it looks once and says what it would wait for. Deleting it changes nothing at the service.",
  inputs,
  checkedInputs: inputs,
  outputs,

  async check({ news }) {
    return { inputs: news, problems: selectionProblems(news) };
  },

  diff(request) {
    const answer = diffByValue(inputs, request);
    const changed = [...answer.changed];
    // A gate that never was released waits again, even when a refresh has cleared the engine's memory of its failure.
    if (request.oldOutputs.releasedAt === undefined) changed.push("releasedAt");
    if (request.newInputs.recheck === "always" && changed.length === 0) changed.push("recheck");
    return { ...answer, changed };
  },

  async preview({ inputs: known, unknowns }, context) {
    const { instanceId } = known;
    if (instanceId === undefined) {
      context.report.info("Waits for migrations of an instance that is not known yet.");
      return {};
    }
    if (unknowns.has("taskIds") || unknowns.has("taskNames") || unknowns.has("taskType")) {
      context.report.info(`Waits for migrations of instance ${instanceId} that are not known yet.`);
      return {};
    }
    const conditions = conditionsOf({ ...known, instanceId });
    const { text: outlook } = await lookOnce(context.client, instanceId, conditions, { signal: context.signal });
    context.report.info(outlook);
    return {};
  },

  async create({ urn, inputs: given, timeoutSeconds }, context) {
    const id = gateId(urn);
    return { id, outputs: await wait(id, given, timeoutSeconds, context) };
  },

  async update({ id, inputs: given, timeoutSeconds }, context) {
    return { outputs: await wait(id, given, timeoutSeconds, context) };
  },

  // A gate is no object of the service: what is known of it is what state holds.
  async read({ id, inputs: given, outputs: kept }) {
    if (given === undefined) {
      throw new InvalidPropertiesError([
        {
          property: "",
          reason: "A MigrationGate cannot be imported: it is no object of the service. Create it instead.",
        },
      ]);
    }
    return { id, inputs: given, outputs: kept };
  },

  async delete() {},
});

/** Only a key in the state: the service knows nothing of gates. */
function gateId(urn: string): string {
  return `gate-${createHash("sha256").update(urn).digest("hex").slice(0, 12)}`;
}

/** A gate selects in one way: by id, by name, or every task (of a type). */
function selectionProblems(news: Properties): Problem[] {
  const given = ["taskIds", "taskNames", "taskType"].filter((name) => news[name] !== undefined && news[name] !== null);
  return given.slice(1).map((property) => ({
    property,
    reason: `Cannot be given together with ${given[0]}: a gate selects by id, by name, or every task of a type. Leave one out.`,
  }));
}

function selectionOf(given: Inputs): Selection {
  if (given.taskIds) return { by: "ids", taskIds: given.taskIds };
  if (given.taskNames) return { by: "names", taskNames: given.taskNames };
  return given.taskType === undefined ? { by: "all" } : { by: "all", taskType: given.taskType };
}

function conditionsOf(given: Inputs): GateConditions {
  const { onNoMatch: noMatch, acceptStatuses, failFast } = given;
  return {
    selection: selectionOf(given),
    ...(noMatch === undefined ? {} : { onNoMatch: noMatch }),
    ...(acceptStatuses === undefined ? {} : { acceptStatuses }),
    ...(failFast === undefined ? {} : { failFast }),
  };
}

async function wait(
  id: string,
  given: Inputs,
  timeoutSeconds: number | undefined,
  context: CallContext,
): Promise<Values<typeof outputs>> {
  const result = await waitForGate({
    ...conditionsOf(given),
    client: context.client,
    instanceId: given.instanceId,
    watches: context.watches,
    signal: context.signal,
    timeoutSeconds: timeoutSeconds ?? defaultTimeoutSeconds,
    ...(given.pollInterval === undefined ? {} : { pollIntervalSeconds: given.pollInterval }),
    onProgress: ({ text: line, changed }) => context.report.progress(line, changed),
  });
  if (result.state !== "released") throw new InitializationError(id, {}, result.reasons);
  const { tasks, summary, releasedAt, waitedSeconds, looks } = result;
  const { allFinished: _, anyFailed: __, ...counts } = summary;
  context.report.info(
    `Released after ${durationText(waitedSeconds * 1000)}: ${counts.finished} of ${countText(tasks.length, "task")} finished.`,
  );
  return { tasks, summary: counts, releasedAt, waitedSeconds, looks };
}
