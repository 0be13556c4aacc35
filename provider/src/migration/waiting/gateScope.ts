import type { GateDecision, GateRules, TaskCategory } from "./gateDecision.ts";
import type { PollScope, Snapshot } from "./snapshot.ts";

/*
 * A long list takes many requests, so a gate reads it only where its selection needs it: to find the selected tasks, and to
 * confirm the end. In between it asks for the tasks that have not ended by their IDs.
 */

/** How long a gate for names or for all tasks may go without a complete list, which shows tasks that were created since. */
const maxListAgeMs = 60_000;

/**
 * Which tasks the next poll must read.
 * @param decision what the snapshots so far mean; undefined before the first
 * @param listAgeMs how long ago the last complete list was read
 */
export function gateScope({ selection }: GateRules, decision: GateDecision | undefined, listAgeMs: number): PollScope {
  // A decision that is not `waiting` here has yet to be confirmed.
  if (decision && decision.state !== "waiting") return "all";
  if (selection.by === "ids") {
    const isIncomplete = decision && (decision.unmatched.length > 0 || has(decision, "missing", "vanished"));
    return isIncomplete && listAgeMs >= maxListAgeMs ? "all" : new Set(selection.taskIds);
  }
  if (!decision || decision.unmatched.length > 0 || listAgeMs >= maxListAgeMs) return "all";
  // A task that is gone may have been replaced by another of its name.
  if (has(decision, "missing", "vanished")) return "all";
  const pending = decision.tasks
    .filter(({ category }) => category === "pending")
    .map(({ observed }) => observed.task.id);
  return pending.length === 0 ? "all" : new Set(pending);
}

/**
 * True if a snapshot may end the gate. A complete list may. So may tasks that were asked for by their IDs, unless another task
 * could change the decision: a release by names or of all tasks could miss a task created since, and what an ID does not find
 * may still be in the list.
 */
export function isConfirmed({ selection, failFast }: GateRules, decision: GateDecision, { scope }: Snapshot): boolean {
  if (scope === "all") return true;
  if (decision.state === "failed" && failFast && has(decision, "failed")) return true;
  // A task never changes its type.
  if (has(decision, "unverifiable")) return true;
  return selection.by === "ids" && decision.unmatched.length === 0 && !has(decision, "missing", "vanished");
}

function has({ tasks }: GateDecision, ...categories: TaskCategory[]): boolean {
  return tasks.some(({ category }) => categories.includes(category));
}
