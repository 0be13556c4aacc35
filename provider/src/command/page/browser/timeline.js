import { element, icon, setStyle } from "./elements.js";
import { knownUntil, msOf } from "./rows.js";
import { stateOf } from "./status.js";
import { spans } from "./view.js";
import { axisText, dayMs, hourMs, minuteMs } from "./wording.js";

/** @import { PageTime, Row } from "./rows.js" */
/** @import { State } from "./status.js" */

/**
 * The time that the timeline shows.
 * @typedef {object} Axis
 * @property {number} fromMs
 * @property {number} toMs
 * @property {boolean} isServiceClock True if only start dates are known. They have no time zone, so they are shown as the service wrote them.
 * @property {readonly { readonly share: number, readonly label: string }[]} marks
 */

/**
 * A part of a task's life.
 * @typedef {object} Segment
 * @property {State} state
 * @property {number} fromMs
 * @property {number} toMs The same as `fromMs` for a moment, which is drawn as a mark.
 * @property {boolean} isGuess True if the task may have begun, or ended, earlier.
 */

const steps = [
  ...[minuteMs / 4, minuteMs, 2 * minuteMs, 5 * minuteMs, 10 * minuteMs, 15 * minuteMs, 30 * minuteMs],
  ...[hourMs, 2 * hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs],
  ...[dayMs, 2 * dayMs, 7 * dayMs, 14 * dayMs, 30 * dayMs, 90 * dayMs, 365 * dayMs],
];

/**
 * @param {readonly Row[]} rows Those that are shown.
 * @param {boolean} isServiceClock
 * @param {string} span A key of `spans`.
 * @param {PageTime} time
 * @returns {Axis | undefined} Undefined if no task has a time.
 */
export function axisOf(rows, isServiceClock, span, { nowMs, liveMs }) {
  let first = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const beginMs = isServiceClock ? row.startDateMs : row.beginMs;
    if (beginMs === undefined) continue;
    first = Math.min(first, beginMs);
    toMs = Math.max(toMs, isServiceClock ? beginMs : knownUntil(row, liveMs));
  }
  if (toMs === Number.NEGATIVE_INFINITY) return undefined;
  const fromMs = Math.min(Math.max(first, toMs - (spans[span] ?? 0)), toMs - minuteMs);
  return { fromMs, toMs, isServiceClock, marks: marksOf(fromMs, toMs, isServiceClock, nowMs) };
}

/**
 * @param {number} ms
 * @param {number} nowMs
 */
function isToday(ms, nowMs) {
  return new Date(ms).toDateString() === new Date(nowMs).toDateString();
}

/**
 * About four round times.
 * @param {number} fromMs
 * @param {number} toMs
 * @param {boolean} isUtc
 * @param {number} nowMs
 */
function marksOf(fromMs, toMs, isUtc, nowMs) {
  const length = toMs - fromMs;
  const step = steps.find((candidate) => candidate >= length / 4) ?? length;
  const offset = isUtc ? 0 : -new Date(toMs).getTimezoneOffset() * minuteMs;
  /** @type {{ share: number, label: string }[]} */
  const marks = [];
  for (let ms = Math.ceil((fromMs + offset) / step) * step - offset; ms < toMs; ms += step) {
    const share = (ms - fromMs) / length;
    // Labels are centred on their marks and would be cut off at the ends.
    if (share < 0.08 || share > 0.92) continue;
    const time = axisText(ms, step, isUtc);
    // Times of an old report must not look like today's.
    const isOld = !isUtc && step < dayMs && marks.length === 0 && !isToday(toMs, nowMs);
    marks.push({ share, label: isOld ? `${axisText(ms, dayMs, isUtc)} ${time}` : time });
  }
  return marks;
}

/**
 * @param {Row} row
 * @param {Axis} axis
 * @param {number | undefined} liveMs
 * @returns {Segment[]}
 */
export function segmentsOf(row, axis, liveMs) {
  const { state, startDateMs, beginMs, isBeginKnown, isSinceObserved, task } = row;
  if (axis.isServiceClock) {
    return startDateMs === undefined ? [] : [{ state, fromMs: startDateMs, toMs: startDateMs, isGuess: false }];
  }
  if (beginMs === undefined) return [];
  const hasEnded = state === "failed" || state === "finished";
  const history = (task.history ?? []).flatMap(({ status, since }) => {
    const ms = msOf(since);
    return ms === undefined ? [] : [{ state: stateOf(status), ms }];
  });
  const [first] = history;
  if (hasEnded && !isSinceObserved) {
    // It had already ended when it was first observed, at an unknown time.
    const fromMs = isBeginKnown ? beginMs : axis.fromMs;
    return [{ state, fromMs, toMs: first?.ms ?? fromMs, isGuess: true }];
  }
  /** @type {Segment[]} */
  const segments = [];
  if (isBeginKnown && first !== undefined && beginMs < first.ms) {
    segments.push({ state: "running", fromMs: beginMs, toMs: first.ms, isGuess: false });
  }
  if (first === undefined) segments.push({ state, fromMs: beginMs, toMs: knownUntil(row, liveMs), isGuess: false });
  for (const [index, { state: past, ms }] of history.entries()) {
    const isLast = index === history.length - 1;
    const toMs = history[index + 1]?.ms ?? (hasEnded ? ms : knownUntil(row, liveMs));
    const isMoment = isLast && hasEnded;
    segments.push({ state: past, fromMs: ms, toMs: isMoment ? ms : toMs, isGuess: index === 0 && !isBeginKnown });
  }
  return segments;
}

/**
 * Draws the segments of a task into its track. Reuses the elements that are already drawn.
 * @param {HTMLElement} track
 * @param {readonly Segment[]} segments
 * @param {Axis} axis
 */
export function drawSegments(track, segments, axis) {
  const names = segments.map(({ state, fromMs, toMs, isGuess }) => {
    const kind = fromMs === toMs ? "moment" : "stretch";
    return `${kind} ${state}${isGuess ? " guess" : ""}`;
  });
  if (track.dataset.drawn !== names.join()) {
    track.dataset.drawn = names.join();
    track.replaceChildren(
      ...segments.map(({ state, fromMs, toMs }, index) =>
        element("span", { class: names[index] ?? "" }, ...(fromMs === toMs ? [icon(state)] : [])),
      ),
    );
  }
  const length = axis.toMs - axis.fromMs;
  const percent = (/** @type {number} */ ms) =>
    Math.round(Math.min(100, Math.max(0, ((ms - axis.fromMs) / length) * 100)) * 100) / 100;
  for (const [index, { fromMs, toMs }] of segments.entries()) {
    const drawn = track.children[index];
    if (!(drawn instanceof HTMLElement)) continue;
    const left = percent(fromMs);
    setStyle(drawn, "left", `${left}%`);
    if (fromMs === toMs) drawn.hidden = fromMs < axis.fromMs;
    else setStyle(drawn, "width", `${Number((percent(toMs) - left).toFixed(2))}%`);
  }
}
