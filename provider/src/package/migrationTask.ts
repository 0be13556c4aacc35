import { ServiceError } from "../cloud/index.ts";
import {
  deleteTasks,
  describeNotMigrated,
  describeProblem,
  durationText,
  findSubmitted,
  getTask,
  type Metadata,
  type NotMigrated,
  sameMetadata,
  submitTask,
  type TaskDetail,
  TaskNotFoundError,
  validateMetadata,
  waitForTask,
} from "../migration/index.ts";
import type { CallContext } from "./context.ts";
import {
  anyText,
  choice,
  type Enumeration,
  flag,
  hasUnknown,
  InvalidPropertiesError,
  list,
  type ObjectType,
  object,
  openChoice,
  optional,
  type Problem,
  type Properties,
  required,
  text,
  unknown,
  type Values,
} from "./definition/index.ts";
import {
  type DiffRequest,
  defineResource,
  diffByValue,
  InitializationError,
  properties,
} from "./definition/resource.ts";
import { metadataKinds, metadataShape, taskFailure } from "./metadata.ts";
import { metadataSourceShape, readMetadata } from "./metadataSource.ts";
import { hasMadeName, taskName } from "./taskName.ts";
import { instanceIdText, taskStatus, taskType } from "./tasks.ts";

/** How long a task waits for its migration when `customTimeouts` does not say. */
const defaultTimeoutSeconds = 60 * 60;

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
  description: "Something in a broker's file that the service has no field for, so that the migration loses it.",
  shape: notMigratedShape,
};

const settings = {
  instanceId: required(instanceIdText, "ID of the RocketMQ instance that is migrated to.", { replaces: true }),
  overwrite: optional(
    flag(),
    "True: metadata of the same name that the instance has already is changed. False: the migration fails on it. " +
      "Changed metadata is migrated anew as a whole, and so is a task that was deleted by somebody else: " +
      "that needs true, since what an earlier task brought is on the instance. Default: false.",
    { default: false, replaces: true },
  ),
  waitForCompletion: optional(
    flag(),
    "True: the resource is created when the migration is finished, and fails when it failed. False: it is created when the task is submitted. Default: true.",
    { default: true },
  ),
  strict: optional(
    flag(),
    "True: it is an error if anything in the given file would not be migrated. False: it is a warning. Default: false.",
    { default: false },
  ),
};

const inputs = {
  ...settings,
  name: optional(
    nameText,
    "Name of the task, unique on its instance: 4 to 64 letters, digits, dashes and underscores, beginning with a letter. " +
      "Left out, a name is made from the resource's name and its metadata, so that changed metadata gets a new task before the old one is deleted. " +
      "With a name of your own the old one is deleted first.",
    { replaces: true },
  ),
  ...metadataSourceShape,
};

/** What state keeps: of a file only what is migrated, and what is lost. */
const checkedInputs = {
  ...settings,
  name: required(nameText, "Name of the task.", { replaces: true }),
  ...metadataShape,
  notMigrated: optional(
    list(object(notMigratedItem)),
    "What the given file holds, but the service has no field for, so that the migration loses it.",
  ),
};

const outputs = {
  taskId: required(text(), "ID of the task at the service."),
  type: required(openChoice(taskType), "What the task migrates; it follows from the metadata."),
  status: required(openChoice(taskStatus), "State of the task when it was last looked at."),
  startDate: required(anyText(), "When it was started, as the service writes it: without a time zone."),
  failures: required(list(object(taskFailure)), "What did not get across, and why, as far as the service says."),
};

type Checked = Values<typeof checkedInputs>;
type Outputs = Values<typeof outputs>;

