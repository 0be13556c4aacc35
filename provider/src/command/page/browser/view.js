import { durationOf } from "./rows.js";
import { states } from "./status.js";

/** @import { Row } from "./rows.js" */
/** @import { State } from "./status.js" */

/**
 * What the reader has chosen. It is kept in the fragment of the address, so a bookmark or a link shows the same.
 * @typedef {object} View
 * @property {readonly State[]} states Empty: all.
 * @property {string} type Empty: all.
 * @property {string} instance ID of an instance. Empty: all.
 * @property {string} text A task must contain every word of it.
 * @property {Sort} sort
 * @property {string} span How much of the timeline: a key of `spans`.
 * @property {string} task Key of the task whose details are open. Empty: none.
 */

/** @typedef {"attention" | "name" | "started" | "since" | "duration"} Sort */

/** @type {readonly Sort[]} */
const sorts = ["attention", "name", "started", "since", "duration"];

/**
 * The lengths of the timeline to choose from, in milliseconds.
 * @type {Readonly<Record<string, number>>}
 */
export const spans = { all: Number.POSITIVE_INFINITY, "7d": 604_800_000, "24h": 86_400_000, "1h": 3_600_000 };

/**
 * Reads a view from the fragment of an address. Ignores unknown keys and values.
 * @param {string} fragment With or without `#`.
 * @returns {View}
 */
export function readView(fragment) {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const text = (/** @type {string} */ name) => values.get(name) ?? "";
  const chosen = text("state").split(",");
  return {
    states: states.filter((state) => chosen.includes(state)),
    type: text("type"),
    instance: text("instance"),
    text: text("q"),
    sort: sorts.find((sort) => sort === text("sort")) ?? "attention",
    span: Object.hasOwn(spans, text("span")) ? text("span") : "all",
    task: text("task"),
  };
}

/**
 * Writes a view as the fragment of an address, without `#`. Empty for the default view.
 * @param {View} view
 */
export function writeView(view) {
  const values = new URLSearchParams();
  if (view.states.length > 0) values.set("state", view.states.join(","));
  if (view.type !== "") values.set("type", view.type);
  if (view.instance !== "") values.set("instance", view.instance);
  if (view.text.trim() !== "") values.set("q", view.text.trim());
  if (view.sort !== "attention") values.set("sort", view.sort);
  if (view.span !== "all") values.set("span", view.span);
  if (view.task !== "") values.set("task", view.task);
  return values.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
}

/** @param {View} view */
export function isFiltered({ states: chosen, type, instance, text }) {
  return chosen.length > 0 || type !== "" || instance !== "" || text.trim() !== "";
}

/**
 * The rows that a view shows, in its order.
 * @param {readonly Row[]} rows In the order of `rowsOf`.
 * @param {View} view
 * @param {number | undefined} liveMs Of `PageTime`.
 */
export function applyView(rows, view, liveMs) {
  const words = view.text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter(
    ({ task, state, searchText }) =>
      (view.states.length === 0 || view.states.includes(state)) &&
      (view.type === "" || task.type === view.type) &&
      (view.instance === "" || task.instanceId === view.instance) &&
      words.every((word) => searchText.includes(word)),
  );
  return sorted(shown, view.sort, liveMs);
}

/**
 * @param {readonly Row[]} rows
 * @param {Sort} sort
 * @param {number | undefined} liveMs
 */
function sorted(rows, sort, liveMs) {
  if (sort === "attention") return rows;
  if (sort === "name") {
    const { compare } = new Intl.Collator("en", { numeric: true });
    return rows.toSorted((a, b) => compare(a.task.name, b.task.name));
  }
  const value = sortValues[sort];
  return rows.toSorted((a, b) => (value(b, liveMs) ?? -1) - (value(a, liveMs) ?? -1));
}

/** @type {Readonly<Record<"started" | "since" | "duration", (row: Row, liveMs: number | undefined) => number | undefined>>} */
const sortValues = {
  started: ({ startDateMs }) => startDateMs,
  since: ({ sinceMs }) => sinceMs,
  duration: (row, liveMs) => durationOf(row, liveMs)?.ms,
};
