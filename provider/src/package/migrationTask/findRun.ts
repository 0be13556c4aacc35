import type { Client } from "../../cloud/index.ts";
import {
  findSameTask,
  listTasks,
  type Metadata,
  NameTakenError,
  sameMetadata,
  severalOfThatName,
  type Task,
  type TaskDetail,
} from "../../migration/index.ts";
import { sameValue, type Value } from "../definition/index.ts";
import type { OperationMemory, Previous, StateEntry } from "../operationMemory.ts";
import { metadataOf } from "./metadataLists.ts";
import type { TaskNames } from "./names.ts";
import type { Checked } from "./shapes.ts";
import { lastOutputs } from "./update.ts";

/** A migration that a resource is about to run, unless it has been run already. */
export interface WantedRun {
  readonly urn: string;
  readonly instanceId: string;
  readonly metadata: Metadata;
  readonly triggers: Value | undefined;
  /** The name that the program gives; undefined if it gives none. */
  readonly ownName: string | undefined;
  readonly names: TaskNames;
  readonly memory: OperationMemory;
  /** True: nothing is deleted, so what the update would delete first is still there. */
  readonly isPreview: boolean;
}

/** The task that carries the run already, or the name under which to submit it. */
export interface FoundRun {
  readonly task?: TaskDetail;
  /** What state has of the same migration, under a resource that the program has no longer. */
  readonly abandoned?: StateEntry;
  readonly name: string;
  /** 1 for the first run of the resource, one more for each further one. */
  readonly run: number;
}

/**
 * Looks for the run among the instance's tasks. Nothing at the service says whose a task is; its name does, and what it
 * migrates must be the same.
 *
 * - A resource that the state does not know takes over the same migration of a resource that the program has no longer: it
 *   was renamed. Else it takes over the latest run of its migration: its state was lost, or the answer to its submission was.
 * - A replacement takes over only what was submitted for it: a task that no entry of the state holds, under the next
 *   number. If what it replaces had not finished, an earlier run that has finished will do as well.
 *
 * @throws NameTakenError if a name that the program gives belongs to a task that migrates something else
 */
export async function findRun(client: Client, wanted: WantedRun, signal: AbortSignal): Promise<FoundRun> {
  const { instanceId } = wanted;
  const { tasks: listed } = await listTasks(client, instanceId, { signal });
  // The service may show a task for a moment after its deletion.
  const tasks = listed.filter(({ id }) => !wanted.memory.wasDeleted(`${instanceId}/${id}`));
  const abandoned = wanted.memory.previous(wanted.urn) ? undefined : findAbandoned(wanted);
  if (abandoned) {
    const { name, run } = lastOutputs(abandoned.id, abandoned.outputs);
    const task = tasks.find(({ id }) => `${instanceId}/${id}` === abandoned.id);
    const detail = task && (await findSameTask(client, instanceId, task, wanted.metadata, signal));
    if (detail) return { task: detail, abandoned, name: detail.name || name, run };
    if (abandoned.outputs.status === "finished") return { abandoned, name, run };
  }
  for (const { task, run } of candidates(tasks, wanted)) {
    const detail = await findCandidate(client, tasks, task, wanted, signal);
    if (detail) return { task: detail, name: task.name, run };
  }
  return freeRun(tasks, wanted);
}

/** The entry of a renamed resource: the same metadata, triggers and instance, and the name that is given, if one is. */
function findAbandoned(wanted: WantedRun): StateEntry | undefined {
  return wanted.memory.abandoned().find((entry) => isSame(entry, wanted));
}

function isSame({ inputs, outputs }: StateEntry, { instanceId, metadata, triggers, ownName }: WantedRun): boolean {
  const isNamedSo = ownName === undefined || ownName === inputs.name || ownName === outputs.name;
  return (
    isNamedSo &&
    inputs.instanceId === instanceId &&
    sameValue(inputs.triggers ?? null, triggers ?? null) &&
    sameMetadata(metadataOf(inputs as Checked), metadata)
  );
}

