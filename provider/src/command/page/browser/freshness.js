import { element, icon, replaceChildren, setText } from "./elements.js";
import { labelOf, msOf } from "./rows.js";
import { agoText, dayTimeText, durationText, fullTimeText, minuteMs } from "./wording.js";

/** @import { InstanceReport, MigrationReport } from "../../../migration/index.ts" */

/** A file gets old without anything being wrong, but the reader should notice. */
const oldFileMs = 60 * minuteMs;
/** Reading thousands of tasks takes a while, and their time is that of the beginning. */
const leastOldLiveMs = 2 * minuteMs;
/** Clocks are rarely further apart, unless one of them is wrong. */
const clockToleranceMs = minuteMs;
/** The chip is small. The card of the instance has its whole name. */
const maxLabelLength = 24;

/**
 * From which age on data is old.
 * @param {number | undefined} pollIntervalMs How often the server reads the instances. Undefined for a file.
 */
export function oldAfterMs(pollIntervalMs) {
  return pollIntervalMs === undefined ? oldFileMs : Math.max(leastOldLiveMs, 3 * pollIntervalMs);
}

/**
 * When the data was read. Ignores instances whose latest reading failed, unless all of them did.
 * @param {MigrationReport} report
 * @returns {number | undefined} Milliseconds since 1970; undefined if nothing has been read yet.
 */
export function dataMsOf({ observedAt, instances }) {
  if (instances.length === 0) return msOf(observedAt);
  const timesOf = (/** @type {readonly InstanceReport[]} */ some) =>
    some.map((instance) => msOf(instance.observedAt)).filter((ms) => ms !== undefined);
  const current = timesOf(instances.filter(({ error }) => error === undefined));
  if (current.length > 0) return Math.min(...current);
  const old = timesOf(instances);
  return old.length === 0 ? undefined : Math.max(...old);
}

/**
 * What the chip at the top depends on.
 * @typedef {object} Freshness
 * @property {MigrationReport} report
 * @property {"file" | "connecting" | "connected" | "lost"} connection
 * @property {number} lostMs When the connection was lost.
 * @property {string} problem Why the server's data cannot be shown. Empty if it can.
 * @property {number} nowMs
 * @property {number} oldAfterMs
 */

/**
 * Shows how old the data is, and whether the page is connected.
 * @param {HTMLElement} target
 * @param {Freshness} freshness
 */
export function showFreshness(target, freshness) {
  const { report, connection, problem } = freshness;
  const dataMs = dataMsOf(report);
  const isBroken = connection === "lost" || problem !== "";
  const isOld = isDataOld(dataMs, freshness) || report.instances.some(({ error }) => error !== undefined);
  const isLive = connection !== "file";
  target.className = `freshness ${isBroken ? "lost" : isOld ? "old" : isLive ? "live" : "still"}`;
  target.title = dataMs === undefined ? "" : fullTimeText(dataMs);
  const text = problem === "" ? `${connectionText(freshness)}${dataText(dataMs, freshness)}` : problem;
  const name = isBroken || isOld ? "warning" : isLive ? "live" : "clock";
  const words = target.querySelector("span");
  if (words === null || target.dataset.icon !== name) {
    target.dataset.icon = name;
    replaceChildren(target, [icon(name), element("span", {}, text)]);
  } else setText(words, text);
}

/**
 * @param {number | undefined} dataMs
 * @param {Freshness} freshness
 */
function isDataOld(dataMs, { nowMs, oldAfterMs: limitMs }) {
  if (dataMs === undefined) return false;
  return nowMs - dataMs > limitMs || dataMs - nowMs > clockToleranceMs;
}

/** @param {Freshness} freshness */
function connectionText({ connection, nowMs, lostMs }) {
  if (connection === "lost") return `Connection lost ${agoText(lostMs, nowMs)}, reconnecting. `;
  return connection === "connected" ? "Live. " : connection === "connecting" ? "Connecting. " : "";
}

/**
 * The age of the data. Of several instances, that of the oldest one, if something is wrong with it.
 * @param {number | undefined} dataMs
 * @param {Freshness} freshness
 */
function dataText(dataMs, { report, nowMs, oldAfterMs: limitMs, connection }) {
  const { instances } = report;
  const isLive = connection !== "file";
  const [oldest] = instances
    .map((instance) => ({ instance, readMs: msOf(instance.observedAt) }))
    .filter(
      ({ instance: { error }, readMs }) =>
        error !== undefined || (isLive && readMs !== undefined && nowMs - readMs > limitMs),
    )
    .sort((a, b) => (a.readMs ?? 0) - (b.readMs ?? 0));
  if (oldest !== undefined && instances.length > 1) {
    const { instance, readMs } = oldest;
    return `${labelOf(instance, maxLabelLength)} ${readMs === undefined ? "not read yet" : `last read ${agoText(readMs, nowMs)}`}`;
  }
  if (dataMs === undefined) return "No data yet";
  const aheadMs = dataMs - nowMs;
  // The server's time is not known before the first event.
  if (aheadMs <= clockToleranceMs || connection === "connecting") return `Data from ${agoText(dataMs, nowMs)}`;
  return `Data from ${dayTimeText(dataMs)}. Your clock differs by ${durationText(aheadMs)}`;
}
