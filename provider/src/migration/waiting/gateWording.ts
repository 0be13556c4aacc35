import { mostSimilar } from "../../cloud/index.ts";
import { isKnownStatus, type Task } from "../task.ts";
import type { WaitStats } from "./awaitVerdict.ts";
import type { GateDecision, GateRules } from "./gateDecision.ts";
import { countText, durationText, listText, looksText, momentText, statusText, taskText } from "./wording.ts";

/** What a gate tells its user: progress, and the reasons for an end that is no release. */

/** How many tasks a text names one by one. */
const namedAtMost = 20;
/** How many tasks a text offers in place of one that is not there. */
const offeredAtMost = 5;

/**
 * The selected tasks by state: `3/5 finished, 2 starting`; a single one's state: `task starting`.
 * Short, and what matters comes first: status columns are narrow.
 */
export function statesText(rules: GateRules, decision: Pick<GateDecision, "tasks" | "unmatched">): string {
  const groups = new Map<string, number>([
    ["creating", 0],
    ["starting", 0],
  ]);
  const add = (label: string, count = 1) => groups.set(label, (groups.get(label) ?? 0) + count);
  let accepted = 0;
  for (const { observed, standing } of decision.tasks) {
    if (standing === "accepted") accepted += 1;
    else if (standing === "missing" || standing === "vanished") add("vanished");
    else add(stateLabel(observed.task.status));
  }
  add("not there yet", decision.unmatched.length);

  const total = decision.tasks.length + decision.unmatched.length;
  if (total === 0) return "no task there yet";
  const seen = [...groups].filter(([, count]) => count > 0);
  // Not the state alone: beside it Pulumi's column says what the resource is doing, which may be "creating" too.
  if (total === 1) return `task ${seen[0]?.[0] ?? statusText(decision.tasks[0]?.observed.task.status ?? "")}`;
  const counts = seen.map(([label, count]) => `${count} ${label}`);
  return [`${accepted}/${total} ${acceptedWord(rules)}`, ...counts].join(", ");
}

/** Why the gate can no longer be released. */
export function failureReasons(
  rules: GateRules,
  instanceId: string,
  decision: GateDecision,
  there: readonly Task[],
  causes: ReadonlyMap<string, string>,
): string[] {
  const reasons: string[] = [];
  if (rules.onNoMatch === "fail" && (decision.tasks.length === 0 || decision.unmatched.length > 0)) {
    reasons.push(noMatchText(rules, instanceId, decision.unmatched, there));
  }
  for (const { observed, standing } of decision.tasks) {
    if (standing === "failed") {
      reasons.push(causes.get(observed.task.id) ?? `Migration task ${taskText(observed.task)} failed.`);
    }
    if (standing === "vanished" && rules.onNoMatch === "fail") {
      reasons.push(
        `Migration task ${taskText(observed.task)} vanished before it was ${acceptedWord(rules)}: it was last seen ` +
          `${statusText(observed.task.status)}, and the last two complete lists did not show it. ` +
          "Whether its migration came to an end is not known.",
      );
    }
  }
  return shortened(reasons);
}

/**
 * What the time was not enough for.
 * @param nowMs by the clock's `now`
 */
export function timeoutReasons(
  rules: GateRules,
  decision: GateDecision | undefined,
  stats: WaitStats,
  nowMs: number,
): string[] {
  const after = `Timed out after ${durationText(stats.waitedMs)}`;
  if (!decision) return [`${after} without one complete answer from the service. ${looksText(stats)}`];
  const total = decision.tasks.length + decision.unmatched.length;
  const open = decision.tasks.filter(({ standing }) => standing !== "accepted");
  const openCount = open.length + decision.unmatched.length;
  const head =
    total === 0
      ? `${after}: there is no task that the gate could wait for.`
      : `${after}: ${openCount} of ${countText(total, "selected task")} ${openCount === 1 ? "is" : "are"} not ${acceptedWord(rules)} (${statesText(rules, decision)}).`;
  const tasks = open.map(({ observed: { task, since }, standing }) => {
    const gone = standing === "missing" || standing === "vanished" ? "gone, last seen " : "";
    const long = `since ${momentText(since.wallMs)} (${durationText(nowMs - since.ms)})`;
    return `Migration task ${taskText(task)}: ${gone}${statusText(task.status)} ${long}.`;
  });
  const absent = decision.unmatched.map((key) => `Migration task ${keyText(rules, key)} never appeared.`);
  return [`${head} ${looksText(stats)}`, ...shortened([...tasks, ...absent])];
}

/** Where the gate stood when the user ended it. */
export function cancelReasons(rules: GateRules, decision: GateDecision | undefined, stats: WaitStats): string[] {
  const states = decision ? statesText(rules, decision) : "no complete answer yet";
  return [`Cancelled after ${durationText(stats.waitedMs)} (${states}). The next update waits again.`];
}

