import type { Task } from "../task.ts";
import { durationText, listText, mappingUnpublished, momentText, statusText, taskText } from "../wording.ts";
import type { GateDecision, GateRules } from "./gateDecision.ts";
import type { GateTerms } from "./gateTerms.ts";
import { acceptedText, keyText, statesText } from "./gateWording.ts";
import { shortCause } from "./shortCause.ts";
import { suggestionText } from "./suggestions.ts";
import { pollsText, type WaitStats } from "./waitStats.ts";

/** Why a gate was not released, as a list of reasons. The first one says what happened. */

/** How many tasks a text names one by one. */
const maxNamed = 20;

/**
 * Why the gate can no longer be released.
 * @param existing all tasks of the instance
 * @param causes why tasks failed, by task ID, in sentences
 */
export function failureReasons(
  rules: GateRules,
  instanceId: string,
  decision: GateDecision,
  existing: readonly Task[],
  causes: ReadonlyMap<string, string>,
): string[] {
  const reasons: string[] = [];
  if (rules.onNoMatch === "fail" && (decision.tasks.length === 0 || decision.unmatched.length > 0)) {
    reasons.push(noMatchReason(rules, instanceId, decision.unmatched, existing));
  }
  for (const { observed, category } of decision.tasks) {
    if (category === "failed") {
      reasons.push(causes.get(observed.task.id) ?? `Migration task ${taskText(observed.task)} failed.`);
    }
    if (category === "unverifiable") reasons.push(unverifiableReason(observed.task, rules.terms));
    if (category === "vanished" && rules.onVanish === "fail") {
      reasons.push(
        `Migration task ${taskText(observed.task)} vanished before it was ${acceptedText(rules)}: it was ` +
          `${statusText(observed.task.status)} when last seen, and is missing from the last two complete lists. ` +
          "It is unknown whether its migration ended.",
      );
    }
  }
  return shortened(reasons);
}

/**
 * What the gate was still waiting for when the time was up.
 * @param decision the last one; undefined if no poll succeeded
 * @param nowMs by the clock's `now`
 */
export function timeoutReasons(
  rules: GateRules,
  decision: GateDecision | undefined,
  stats: WaitStats,
  nowMs: number,
): string[] {
  const states = decision ? statesText(rules, decision) : "no poll succeeded";
  const first = `Timed out after ${durationText(stats.waitedMs)}: ${states}. ${pollsText(stats)}`;
  if (!decision) return [first];
  const open = decision.tasks
    .filter(({ category }) => category !== "accepted")
    .map(({ observed: { task, since }, category }) => {
      if (category === "failed") {
        return `Migration task ${taskText(task)} failed (first observed at ${momentText(since.wallMs)}).`;
      }
      const isGone = category === "missing" || category === "vanished";
      const status = `${statusText(task.status)} since ${momentText(since.wallMs)} (${durationText(nowMs - since.ms)})`;
      return `Migration task ${taskText(task)} ${isGone ? "vanished; it had been" : "has been"} ${status}.`;
    });
  const absent = decision.unmatched.map((key) => `Migration task ${keyText(rules, key)} never appeared.`);
  return [first, ...shortened([...open, ...absent])];
}

/**
 * What the gate was waiting for when the user cancelled it.
 * @param decision the last one; undefined if no poll succeeded
 */
export function cancelReasons(rules: GateRules, decision: GateDecision | undefined, stats: WaitStats): string[] {
  const states = decision ? statesText(rules, decision) : "no poll succeeded yet";
  const cause = stats.failedInARow > 0 && stats.lastError ? `; last poll: ${shortCause(stats.lastError)}` : "";
  return [`Cancelled after ${durationText(stats.waitedMs)} (${states}${cause}). ${rules.terms.afterCancel}`];
}

function unverifiableReason(task: Task, { withoutRequire }: GateTerms): string {
  return (
    `Migration task ${taskText(task)} cannot be verified, but verify is require: it migrates RabbitMQ metadata, and ${mappingUnpublished}. ` +
    `${withoutRequire}, or do not select the task.`
  );
}

function noMatchReason(
  rules: GateRules,
  instanceId: string,
  unmatched: readonly string[],
  existing: readonly Task[],
): string {
  const { selection, terms } = rules;
  if (selection.by === "all") {
    const type = selection.taskType === undefined ? "" : ` of type ${selection.taskType}`;
    return (
      `Nothing to wait for: there are no migration tasks${type} on instance ${instanceId}. ` +
      `Start a migration first, or ${terms.waitForMatch} to wait for one.`
    );
  }
  const [noun, property] = selection.by === "ids" ? ["with the ID", terms.taskIds] : ["named", terms.taskNames];
  const missing = unmatched.map((key) => keyText(rules, key));
  const them = missing.length === 1 ? "it" : "them";
  return (
    `No migration task ${noun} ${listText(missing, maxNamed, " or ")} on instance ${instanceId}. ` +
    `${suggestionText(rules, unmatched, existing)} ` +
    `Correct ${property}, or ${terms.waitForMatch} to wait for ${them} to be created.`
  );
}

function shortened(sentences: readonly string[]): string[] {
  if (sentences.length <= maxNamed) return [...sentences];
  return [...sentences.slice(0, maxNamed), `And ${sentences.length - maxNamed} more like these.`];
}