export const migrationTask = defineResource({
  name: "MigrationTask",
  description:
    "Migrates metadata of a self-built RocketMQ or RabbitMQ to a DMS for RocketMQ instance, and waits until that is finished.\n\n" +
    "What is migrated is given **either** as lists (`topics` and `consumerGroups`, or `vhosts`, `queues`, `exchanges` and `bindings`) " +
    "**or** as the file that the broker exported. A preview tells what of the file would be lost.\n\n" +
    "A migration that failed fails the resource, which stays in state; the next `pulumi up` looks again. " +
    "It waits for one hour unless `customTimeouts` says otherwise. " +
    "Deleting the resource deletes the task's record only: what was migrated stays.\n\n" +
    "Import: `pulumi import huaweicloud-rocketmq:index:MigrationTask <name> <instanceId>/<taskId>`.\n\n" +
    "Needs the permissions `dms:instance:createMetadataMigrationTask` and `dms:instance:getMetadataMigrationTask`.",
  inputs,
  checkedInputs,
  outputs,

  async check(request) {
    const given = withoutNulls(request.news);
    const { instanceId, overwrite, waitForCompletion, strict, name, ...sources } = given;
    const own = properties({ instanceId, overwrite, waitForCompletion, strict, name });
    if (Object.values(sources).some(hasUnknown)) {
      return { inputs: { ...own, name: name ?? unknown, ...withUnknownFiles(sources) }, problems: [] };
    }
    const sourced = await readMetadata(sources);
    if ("problems" in sourced) return { inputs: given, problems: sourced.problems };
    const { metadata, notMigrated } = sourced;
    const problems = strictProblems(strict === true, notMigrated ?? []);
    const kept: Properties = properties({
      ...own,
      ...listsOf(metadata),
      notMigrated,
    });
    return { inputs: { ...kept, name: name ?? taskName(request, kept, metadata) }, problems };
  },

  diff(request) {
    const answer = diffByValue(checkedInputs, request);
    const metadataNames = Object.keys(metadataShape);
    const isUnread = request.oldInputs.notMigrated === undefined;
    // An imported task's file was never seen: that it is read now changes nothing of what was migrated.
    const changed = answer.changed.filter(
      (name) => !metadataNames.includes(name) && !(name === "notMigrated" && isUnread),
    );
    changed.push(...changedMetadata(request));
    const { status } = request.oldOutputs;
    // Overwriting is over once everything was migrated: then it is no reason to migrate again.
    const replaces = changed.filter(
      (name) =>
        name === "instanceId" ||
        name === "name" ||
        metadataNames.includes(name) ||
        (name === "overwrite" && status !== "finished"),
    );
    // Not finished, and something depends on that: look again, even when a refresh has cleared the engine's memory of it.
    if (request.newInputs.waitForCompletion === true && status !== "finished") changed.push("status");
    // Two tasks cannot have one name on an instance at a time; a name that was made here is made anew.
    const keepsName = !changed.includes("name") && !changed.includes("instanceId") && !hasMadeName(request.urn);
    const deleteBeforeReplace = replaces.length > 0 && keepsName;
    if (deleteBeforeReplace) makingRoom.set(request.urn, request.id);
    return { changed, replaces, deleteBeforeReplace };
  },

  async preview({ urn, id, inputs: known, unknowns }, context) {
    warnOfLosses(known, unknowns, context);
    const { instanceId, name } = known;
    if (id !== undefined) return { taskId: parseId(id).taskId };
    if (instanceId === undefined || name === undefined || unknowns.size > 0) return {};
    const metadata = metadataOf(known);
    const submission = { instanceId, name, overwrite: known.overwrite ?? false, metadata };
    const leaving = makingRoom.get(urn);
    const found = await findSubmitted(context.client, submission, {
      signal: context.signal,
      ...(leaving === undefined ? {} : { exceptTaskId: parseId(leaving).taskId }),
    });
    if (found) {
      const there = `Task ${found.id} of this name and metadata is there already (${found.status})`;
      context.report.info(`${there} and would be adopted.`);
    }
    return { type: metadata.kind };
  },

  async create({ inputs: given, timeoutSeconds }, context) {
    const { clock } = context.watches;
    const deadlineMs = clock.now() + (timeoutSeconds ?? defaultTimeoutSeconds) * 1000;
    warnOfLosses(given, new Set(), context);
    const { instanceId, name, overwrite = false } = given;
    const submission = { instanceId, name, overwrite, metadata: metadataOf(given) };
    const submitted = await submitTask(context.client, submission, {
      clock,
      signal: context.signal,
      deadlineMs,
      onProgress: (line) => context.report.progress(line),
    });
    const id = `${instanceId}/${submitted.taskId}`;
    if (submitted.adopted) {
      adopted.add(id);
      context.report.info(`Adopted task ${submitted.taskId}: it has this name and metadata, and was submitted before.`);
    }
    const leftSeconds = Math.max(0, (deadlineMs - clock.now()) / 1000);
    const task = { id: submitted.taskId, name, startDate: "", status: "creating", type: submission.metadata.kind };
    return { id, outputs: await settle(id, instanceId, task, given, leftSeconds, context) };
  },

  async update({ id, inputs: given, oldOutputs, timeoutSeconds }, context) {
    const { instanceId, taskId } = parseId(id);
    const last = (name: string) => (typeof oldOutputs[name] === "string" ? oldOutputs[name] : "");
    const task = {
      id: taskId,
      name: given.name,
      startDate: last("startDate"),
      status: last("status"),
      type: last("type"),
    };
    const seconds = timeoutSeconds ?? defaultTimeoutSeconds;
    return { outputs: await settle(id, instanceId, task, given, seconds, context) };
  },

  async read({ id, inputs: given, outputs: kept }, context) {
    const { instanceId, taskId } = parseId(id);
    const detail = await findTask(context, instanceId, taskId);
    if (!detail) return undefined;
    const before: Properties = given ?? { overwrite: false, waitForCompletion: true, strict: false };
    if (!given && !detail.metadata) {
      throw new InvalidPropertiesError([
        { property: "", reason: `Task ${taskId} cannot be imported: the service does not tell what it migrates.` },
      ]);
    }
    // The service may write the same metadata in another order: that is no change.
    const isSame =
      detail.metadata === undefined || (given && sameMetadata(metadataOf(given as Checked), detail.metadata));
    const lists = isSame || !detail.metadata ? {} : listsOf(detail.metadata);
    // The service may leave fields out.
    const name = detail.name || (before.name ?? "");
    const fresh = { ...before, instanceId, name, ...lists };
    return { id, inputs: fresh, outputs: properties({ ...kept, ...fresh, ...outputsOf(detail) }) };
  },

  async delete({ id }, context) {
    // A replacement that took this very task over (`--target-replace`) must not lose its record.
    if (adopted.has(id)) return;
    const { instanceId, taskId } = parseId(id);
    try {
      await deleteTasks(context.client, instanceId, [taskId], { signal: context.signal });
    } catch (error) {
      if (error instanceof ServiceError && isInstanceGone(error)) return;
      throw error;
    }
    if (await findTask(context, instanceId, taskId)) {
      throw new Error(
        `Migration task ${taskId} on instance ${instanceId} is still there after its deletion: the service did not delete it. Wait until it has ended, and run pulumi again.`,
      );
    }
  },
});

