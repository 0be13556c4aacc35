import type { KnownStatus, Task } from "../task.ts";
import type { Moment } from "./clock.ts";
import type { Look } from "./instanceWatch.ts";
import { type Selection, selectionKey, wantedKeys } from "./selection.ts";

/** What a gate was told to do. */
export interface GateRules {
  selection: Selection;
  /** The states in which a task may be for the gate to open. Only known ones: a state we do not know is never accepted. */
  acceptStatuses: readonly KnownStatus[];
  /** What to do when a selected task is not there, or not there any more: end as failed, or wait for it. */
  onNoMatch: "fail" | "wait";
  /** End at the first task that failed; false: wait until every task is settled, then name all that failed. */
  failFast: boolean;
  /** The names or ids of the selection are secret: no text tells what other tasks the instance has. */
  hideOthers: boolean;
}

/** A selected task, as it was last observed. */
export interface ObservedTask {
  readonly task: Task;
  /** The id or name it was selected under; "" in a selection of all. */
  readonly key: string;
  /** When its present state was first observed. */
  readonly since: Moment;
  /** Number of the first complete look that showed it, counting from 1. */
  readonly firstLook: number;
  /** Number of the last complete look that showed it. */
  readonly lastLook: number;
}

/** What a gate knows from the complete looks so far. */
export interface GateMemory {
  /** How many complete looks there were. */
  readonly looks: number;
  /** The selected tasks by id, in the service's order, those that are gone at the end. A task once selected stays selected. */
  readonly observed: ReadonlyMap<string, ObservedTask>;
}

/** What a gate knows before its first look. */
export const noMemory: GateMemory = { looks: 0, observed: new Map() };

/**
 * Where a selected task stands.
 * `accepted`: its last observed state is accepted. `failed`: it failed. `missing`: the last complete look did not show it.
 * `vanished`: neither did the one before. `pending`: anything else, unknown states included.
 */
export type TaskStanding = "accepted" | "failed" | "missing" | "vanished" | "pending";

export interface GateDecision {
  readonly state: "waiting" | "released" | "failed";
  readonly memory: GateMemory;
  readonly tasks: readonly { readonly observed: ObservedTask; readonly standing: TaskStanding }[];
  /** Ids or names of the selection that no task was ever seen under. */
  readonly unmatched: readonly string[];
}

/**
 * Decides what a complete look means for a gate.
 *
 * It is released if, and only if, at least one task is selected, every id or name of the selection was found, and the
 * last observation of every selected task is an accepted state. A task that vanished in another state blocks that for
 * ever, unless it was selected by its name and a new task of that name has come.
 */
export function decide(rules: GateRules, memory: GateMemory, look: Look): GateDecision {
  const next = remember(rules.selection, memory, look);
  const tasks = [...next.observed.values()].map((observed) => ({
    observed,
    standing: classify(rules, next, observed),
  }));
  const found = new Set(tasks.map(({ observed }) => observed.key));
  const unmatched = wantedKeys(rules.selection).filter((key) => !found.has(key));
  const has = (...standings: TaskStanding[]) => tasks.some(({ standing }) => standings.includes(standing));

  const decided = (state: GateDecision["state"]): GateDecision => ({ state, memory: next, tasks, unmatched });
  if (tasks.length === 0 || unmatched.length > 0) {
    if (rules.onNoMatch === "fail") return decided("failed");
  } else if (tasks.every(({ standing }) => standing === "accepted")) {
    return decided("released");
  }
  const goneForGood = rules.onNoMatch === "fail" && has("vanished");
  const settled = unmatched.length === 0 && !has("pending", "missing") && (goneForGood || !has("vanished"));
  if ((has("failed") || goneForGood) && (rules.failFast || settled)) return decided("failed");
  return decided("waiting");
}

function classify(rules: GateRules, memory: GateMemory, { task, lastLook }: ObservedTask): TaskStanding {
  const accepted: readonly string[] = rules.acceptStatuses;
  if (accepted.includes(task.status)) return "accepted";
  if (task.status === "failed") return "failed";
  if (lastLook === memory.looks) return "pending";
  return lastLook === memory.looks - 1 ? "missing" : "vanished";
}

function remember(selection: Selection, memory: GateMemory, { tasks, startedAt }: Look): GateMemory {
  const looks = memory.looks + 1;
  const observed = new Map<string, ObservedTask>();
  const newestOfKey = new Map<string, number>();

  for (const task of tasks) {
    const before = memory.observed.get(task.id);
    const key = before?.key ?? selectionKey(selection, task);
    if (key === undefined) continue;
    const since = before?.task.status === task.status ? before.since : startedAt;
    const firstLook = before?.firstLook ?? looks;
    observed.set(task.id, { task, key, since, firstLook, lastLook: looks });
    newestOfKey.set(key, Math.max(firstLook, newestOfKey.get(key) ?? 0));
  }
  for (const [id, gone] of memory.observed) {
    if (observed.has(id)) continue;
    // A name that was given to a new task after the old one was gone now means the new one.
    const replaced = selection.by === "names" && (newestOfKey.get(gone.key) ?? 0) > gone.lastLook;
    if (!replaced) observed.set(id, gone);
  }
  return { looks, observed };
}
