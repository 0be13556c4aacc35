import { countStates } from "./rows.js";
import { countText, numberText } from "./wording.js";

/** @import { InstanceReport } from "../../../migration/index.ts" */
/** @import { Row } from "./rows.js" */
/** @import { State } from "./status.js" */

/**
 * The summary in a few words, the worst first.
 * @typedef {object} Headline
 * @property {string} text
 * @property {string} rest What does not fit into the headline. Can be empty.
 * @property {State | "none"} state The state that decides it.
 */

/**
 * @param {readonly Row[]} rows
 * @param {readonly InstanceReport[]} instances
 * @param {boolean} isPast True if the data is so old that it only says what was so.
 * @returns {Headline}
 */
export function headlineOf(rows, instances, isPast) {
  const { failed, unknown, running } = countStates(rows);
  const unread = instances.filter(({ error }) => error !== undefined).length;
  const waiting = instances.filter(({ error, observedAt }) => error === undefined && observedAt === "").length;
  const parts = [
    failed > 0 && `${numberText(failed)} failed`,
    unread > 0 &&
      (instances.length === 1
        ? "The instance could not be read"
        : `${countText(unread, "instance")} could not be read`),
    unknown > 0 && `${numberText(unknown)} ${isPast ? `${wasOrWere(unknown)} ` : ""}in an unknown state`,
    waiting > 0 && waitingText(waiting, instances.length),
    ...runningParts(rows, isPast),
  ].filter((part) => part !== false);
  if (parts.length > 0) {
    const state =
      failed > 0 ? "failed" : unread + unknown > 0 ? "unknown" : waiting > 0 && running === 0 ? "none" : "running";
    const fitting = parts.length === 2 && unread + waiting === 0 ? 2 : 1;
    return { text: parts.slice(0, fitting).join(", "), rest: parts.slice(fitting).join(", "), state };
  }
  if (rows.length === 0) {
    return { text: isPast ? "There were no migration tasks" : "No migration tasks", rest: "", state: "none" };
  }
  const text = rows.length === 1 ? "The task has finished" : `All ${countText(rows.length, "task")} have finished`;
  return { text, rest: "", state: "finished" };
}

/**
 * Tasks that are running, apart from those that were running when their instance was last read.
 * @param {readonly Row[]} rows
 * @param {boolean} isPast
 */
function runningParts(rows, isPast) {
  const running = rows.filter(({ state }) => state === "running");
  if (isPast) return running.length > 0 ? [wereRunning(running.length)] : [];
  const current = running.filter(({ isCurrent }) => isCurrent).length;
  const earlier = running.length - current;
  return [current > 0 && `${numberText(current)} running`, earlier > 0 && `${wereRunning(earlier)} when last read`];
}

/** @param {number} count */
function wereRunning(count) {
  return `${numberText(count)} ${wasOrWere(count)} running`;
}

/** @param {number} count */
function wasOrWere(count) {
  return count === 1 ? "was" : "were";
}

/**
 * @param {number} waiting
 * @param {number} total
 */
function waitingText(waiting, total) {
  return waiting === total
    ? "Waiting for the first reading"
    : `Waiting for ${numberText(waiting)} of ${countText(total, "instance")}`;
}