/** Tasks that this run found and took over, by resource id. */
const adopted = new Set<string>();

/** Ids of resources that are deleted before they are created anew, by urn: a preview still finds their tasks. */
const makingRoom = new Map<string, string>();

/** Says what the migration will lose, and which names may be refused. */
function warnOfLosses(given: Partial<Checked>, unknowns: ReadonlySet<string>, context: CallContext): void {
  const lost = describeNotMigrated((given.notMigrated ?? []) as NotMigrated[]);
  if (lost !== "") context.report.warning(lost);
  if (Object.keys(metadataShape).some((name) => unknowns.has(name))) return;
  const doubts = validateMetadata(metadataOf(given)).filter(({ severity }) => severity === "warning");
  if (doubts.length === 0) return;
  const more = doubts.length > doubtsShown ? [`and ${doubts.length - doubtsShown} more of this kind`] : [];
  context.report.warning([...doubts.slice(0, doubtsShown).map(describeProblem), ...more].join("\n"));
}

const doubtsShown = 10;

/** Waits if that is wanted, and gives the outputs; whatever keeps the task from finishing is an initialisation failure. */
async function settle(
  id: string,
  instanceId: string,
  task: Pick<TaskDetail, "id" | "name" | "startDate" | "status" | "type">,
  given: Checked,
  timeoutSeconds: number,
  context: CallContext,
): Promise<Outputs> {
  const asSubmitted = outputsOf({ ...task, failures: [] });
  if (given.waitForCompletion === false) {
    try {
      const detail = await getTask(context.client, instanceId, task.id, { signal: context.signal });
      if (detail.status === "failed") {
        context.report.warning(`Migration task "${detail.name}" (${detail.id}) failed; waitForCompletion is false.`);
      }
      return outputsOf(detail);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InitializationError(id, properties(asSubmitted), [reason]);
    }
  }
  const result = await waitForTask({
    client: context.client,
    instanceId,
    taskId: task.id,
    timeoutSeconds,
    watches: context.watches,
    signal: context.signal,
    onProgress: ({ text: line, changed }) => context.report.progress(line, changed),
  });
  const failures = result.state === "failed" ? result.failures : [];
  const last = result.task ? outputsOf({ ...result.task, failures }) : asSubmitted;
  if (result.state === "finished") {
    context.report.info(`Finished after ${durationText(result.waitedSeconds * 1000)}.`);
    return last;
  }
  const advice = adviceFor(result.state, given.overwrite === true);
  // One reason: Pulumi counts them as errors ("2 errors occurred"), and this is one.
  throw new InitializationError(id, properties(last), [[...result.reasons, ...advice].join(" ")]);
}

