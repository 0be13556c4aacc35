import type { Client } from "../../cloud/index.ts";
import {
  findSameTask,
  type Metadata,
  NameTakenError,
  severalOfThatName,
  type Task,
  type TaskDetail,
} from "../../migration/index.ts";
import type { TaskNames } from "./names.ts";

/** A migration, and the names of its runs. */
export interface NamedRuns {
  readonly instanceId: string;
  readonly metadata: Metadata;
  readonly names: TaskNames;
}

/** The task of a run, or the name under which to submit it. */
export interface FoundRun {
  readonly task?: TaskDetail;
  readonly name: string;
  /** 1 for the first run, one more for each further one. */
  readonly run: number;
}

/** A task whose name says that it may be a run. */
export interface Candidate {
  readonly task: Task;
  readonly run: number;
}

/** The tasks that a name makes a run, latest first. */
export function runsAmong(tasks: readonly Task[], runOf: (name: string) => number | undefined): Candidate[] {
  return tasks
    .flatMap((task) => {
      const run = runOf(task.name);
      return run === undefined ? [] : [{ task, run }];
    })
    .sort((one, other) => other.run - one.run);
}

/**
 * The first of the candidates that migrates this metadata.
 * @param tasks all tasks of the instance
 * @throws NameTakenError if a name that can only be ours belongs to a task that migrates something else
 */
export async function findTask(
  client: Client,
  candidates: readonly Candidate[],
  tasks: readonly Task[],
  runs: NamedRuns,
  signal: AbortSignal,
): Promise<FoundRun | undefined> {
  for (const { task, run } of candidates) {
    const detail = await readCandidate(client, tasks, task, runs, signal);
    if (detail) return { task: detail, name: task.name, run };
  }
  return undefined;
}

async function readCandidate(
  client: Client,
  tasks: readonly Task[],
  task: Task,
  { instanceId, metadata, names }: NamedRuns,
  signal: AbortSignal,
): Promise<TaskDetail | undefined> {
  const named = tasks.filter(({ name }) => name === task.name);
  // An explicit name with a number, or the hash after another resource's name, may belong to somebody else by chance.
  const isOurName = names.isExplicit ? task.name === names.of(1) : names.runOf(task.name) !== undefined;
  if (named.length > 1 && isOurName) throw new NameTakenError(task.name, instanceId, named, severalOfThatName);
  try {
    return await findSameTask(client, instanceId, task, metadata, signal);
  } catch (error) {
    if (error instanceof NameTakenError && !isOurName) return undefined;
    throw error;
  }
}

/** The first run, from a number on, whose name no task has. */
export function firstFreeRun(tasks: readonly Task[], names: TaskNames, from: number): FoundRun {
  const taken = new Set(tasks.map(({ name }) => name));
  let run = from;
  while (taken.has(names.of(run))) run += 1;
  return { name: names.of(run), run };
}
