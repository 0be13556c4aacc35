import { isKnownStatus } from "../task.ts";
import { statusText } from "../wording.ts";
import type { GateDecision, GateRules } from "./gateDecision.ts";

/** Wording that all texts about a gate share: its progress, its reasons and its preview. */

/** The labels that come first, in this order: failures are news. Other labels follow as they occur. */
const labelOrder: readonly string[] = ["failed", "vanished", "creating", "starting"];

/**
 * The selected tasks by state: `3 of 5 finished, 2 starting`; the state of a single one: `task starting`.
 * The status column is narrow, so it is short and puts the most important first.
 */
export function statesText(rules: GateRules, decision: Pick<GateDecision, "tasks" | "unmatched">): string {
  const groups = new Map<string, number>(labelOrder.map((label) => [label, 0]));
  const add = (label: string, count = 1) => groups.set(label, (groups.get(label) ?? 0) + count);
  let accepted = 0;
  for (const { observed, category } of decision.tasks) {
    if (category === "accepted") accepted += 1;
    else if (category === "missing" || category === "vanished") add("vanished");
    else add(stateLabel(observed.task.status));
  }
  add("not created yet", decision.unmatched.length);

  const total = decision.tasks.length + decision.unmatched.length;
  if (total === 0) return "no tasks yet";
  const seen = [...groups].filter(([, count]) => count > 0);
  // Not the state alone: Pulumi's own column next to it may say "creating" about the resource.
  if (total === 1) return `task ${seen[0]?.[0] ?? statusText(decision.tasks[0]?.observed.task.status ?? "")}`;
  const counts = seen.map(([label, count]) => `${count} ${label}`);
  return [`${accepted} of ${total} ${acceptedText(rules)}`, ...counts].join(", ");
}

/** The accepted states: `finished`, `finished or failed`. */
export function acceptedText({ acceptStatuses }: GateRules): string {
  return acceptStatuses.join(" or ");
}

/** A selected ID, or a selected name in quotes. */
export function keyText({ selection }: Pick<GateRules, "selection">, key: string): string {
  return selection.by === "names" ? JSON.stringify(key) : key;
}

/** A state in a few words; an unknown one is quoted. */
function stateLabel(status: string): string {
  if (isKnownStatus(status)) return status;
  return status === "" ? "in an unreported state" : `in state ${JSON.stringify(status)}`;
}
