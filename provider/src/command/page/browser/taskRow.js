import { element, icon, setText } from "./elements.js";
import { durationOf, knownUntil } from "./rows.js";
import { statusLabel, typeLabel } from "./status.js";
import { drawSegments, segmentsOf } from "./timeline.js";
import { dayTimeText, durationText, fullTimeText, timeText, visibleText } from "./wording.js";

/** @import { PageTime, Row } from "./rows.js" */
/** @import { State } from "./status.js" */
/** @import { Axis } from "./timeline.js" */

/**
 * A row in the document, and what of it changes as time passes.
 * @typedef {object} RenderedRow
 * @property {Row} row What it was made from.
 * @property {string} content The same as text. If it is the same in a new report, the row stays.
 * @property {HTMLTableRowElement} line
 * @property {HTMLElement} name
 * @property {HTMLTimeElement} since
 * @property {HTMLElement} forHowLong
 * @property {HTMLElement} took
 * @property {HTMLElement} track
 */

/**
 * What a row shows, as text: two rows with the same content look the same.
 * @param {Row} row
 */
export function contentOf(row) {
  return JSON.stringify([row.task, row.instanceLabel, row.isCurrent ? "" : row.readMs]);
}

/**
 * @param {Row} row
 * @param {boolean} isKiosk True for a row without controls.
 * @returns {RenderedRow}
 */
export function buildRow(row, isKiosk) {
  const { task, state, why } = row;
  const label = task.name.trim() === "" ? "(no name)" : visibleText(task.name);
  const name = isKiosk
    ? element("span", { class: "name" }, label)
    : element("button", { class: "name", type: "button", "data-key": row.key, tabindex: "-1" }, label);
  const since = element("time");
  const forHowLong = element("small");
  const took = element("span");
  const track = element("div", { class: "track", "aria-hidden": "true" });
  const line = element("tr", {
    role: "row",
    class: `row ${state}${why === "" ? "" : " has-why"}${row.isCurrent ? "" : " last-read"}`,
  });
  line.append(
    cell("status", ...statusParts(task.status, state)),
    element(
      "th",
      { role: "rowheader", scope: "row", class: "task" },
      name,
      element(
        "div",
        { class: "below" },
        ...(row.isCurrent ? [] : [element("small", { class: "as-of" }, `as of ${dayTimeText(row.readMs)}`), " "]),
        element("small", { class: "id" }, visibleText(task.id)),
      ),
    ),
    cell("type", visibleText(typeLabel(task.type), 60)),
    cell("instance", element("span", { title: row.instanceLabel }, row.instanceLabel)),
    cell("started", ...startedParts(task.startDate)),
    cell("since", since, forHowLong),
    cell("took", took),
    cell("timeline", track),
    cell("why", element("span", {}, visibleText(why, 600))),
  );
  return { row, content: contentOf(row), line, name, since, forHowLong, took, track };
}

/**
 * Shows what changes as time passes.
 * @param {RenderedRow} rendered
 * @param {Axis | undefined} axis
 * @param {PageTime} time
 */
export function refreshRow({ row, since, forHowLong, took, track }, axis, { nowMs, liveMs }) {
  const knownMs = knownUntil(row, liveMs);
  if (row.sinceMs === undefined) setText(since, "–");
  else {
    setText(since, `${row.isSinceObserved ? "" : "before "}${timeText(row.sinceMs, nowMs)}`);
    since.title = fullTimeText(row.sinceMs);
    since.dateTime = new Date(row.sinceMs).toISOString();
    setText(forHowLong, `for ${row.isSinceObserved ? "" : "≥ "}${durationText(knownMs - row.sinceMs)}`);
  }
  const duration = durationOf(row, liveMs);
  setText(took, duration === undefined ? "–" : `${duration.isAtLeast ? "≥ " : ""}${durationText(duration.ms)}`);
  if (axis !== undefined) drawSegments(track, segmentsOf(row, axis, liveMs), axis);
}

/**
 * @param {string} name
 * @param {readonly (Node | string)[]} children
 */
function cell(name, ...children) {
  return element("td", { role: "cell", class: name }, ...children);
}

/**
 * A start date on two lines, as the service wrote it, without its fraction of a second.
 * @param {string} startDate
 */
function startedParts(startDate) {
  const [, date, time] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(startDate) ?? [];
  if (date === undefined || time === undefined) return [visibleText(startDate === "" ? "–" : startDate, 40)];
  return [`${date} `, element("small", {}, time)];
}

/**
 * A status, and below an unknown one the service's word for it.
 * @param {string} status
 * @param {State} state
 */
function statusParts(status, state) {
  const isUnknown = state === "unknown";
  const label = isUnknown ? "Unknown" : statusLabel(status);
  const badge = element("span", { class: `badge ${state}` }, icon(state), element("span", {}, label));
  return isUnknown
    ? [badge, element("small", {}, status === "" ? "not reported" : visibleText(`“${status}”`, 60))]
    : [badge];
}