/** What to do about a wait that ended without a finished task. */
function adviceFor(state: string, overwrites: boolean): string[] {
  if (state === "vanished") return ["Run `pulumi refresh`; the next `pulumi up` submits it again."];
  if (state !== "failed") return [];
  return [
    overwrites
      ? "To migrate again, mend the cause and give the task another name."
      : "To migrate again, mend the cause and set overwrite to true: what got across is on the instance already.",
  ];
}

function outputsOf(task: Pick<TaskDetail, "id" | "startDate" | "status" | "type" | "failures">): Outputs {
  const { id, type, status, startDate, failures } = task;
  return { taskId: id, type, status, startDate, failures };
}

/** @throws InvalidPropertiesError if it is not `<instanceId>/<taskId>` */
function parseId(id: string): { instanceId: string; taskId: string } {
  const [instanceId, taskId, ...rest] = id.split("/");
  if (instanceId && taskId && rest.length === 0) return { instanceId, taskId };
  throw new InvalidPropertiesError([
    {
      property: "",
      reason: `The id of a MigrationTask must be <instanceId>/<taskId>, but is "${id}". getMigrationTasks lists the tasks of an instance.`,
    },
  ]);
}

async function findTask(context: CallContext, instanceId: string, taskId: string): Promise<TaskDetail | undefined> {
  try {
    return await getTask(context.client, instanceId, taskId, { signal: context.signal });
  } catch (error) {
    if (error instanceof TaskNotFoundError) return undefined;
    if (error instanceof ServiceError && isInstanceGone(error)) return undefined;
    throw error;
  }
}

/** "Instance does not exist": with it, its tasks are gone. */
function isInstanceGone(error: ServiceError): boolean {
  return error.httpStatus === 404 && error.errorCode === "DMS.00404022";
}

function strictProblems(isStrict: boolean, notMigrated: readonly NotMigrated[]): Problem[] {
  if (!isStrict || notMigrated.length === 0) return [];
  const reason = `${describeNotMigrated(notMigrated)}\nThis is an error since strict is true. Remove it from the file, or set strict to false to migrate without it.`;
  return [{ property: "strict", reason }];
}

/** The metadata as the six lists of properties. */
function listsOf(metadata: Metadata): Properties {
  const { kind: _, ...lists } = metadata;
  return properties(lists);
}

/** The metadata of checked inputs: which lists there are says of which kind it is. */
function metadataOf(given: Pick<Checked, keyof typeof metadataShape>): Metadata {
  const { topics, consumerGroups, vhosts, queues, exchanges, bindings } = given;
  return (
    topics || consumerGroups
      ? { kind: "rocketmq", topics: topics ?? [], consumerGroups: consumerGroups ?? [] }
      : {
          kind: "rabbitToRocket",
          vhosts: vhosts ?? [],
          queues: queues ?? [],
          exchanges: exchanges ?? [],
          bindings: bindings ?? [],
        }
  ) as Metadata;
}

/** Which lists differ in what they ask for, whatever their order. */
function changedMetadata({ oldInputs, newInputs }: DiffRequest): string[] {
  return Object.keys(metadataShape).filter((name) => {
    const [before, after] = [oldInputs[name] ?? [], newInputs[name] ?? []];
    if (hasUnknown(after)) return true;
    return !sameMetadata(metadataOf({ [name]: before }), metadataOf({ [name]: after }));
  });
}

/** In a preview with unknown sources: the lists that are known stay, a file's are not known. */
function withUnknownFiles(sources: Properties): Properties {
  return Object.fromEntries(Object.entries(sources).filter(([name]) => name in metadataShape));
}

function withoutNulls(given: Properties): Properties {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