/**
 * What one look says that a gate would do.
 * @param plannedHere true if tasks are about to be created on this instance
 */
export function lookText(
  rules: GateRules,
  instanceId: string,
  decision: GateDecision,
  there: readonly Task[],
  plannedHere: boolean,
): string {
  const states = statesText(rules, decision);
  if (decision.state === "released") return `Would be released at once: ${states}.`;
  if (decision.state === "failed") {
    return `Would fail: ${failureReasons(rules, instanceId, decision, there, new Map()).join(" ")}`;
  }
  const open = decision.tasks
    .filter(({ standing }) => standing !== "accepted")
    .map(({ observed: { task } }) => (task.name === "" ? task.id : JSON.stringify(task.name)));
  const absent = decision.unmatched.map((key) => keyText(rules, key));
  const waitedFor = listText([...open, ...absent], 5);
  const outlook = waitedFor === "" ? `Would wait: ${states}.` : `Would wait (${states}) for ${waitedFor}.`;
  if (!plannedHere || (decision.tasks.length > 0 && absent.length === 0)) return outlook;
  if (absent.length === 0) return `${outlook} This update creates tasks on the instance.`;
  const [are, them] = absent.length === 1 ? ["is", "it"] : ["are", "them"];
  return `${outlook} ${listText(absent, 5)} ${are} not there yet: this update may create ${them}.`;
}

function noMatchText(
  rules: GateRules,
  instanceId: string,
  unmatched: readonly string[],
  there: readonly Task[],
): string {
  const { selection } = rules;
  if (selection.by === "all") {
    const type = selection.taskType === undefined ? "" : ` of type ${selection.taskType}`;
    return (
      `Instance ${instanceId} has no migration task${type}, so there is nothing to wait for. ` +
      'Start a migration first, or set onNoMatch to "wait" to wait until there is one.'
    );
  }
  const [noun, property] = selection.by === "ids" ? ["with the ID", "taskIds"] : ["named", "taskNames"];
  const missing = unmatched.map((key) => keyText(rules, key));
  const them = missing.length === 1 ? "it exists" : "they exist";
  return (
    `Instance ${instanceId} has no migration task ${noun} ${listText(missing, namedAtMost, " or ")}. ` +
    `${alternativesText(rules, unmatched, there)} ` +
    `Correct ${property}, or set onNoMatch to "wait" to wait until ${them}.`
  );
}

/** What the instance has in place of the tasks that are missing: those meant, if they are alike, else the nearest. */
function alternativesText(rules: GateRules, missing: readonly string[], there: readonly Task[]): string {
  if (there.length === 0) return "It has no tasks.";
  const count = `It has ${countText(there.length, "task")}`;
  if (rules.hideOthers) return `${count}.`;
  const byKey = new Map(there.map((task) => [rules.selection.by === "ids" ? task.id : task.name, task]));
  const meant = nearest(missing, byKey.keys(), true).map((key) => keyText(rules, key));
  if (meant.length > 0) return `Did you mean ${listText(meant, offeredAtMost, " or ")}? ${count}.`;
  const offered = nearest(missing, byKey.keys(), false).flatMap((key) => {
    const task = byKey.get(key);
    return task ? [`${taskText(task)} ${statusText(task.status)}`] : [];
  });
  const more = there.length - offered.length;
  return `${count}: ${offered.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/**
 * The keys that are most like one of those missing, most alike first.
 * @param isSlip true: only those that differ from a missing one by a typo
 */
function nearest(missing: readonly string[], keys: Iterable<string>, isSlip: boolean): string[] {
  const known = [...keys].filter((key) => key !== "");
  const found = missing.slice(0, offeredAtMost).flatMap((key) => {
    const edits = isSlip ? Math.min(3, Math.max(1, Math.floor(key.length / 3))) : Number.POSITIVE_INFINITY;
    return mostSimilar(key, known, offeredAtMost, edits);
  });
  const inOrder = found.toSorted((one, other) => one.distance - other.distance);
  return [...new Set(inOrder.map(({ text }) => text))].slice(0, offeredAtMost);
}

/** An id, or a name in quotes. */
function keyText({ selection }: Pick<GateRules, "selection">, key: string): string {
  return selection.by === "names" ? JSON.stringify(key) : key;
}

/** A state in a few letters; one that we do not know is quoted. */
function stateLabel(status: string): string {
  if (isKnownStatus(status)) return status;
  return status === "" ? "without a state" : JSON.stringify(status);
}

function acceptedWord({ acceptStatuses }: GateRules): string {
  return acceptStatuses.join(" or ");
}

function shortened(sentences: readonly string[]): string[] {
  if (sentences.length <= namedAtMost) return [...sentences];
  return [...sentences.slice(0, namedAtMost), `The same goes for ${sentences.length - namedAtMost} more.`];
}
