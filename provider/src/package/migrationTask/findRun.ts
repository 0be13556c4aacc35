import type { Client } from "../../cloud/index.ts";
import { findSameTask, listTasks, NameTakenError, sameMetadata, type Task } from "../../migration/index.ts";
import { sameValue, type Value } from "../definition/index.ts";
import { lastOutputs } from "./lastOutputs.ts";
import { metadataOf } from "./metadataLists.ts";
import { type Candidate, type FoundRun, findTask, firstFreeRun, type NamedRuns, runsAmong } from "./runs.ts";
import type { Checked } from "./shapes.ts";
import type { Previous, StateEntry, TaskMemory } from "./taskMemory.ts";

/** A migration that a resource is about to run, unless it has run before. */
export interface WantedRun extends NamedRuns {
  readonly urn: string;
  readonly triggers: Value | undefined;
  /** The name that the program sets. Undefined if the name is generated. */
  readonly explicitName: string | undefined;
  readonly memory: TaskMemory;
  /** True: nothing is deleted, so what the update would delete first still exists. */
  readonly isPreview: boolean;
}

/** A run as a resource finds it. */
export interface FoundResourceRun extends FoundRun {
  /** The same migration in state, under a resource that the program no longer has. */
  readonly abandoned?: StateEntry;
}

/**
 * Searches the instance's tasks for the run. The service does not say which resource a task belongs to: its name does, and it
 * must migrate the same metadata.
 *
 * - A resource that is not in state reuses the run of the same migration of a resource that the program no longer has: it was renamed.
 *   Otherwise it reuses the latest run of its migration: its state, or the response to its submission, was lost.
 * - A replacement reuses only what was submitted for it: a task under the next number that no resource in state has. If the
 *   replaced task had not finished, an earlier finished run qualifies too.
 *
 * @throws NameTakenError if an explicit name belongs to a task that migrates something else
 */
export async function findRun(client: Client, wanted: WantedRun, signal: AbortSignal): Promise<FoundResourceRun> {
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
  return (await findTask(client, candidates(tasks, wanted), tasks, wanted, signal)) ?? freeRun(tasks, wanted);
}

/** The entry of a renamed resource: the same metadata, triggers and instance, and the explicit name, if there is one. */
function findAbandoned(wanted: WantedRun): StateEntry | undefined {
  return wanted.memory.abandoned().find((entry) => isSame(entry, wanted));
}

function isSame({ inputs, outputs }: StateEntry, { instanceId, metadata, triggers, explicitName }: WantedRun): boolean {
  const hasName = explicitName === undefined || explicitName === inputs.name || explicitName === outputs.name;
  return (
    hasName &&
    inputs.instanceId === instanceId &&
    sameValue(inputs.triggers ?? null, triggers ?? null) &&
    sameMetadata(metadataOf(inputs as Checked), metadata)
  );
}

/** The tasks that may be the run, latest first. */
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
    if (id === entry.id || memory.isUsedByAnother(id, urn)) return false;
    // A replacement that was interrupted after its submission; it has the old name if the old record was deleted first.
    if (!inState.has(id) && (run >= target || task.name === entry.outputs.name)) return true;
    return !isForced && entry.outputs.status !== "finished" && task.status === "finished";
  });
}

/**
 * True for an entry that is only waiting for its deletion: the engine creates a resource without having compared it, for another
 * migration, so no migration is run again.
 */
function isLeftOver({ entry, isForced }: Previous, wanted: WantedRun): boolean {
  return isForced && !isSame(entry, wanted);
}

/** True if no resource of the program has claimed the task's name: its resource was renamed or removed. */
function isUnclaimed({ name }: Task, { urn, instanceId, memory }: WantedRun): boolean {
  return [name, name.replace(/-[1-9][0-9]*$/, "")].every((each) => (memory.ownerOf(instanceId, each) ?? urn) === urn);
}

/**
 * The first name, from the next run on, that no task has. An explicit name has a number only if the task of that name is an
 * earlier run whose record is kept.
 */
function freeRun(tasks: readonly Task[], wanted: WantedRun): FoundRun {
  const { urn, instanceId, names, memory, isPreview } = wanted;
  const previous = memory.previous(urn);
  const first = previous ? nextRun(previous.entry.outputs.run) : 1;
  const name = names.of(1);
  const task = tasks.findLast((one) => one.name === name);
  const isInState = memory.idsOf(urn).includes(`${instanceId}/${task?.id}`);
  const isRunAgain = previous?.isForced && (isInState || isSame(previous.entry, wanted));
  if (names.isExplicit && !isRunAgain) {
    if (!task) return { name, run: first };
    const isReplaced = previous?.entry.id === `${instanceId}/${task.id}`;
    if (!isReplaced) throw new NameTakenError(name, instanceId, [task], "it migrates different metadata");
    // The update deletes it first, unless it is retained.
    if (isPreview) return { name, run: first };
  }
  return firstFreeRun(tasks, names, first);
}

function nextRun(run: unknown): number {
  return typeof run === "number" ? run + 1 : 2;
}
