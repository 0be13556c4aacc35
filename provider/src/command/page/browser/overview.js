import { element, icon, replaceChildren, setText } from "./elements.js";
import { countStates, labelOf, msOf } from "./rows.js";
import { states } from "./status.js";
import { agoText, countText, fullTimeText, numberText, visibleText } from "./wording.js";

/** @import { InstanceReport } from "../../../migration/index.ts" */
/** @import { Headline } from "./headline.js" */
/** @import { Row } from "./rows.js" */
/** @import { State } from "./status.js" */
/** @import { View } from "./view.js" */

/** @type {Readonly<Record<State, string>>} */
const stateLabels = { failed: "Failed", unknown: "Unknown state", running: "Running", finished: "Finished" };

/**
 * Handlers for the overview's controls. A kiosk has none.
 * @typedef {object} Choices
 * @property {(state: State) => void} toggleState
 * @property {(instanceId: string) => void} toggleInstance
 */

/**
 * @param {HTMLElement} target
 * @param {Headline} headline
 * @param {string} asOf Since when it may have changed. Empty: it is current.
 */
export function showHeadline(target, { text, rest, state }, asOf) {
  target.className = `headline ${state}`;
  const words = element("span", {}, text);
  const below = [rest, asOf].filter((part) => part !== "").join(" · ");
  if (below !== "") words.append(element("small", {}, below));
  replaceChildren(target, [icon(state), words]);
}

/**
 * The counts, one tile a state.
 * @param {HTMLElement} target
 * @param {readonly Row[]} rows
 * @param {View} view
 * @param {Choices | undefined} choices
 */
export function showCounts(target, rows, view, choices) {
  const counts = countStates(rows);
  const creating = rows.filter(({ task }) => task.status === "creating").length;
  // Unknown states are rare: no need for a tile that almost always says 0.
  const shown = states.filter((state) => state !== "unknown" || counts.unknown > 0 || view.states.includes("unknown"));
  const tiles = shown.map((state) => {
    const count = element("strong", {}, numberText(counts[state]));
    const notes =
      state === "running" && creating > 0 ? [element("small", {}, ` · ${numberText(creating)} creating`)] : [];
    const content = [icon(state), count, element("span", {}, stateLabels[state], ...notes)];
    const name = `tile ${state}${counts[state] === 0 ? " none" : ""}`;
    if (choices === undefined) return element("div", { class: name }, ...content);
    const pressed = `${view.states.includes(state)}`;
    const tile = element(
      "button",
      { class: name, type: "button", "aria-pressed": pressed, "data-key": state },
      ...content,
    );
    tile.addEventListener("click", () => choices.toggleState(state));
    return tile;
  });
  replaceChildren(target, tiles);
}

/**
 * The shares of the states as a bar.
 * @param {Readonly<Record<State, number>>} counts
 */
function sharesBar(counts) {
  const bar = element("div", { class: "shares", "aria-hidden": "true" });
  for (const state of states) {
    if (counts[state] === 0) continue;
    const share = element("span", { class: state });
    share.style.flexGrow = `${counts[state]}`;
    bar.append(share);
  }
  return bar;
}

/**
 * One card an instance.
 * @param {HTMLElement} target
 * @param {readonly InstanceReport[]} instances
 * @param {readonly Row[]} rows
 * @param {View} view
 * @param {Choices | undefined} choices
 */
export function showInstances(target, instances, rows, view, choices) {
  const isOnly = instances.length === 1;
  const rowsOfInstance = Map.groupBy(rows, ({ task }) => task.instanceId);
  const cards = instances.map((instance) => {
    const { instanceId, error } = instance;
    const own = rowsOfInstance.get(instanceId) ?? [];
    const heading = element("h3", {});
    if (choices === undefined || isOnly) heading.append(labelOf(instance));
    else {
      const pressed = `${view.instance === instanceId}`;
      const button = element(
        "button",
        { type: "button", "aria-pressed": pressed, "data-key": instanceId },
        labelOf(instance),
      );
      button.addEventListener("click", () => choices.toggleInstance(instanceId));
      heading.append(button);
    }
    const card = element("li", { class: `instance${error === undefined ? "" : " unread"}` }, heading);
    if (instance.name) card.append(element("p", { class: "id" }, visibleText(instanceId, 80)));
    const counts = countStates(own);
    card.append(
      sharesBar(counts),
      element(
        "p",
        { class: "numbers" },
        countsText(counts, own.length, error === undefined && instance.observedAt !== ""),
      ),
    );
    const age = element("p", { class: "age", "data-observed-at": instance.observedAt });
    card.append(age);
    if (error !== undefined) {
      const text = visibleText(choices === undefined ? withoutRequest(error) : error, 1000);
      card.append(element("p", { class: "error" }, icon("warning"), element("span", {}, text)));
    }
    return card;
  });
  replaceChildren(target, cards);
}

/**
 * An error without the request that failed: a kiosk has two lines for it.
 * @param {string} error Such as `GET /v2/… failed with HTTP 403: …`.
 */
function withoutRequest(error) {
  return error.replace(/^GET \S+ failed with (?=HTTP )/, "");
}

/**
 * @param {Readonly<Record<State, number>>} counts
 * @param {number} total
 * @param {boolean} isKnown False if the instance could not be read.
 */
function countsText(counts, total, isKnown) {
  if (total === 0) return isKnown ? "No tasks" : "No tasks known";
  const parts = states.filter((state) => counts[state] > 0).map((state) => `${numberText(counts[state])} ${state}`);
  return `${parts.join(", ")} of ${countText(total, "task")}`;
}

/**
 * Updates how old the data of each instance is.
 * @param {HTMLElement} target
 * @param {number} nowMs
 */
export function showInstanceAges(target, nowMs) {
  for (const age of target.querySelectorAll(".age")) {
    if (!(age instanceof HTMLElement)) continue;
    const ms = msOf(age.dataset.observedAt);
    setText(age, ms === undefined ? "Not read yet" : `Read ${agoText(ms, nowMs)}`);
    if (ms !== undefined) age.title = fullTimeText(ms);
  }
}

/**
 * A state as the icon of the browser's tab.
 * @param {State | "none"} state
 */
export function showTabIcon(state) {
  const symbol = document.getElementById(`icon-${state}`);
  const link = document.querySelector("link[rel=icon]");
  if (symbol === null || !(link instanceof HTMLLinkElement) || link.dataset.state === state) return;
  link.dataset.state = state;
  const colours = { failed: "#d1242f", unknown: "#9a6700", running: "#0969da", finished: "#1a7f5a", none: "#6e7781" };
  const shapes = [...symbol.children].map((shape) => new XMLSerializer().serializeToString(shape)).join("");
  const style = `fill="none" stroke="${colours[state]}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"`;
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" ${style}>${shapes}</svg>`;
  link.href = `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
