import type { Moment } from "../../cloud/index.ts";
import type { KnownStatus, Task } from "../task.ts";
import type { GateTerms } from "./gateTerms.ts";
import { type Selection, selectionKey, wantedKeys } from "./selection.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What a gate waits for, and when it fails. No field is optional: the definition of the gate's inputs has the defaults, and the
 * compiler reports an input that is renamed in only one of the two places.
 */
export interface GateRules {
  selection: Selection;
  /** The states in which a task releases the gate. Only known ones: an unknown state is never accepted. */
  acceptStatuses: readonly KnownStatus[];
  /** What to do if a selected task does not exist. */
  onNoMatch: "fail" | "wait";
  /** What to do if a selected task no longer exists, although it had not ended. */
  onVanish: "fail" | "wait";
  /** True: fail as soon as one task has failed. False: wait until every task has ended, then name all that failed. */
  failFast: boolean;
  /** `require`: fail as soon as a task is selected that can never be verified. */
  verify: "none" | "warn" | "require";
  /** True if the selected names or IDs are secret: then no text names other tasks of the instance. */
  hideOthers: boolean;
  /** What texts call the settings. */
  terms: GateTerms;
}

/** A state of a task, and when it was first observed. */
export interface ObservedState {
  readonly status: string;
  readonly since: Moment;
}

/** A selected task, as it was last observed. */
export interface ObservedTask {
  readonly task: Task;
  /** The ID or name that selects it; "" in a selection of all. */
  readonly key: string;
  /** When its current state was first observed. */
  readonly since: Moment;
  /** All states that were observed, the current one last. */
  readonly history: readonly ObservedState[];
  /** The number of the first snapshot that contained it, starting at 1. */
  readonly firstSnapshot: number;
  /** The number of the last snapshot that contained it, or did not ask for it. */
  readonly lastSnapshot: number;
  /** The number of the last snapshot that contained it. */
  readonly lastSeenIn: number;
}

/** What a gate knows from the snapshots so far. */
export interface GateMemory {
  /** How many snapshots there were. */
  readonly snapshots: number;
  /** The selected tasks by ID, in the service's order, vanished ones last. Once selected, a task stays selected. */
  readonly observed: ReadonlyMap<string, ObservedTask>;
}

/** What a gate knows before the first snapshot. */
export const noMemory: GateMemory = { snapshots: 0, observed: new Map() };

/**
 * What a selected task means for the gate.
 * `accepted`: its last observed state is accepted. `failed`: it failed. `missing`: the last snapshot lacks it.
 * `vanished`: the last two snapshots lack it. `unverifiable`: it must be verified, and never can be. `pending`: anything else, including unknown states.
 */
export type TaskCategory = "accepted" | "unverifiable" | "failed" | "missing" | "vanished" | "pending";

/** What the snapshots so far mean for a gate. */
export interface GateDecision {
  readonly state: "waiting" | "released" | "failed";
  readonly memory: GateMemory;
  readonly tasks: readonly { readonly observed: ObservedTask; readonly category: TaskCategory }[];
  /** Selected IDs or names that never matched a task. */
  readonly unmatched: readonly string[];
}

/**
 * Decides what a snapshot means for a gate.
 *
 * The gate is released if, and only if, at least one task is selected, every selected ID or name matched a task, and the
 * last observed state of every selected task is accepted. A task that vanished in another state blocks the release
 * forever, unless it was selected by name and a new task of that name has appeared.
 */
export function decide(rules: GateRules, memory: GateMemory, snapshot: Snapshot): GateDecision {
  const next = remember(rules.selection, memory, snapshot);
  const tasks = [...next.observed.values()].map((observed) => ({
    observed,
    category: classify(rules, next, observed),
  }));
  const found = new Set(tasks.map(({ observed }) => observed.key));
  const unmatched = wantedKeys(rules.selection).filter((key) => !found.has(key));
  const has = (...categories: TaskCategory[]) => tasks.some(({ category }) => categories.includes(category));

  const decided = (state: GateDecision["state"]): GateDecision => ({ state, memory: next, tasks, unmatched });
  if (tasks.length === 0 || unmatched.length > 0) {
    if (rules.onNoMatch === "fail") return decided("failed");
  } else if (tasks.every(({ category }) => category === "accepted")) {
    return decided("released");
  }
  if (has("unverifiable")) return decided("failed");
  const goneForGood = rules.onVanish === "fail" && has("vanished");
  const settled = unmatched.length === 0 && !has("pending", "missing") && (goneForGood || !has("vanished"));
  if ((has("failed") || goneForGood) && (rules.failFast || settled)) return decided("failed");
  return decided("waiting");
}

function classify(rules: GateRules, { snapshots }: GateMemory, { task, lastSnapshot }: ObservedTask): TaskCategory {
  const accepted: readonly string[] = rules.acceptStatuses;
  const isAccepted = accepted.includes(task.status);
  if (task.status === "failed" && !isAccepted) return "failed";
  if (rules.verify === "require" && task.type === "rabbitToRocket") return "unverifiable";
  if (isAccepted) return "accepted";
  if (lastSnapshot === snapshots) return "pending";
  return lastSnapshot === snapshots - 1 ? "missing" : "vanished";
}

function remember(selection: Selection, memory: GateMemory, { tasks, startedAt, scope }: Snapshot): GateMemory {
  const snapshots = memory.snapshots + 1;
  const observed = new Map<string, ObservedTask>();
  const newestOfKey = new Map<string, number>();

  for (const task of tasks) {
    const before = memory.observed.get(task.id);
    const key = before?.key ?? selectionKey(selection, task);
    if (key === undefined) continue;
    const isUnchanged = before?.task.status === task.status;
    const since = isUnchanged ? before.since : startedAt;
    const history = isUnchanged ? before.history : [...(before?.history ?? []), { status: task.status, since }];
    const firstSnapshot = before?.firstSnapshot ?? snapshots;
    const sighting = { lastSnapshot: snapshots, lastSeenIn: snapshots };
    observed.set(task.id, { task, key, since, history, firstSnapshot, ...sighting });
    newestOfKey.set(key, Math.max(firstSnapshot, newestOfKey.get(key) ?? 0));
  }
  for (const [id, gone] of memory.observed) {
    if (observed.has(id)) continue;
    if (scope !== "all" && !scope.has(id)) {
      // The poll did not ask for this task, so it says nothing about it.
      observed.set(id, { ...gone, lastSnapshot: gone.lastSnapshot + 1 });
      continue;
    }
    // A name that was given to a new task after the old one vanished now selects the new one.
    const replaced = selection.by === "names" && (newestOfKey.get(gone.key) ?? 0) > gone.lastSeenIn;
    if (!replaced) observed.set(id, gone);
  }
  return { snapshots, observed: scope === "all" ? observed : inOrderOf(memory.observed, observed) };
}

/** Only a complete list has the service's order: after any other snapshot the tasks stay where they were. */
function inOrderOf(
  before: ReadonlyMap<string, ObservedTask>,
  observed: ReadonlyMap<string, ObservedTask>,
): ReadonlyMap<string, ObservedTask> {
  const known = [...before.keys()].flatMap((id) => [...(observed.has(id) ? [id] : [])]);
  return new Map(
    [...known, ...observed.keys()].flatMap((id) => {
      const task = observed.get(id);
      return task ? [[id, task] as const] : [];
    }),
  );
}

/** IDs of the tasks that were observed in another state before their current one: of these, the wait saw the end. */
export function seenEnding(observed: readonly ObservedTask[]): Set<string> {
  return new Set(observed.flatMap(({ task, history }) => (history.length > 1 ? [task.id] : [])));
}