async function findCandidate(
  client: Client,
  tasks: readonly Task[],
  task: Task,
  { instanceId, metadata, names }: WantedRun,
  signal: AbortSignal,
): Promise<TaskDetail | undefined> {
  const named = tasks.filter(({ name }) => name === task.name);
  // A number after a name of one's own, or a hash after another stem, may be somebody else's name by chance.
  const isOurName = names.isOwn ? task.name === names.of(1) : names.runOf(task.name) !== undefined;
  if (named.length > 1 && isOurName) throw new NameTakenError(task.name, instanceId, named, severalOfThatName);
  try {
    return await findSameTask(client, instanceId, task, metadata, signal);
  } catch (error) {
    if (error instanceof NameTakenError && !isOurName) return undefined;
    throw error;
  }
}

interface Candidate {
  readonly task: Task;
  readonly run: number;
}

/** The tasks that may be the run, the latest run first. */
function candidates(tasks: readonly Task[], wanted: WantedRun): Candidate[] {
  const { urn, instanceId, names, memory } = wanted;
  const family = runsAmong(tasks, names.runOf);
  const previous = memory.previous(urn);
  if (!previous || isLeftOver(previous, wanted)) {
    const own = new Set(memory.idsOf(urn));
    const siblings = runsAmong(tasks, names.siblingRunOf).filter(
      ({ task }) => !family.some((one) => one.task.id === task.id) && isUnclaimed(task, wanted),
    );
    return [...family, ...siblings].filter(({ task }) => !own.has(`${instanceId}/${task.id}`));
  }
  const { entry, isForced } = previous;
  const inState = new Set(memory.idsOf(urn));
  const target = nextRun(entry.outputs.run);
  return family.filter(({ task, run }) => {
    const id = `${instanceId}/${task.id}`;
    if (id === entry.id || memory.isHeldByAnother(id, urn)) return false;
    // A replacement that was cut off after its submission; with the old name, if the old record was deleted first.
    if (!inState.has(id) && (run >= target || task.name === entry.outputs.name)) return true;
    return !isForced && entry.outputs.status !== "finished" && task.status === "finished";
  });
}

/**
 * True for an entry that only waits for its deletion: the engine asks for a new resource without a comparison, and for another
 * migration, so that nothing is run anew.
 */
function isLeftOver({ entry, isForced }: Previous, wanted: WantedRun): boolean {
  return isForced && !isSame(entry, wanted);
}

/** A task of another name, made for a resource that this program does not have (any more). */
function isUnclaimed({ name }: Task, { urn, instanceId, memory }: WantedRun): boolean {
  return [name, name.replace(/-[1-9][0-9]*$/, "")].every((each) => (memory.ownerOf(instanceId, each) ?? urn) === urn);
}

function runsAmong(tasks: readonly Task[], runOf: (name: string) => number | undefined): Candidate[] {
  return tasks
    .flatMap((task) => {
      const run = runOf(task.name);
      return run === undefined ? [] : [{ task, run }];
    })
    .sort((one, other) => other.run - one.run);
}

/**
 * The first name, from the next run on, that no task has. A name that the program gives has no number, unless the task of
 * that name is an earlier run whose record is kept.
 */
function freeRun(tasks: readonly Task[], wanted: WantedRun): FoundRun {
  const { urn, instanceId, names, memory, isPreview } = wanted;
  const previous = memory.previous(urn);
  const first = previous ? nextRun(previous.entry.outputs.run) : 1;
  const taken = new Map(tasks.map((task) => [task.name, task]));
  const name = names.of(1);
  const task = taken.get(name);
  const isInState = memory.idsOf(urn).includes(`${instanceId}/${task?.id}`);
  const isRunAnew = previous?.isForced && (isInState || isSame(previous.entry, wanted));
  if (names.isOwn && !isRunAnew) {
    if (!task) return { name, run: first };
    const isReplaced = previous?.entry.id === `${instanceId}/${task.id}`;
    if (!isReplaced) throw new NameTakenError(name, instanceId, [task], "it migrates other metadata");
    // By then it is deleted, unless the program says that it is retained.
    if (isPreview) return { name, run: first };
  }
  let run = first;
  while (taken.has(names.of(run))) run += 1;
  return { name: names.of(run), run };
}

function nextRun(run: unknown): number {
  return typeof run === "number" ? run + 1 : 2;
}
