import { stateOf, states, typeLabel } from "./status.js";
import { visibleText } from "./wording.js";

/** @import { InstanceReport, MigrationReport, ReportedTask } from "../../../migration/index.ts" */
/** @import { State } from "./status.js" */

/**
 * The time that the page shows, in milliseconds since 1970.
 * @typedef {object} PageTime
 * @property {number} nowMs The server's time if a server sent it: the reader's clock may be wrong.
 * @property {number | undefined} liveMs The same while the page is connected: what it shows as running is then still running.
 */

/**
 * A task, with what the page derives from it.
 * @typedef {object} Row
 * @property {string} key Unique in a report, and the same in the next one.
 * @property {ReportedTask} task
 * @property {InstanceReport | undefined} instance
 * @property {State} state
 * @property {string} instanceLabel
 * @property {string} why Why it failed. Empty if it did not, or if the report does not say.
 * @property {string} searchText In lower case.
 * @property {number | undefined} startDateMs `startDate` read as UTC. Only good for comparing start dates.
 * @property {number | undefined} sinceMs When it was first observed in its status.
 * @property {boolean} isSinceObserved False if it may have had its status before it was first observed.
 * @property {number | undefined} beginMs When it was started, or else first observed.
 * @property {boolean} isBeginKnown False if it was started at an unknown time before `beginMs`.
 * @property {number} readMs When its status was read.
 * @property {boolean} isCurrent False if the latest reading of its instance failed: the row shows what was so at `readMs`.
 */

/**
 * @param {MigrationReport} report
 * @returns {Row[]} What needs attention first, then the latest first.
 */
export function rowsOf(report) {
  const instances = new Map(report.instances.map((instance) => [instance.instanceId, instance]));
  /** @type {Map<string, number>} */
  const sameKeys = new Map();
  const rows = report.tasks.map((task) => {
    const key = `${task.instanceId}/${task.id}`;
    const earlier = sameKeys.get(key) ?? 0;
    sameKeys.set(key, earlier + 1);
    return rowOf(task, instances.get(task.instanceId), earlier === 0 ? key : `${key}/${earlier}`);
  });
  return rows.sort(byAttention);
}

/**
 * @param {ReportedTask} task
 * @param {InstanceReport | undefined} instance
 * @param {string} key
 * @returns {Row}
 */
function rowOf(task, instance, key) {
  const history = task.history ?? [];
  const instanceLabel = labelOf(instance ?? task);
  const why = whyOf(task);
  const first = msOf(history[0]?.since);
  const started = msOf(task.startedAt);
  const words = [task.name, task.id, task.status, task.type, typeLabel(task.type), instanceLabel, task.instanceId, why];
  return {
    key,
    task,
    instance,
    state: stateOf(task.status),
    instanceLabel,
    why,
    searchText: words.join("\n").toLowerCase(),
    startDateMs: startDateMsOf(task.startDate),
    sinceMs: msOf(history.at(-1)?.since),
    isSinceObserved: history.length > 1,
    beginMs: started ?? first,
    isBeginKnown: started !== undefined,
    readMs: msOf(instance?.observedAt) ?? msOf(history.at(-1)?.since) ?? 0,
    isCurrent: instance?.error === undefined,
  };
}

/**
 * An instance by its name, or by its ID if the name could not be read.
 * @param {{ readonly instanceId: string, readonly name?: string }} instance
 * @param {number} limit The most characters.
 */
export function labelOf({ name, instanceId }, limit = 80) {
  return visibleText(name ? name : instanceId, limit);
}

/**
 * Why a task failed. Without what the row says anyway: `Migration task "orders" (ff8080818) failed: `.
 * @param {ReportedTask} task
 */
function whyOf({ failures = [], reason = "", name, id }) {
  if (failures.length === 0) {
    const prefix = `Migration task ${name === "" ? id : `${JSON.stringify(name)} (${id})`} failed: `;
    const why = reason.startsWith(prefix) ? reason.slice(prefix.length) : reason;
    return `${why.slice(0, 1).toUpperCase()}${why.slice(1)}`;
  }
  const shown = failures.slice(0, 3).map(failureText).join("; ");
  const more = failures.length - 3;
  return `Not migrated: ${shown}${more > 0 ? `; and ${more} more` : ""}`;
}

/** @type {Readonly<Record<string, string>>} */
const kindLabels = {
  vhost: "vhost",
  topic: "topic",
  consumerGroup: "consumer group",
  exchange: "exchange",
  queue: "queue",
  binding: "binding",
};

/** @param {NonNullable<ReportedTask["failures"]>[number]} failure */
export function failureText({ kind, name, vhost, reason }) {
  const item = kind === "unknown" ? name : `${kindLabels[kind] ?? kind} ${name}`;
  return `${item}${vhost === undefined ? "" : ` in vhost ${vhost}`}: ${reason === "" ? "no reason given" : reason}`;
}

/**
 * @param {string | undefined} time
 * @returns {number | undefined} Milliseconds since 1970.
 */
export function msOf(time) {
  const ms = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** @param {string} startDate Such as `2023-03-13 19:43:32.12`. */
function startDateMsOf(startDate) {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(startDate) ?? [];
  return date === undefined ? undefined : msOf(`${date}T${time}Z`);
}

/**
 * @param {Row} a
 * @param {Row} b
 */
function byAttention(a, b) {
  return (
    states.indexOf(a.state) - states.indexOf(b.state) ||
    (b.beginMs ?? b.startDateMs ?? 0) - (a.beginMs ?? a.startDateMs ?? 0)
  );
}

/**
 * Until when the report knows a task's status, in milliseconds since 1970: now if the page is live, otherwise when its
 * instance was read.
 * @param {Row} row
 * @param {number | undefined} liveMs Of `PageTime`.
 */
export function knownUntil({ readMs, isCurrent }, liveMs) {
  return liveMs !== undefined && isCurrent ? Math.max(liveMs, readMs) : readMs;
}

/**
 * How long the migration took, or has been running; undefined if that was not observed.
 * @param {Row} row
 * @param {number | undefined} liveMs
 * @returns {{ ms: number, isAtLeast: boolean } | undefined}
 */
export function durationOf(row, liveMs) {
  const { beginMs, sinceMs, state, isBeginKnown, isSinceObserved } = row;
  if (beginMs === undefined) return undefined;
  const hasEnded = state === "failed" || state === "finished";
  // It had already ended when it was first observed, at an unknown time.
  if (hasEnded && !isSinceObserved) return undefined;
  const endMs = hasEnded ? sinceMs : knownUntil(row, liveMs);
  return endMs === undefined ? undefined : { ms: Math.max(0, endMs - beginMs), isAtLeast: !isBeginKnown };
}

/**
 * @param {readonly Row[]} rows
 * @returns {Record<State, number>}
 */
export function countStates(rows) {
  const counts = { failed: 0, unknown: 0, running: 0, finished: 0 };
  for (const { state } of rows) counts[state] += 1;
  return counts;
}
