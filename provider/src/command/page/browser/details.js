import { byId, element, icon, replaceChildren, setText } from "./elements.js";
import { durationOf, failureText, knownUntil, labelOf, msOf } from "./rows.js";
import { stateOf, statusLabel, typeLabel } from "./status.js";
import { contentOf } from "./taskRow.js";
import { durationText, fullTimeText, visibleText } from "./wording.js";

/** @import { Row } from "./rows.js" */

const maxFailures = 200;

/** The details of one task, in a dialog. */
export class Details {
  /** @type {HTMLDialogElement} */
  #dialog = byId("details");
  #content = byId("details-content");
  #shown = "";

  /** @param {() => void} closed Called when the reader has closed it. */
  constructor(closed) {
    this.#dialog.addEventListener("close", closed);
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    byId("details-close").addEventListener("click", () => this.#dialog.close());
  }

  /**
   * Shows a task, or nothing.
   * @param {Row | undefined} row
   * @param {number | undefined} liveMs
   */
  show(row, liveMs) {
    if (row === undefined) {
      this.#shown = "";
      if (this.#dialog.open) this.#dialog.close();
      return;
    }
    const content = contentOf(row);
    if (content !== this.#shown) {
      this.#shown = content;
      setText(byId("details-title"), row.task.name.trim() === "" ? "(no name)" : visibleText(row.task.name, 10_000));
      replaceChildren(this.#content, detailParts(row));
    }
    this.tick(row, liveMs);
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /**
   * Updates the durations.
   * @param {Row} row
   * @param {number | undefined} liveMs
   */
  tick(row, liveMs) {
    const duration = durationOf(row, liveMs);
    const took =
      duration === undefined ? "Not observed" : `${duration.isAtLeast ? "At least " : ""}${durationText(duration.ms)}`;
    const inStatus =
      row.sinceMs === undefined
        ? "Not observed"
        : `${row.isSinceObserved ? "" : "At least "}${durationText(knownUntil(row, liveMs) - row.sinceMs)}`;
    for (const [name, text] of Object.entries({ took, "in-status": inStatus })) {
      const target = this.#content.querySelector(`.${name}`);
      if (target !== null) setText(target, text);
    }
  }
}

/** @param {Row} row */
function detailParts(row) {
  const { task, instance, state } = row;
  const startedAt = msOf(task.startedAt);
  const facts = element("dl");
  /** @type {(term: string, value: Node | string) => void} */
  const add = (term, value) => facts.append(element("div", {}, element("dt", {}, term), element("dd", {}, value)));
  add(
    "Status",
    element(
      "span",
      { class: `badge ${state}` },
      icon(state),
      element("span", {}, visibleText(statusLabel(task.status), 200)),
    ),
  );
  if (!row.isCurrent) add("As of", `${fullTimeText(row.readMs)}, when the instance was last read`);
  add("ID", element("code", {}, visibleText(task.id)));
  add("Type", visibleText(typeLabel(task.type), 200));
  add("Instance", labelOf(instance ?? task));
  if (instance?.name) add("Instance ID", element("code", {}, visibleText(task.instanceId)));
  add("Started", task.startDate === "" ? "Not reported" : `${visibleText(task.startDate)} (service time)`);
  if (startedAt !== undefined) add("Started, your time", fullTimeText(startedAt));
  add("In this status", element("span", { class: "in-status" }));
  add("Duration", element("span", { class: "took" }));
  return [facts, ...whyParts(row), ...historyParts(row)];
}

/** @param {Row} row */
function whyParts({ state, task }) {
  const { reason, failures = [] } = task;
  if (state !== "failed") return [];
  const parts = [element("h3", {}, "Why it failed")];
  if (reason) parts.push(element("p", { class: "reason" }, visibleText(reason, 10_000)));
  else
    parts.push(
      element("p", {}, "Not in this report, which includes the reasons for at most ten failed tasks per instance."),
    );
  if (failures.length === 0) return parts;
  parts.push(element("h3", {}, `Not migrated: ${failures.length}`));
  const list = element("ul", { class: "failures" });
  for (const failure of failures.slice(0, maxFailures))
    list.append(element("li", {}, visibleText(failureText(failure), 2000)));
  const more = failures.length - maxFailures;
  if (more > 0) list.append(element("li", {}, `and ${more} more`));
  return [...parts, list];
}

/** @param {Row} row */
function historyParts({ task }) {
  if (!task.history || task.history.length === 0) return [];
  const list = element("ol", { class: "history" });
  for (const [index, { status, since }] of task.history.entries()) {
    const ms = msOf(since);
    const time = ms === undefined ? visibleText(since) : fullTimeText(ms);
    const state = stateOf(status);
    list.append(
      element(
        "li",
        {},
        element(
          "span",
          { class: `badge ${state}` },
          icon(state),
          element("span", {}, visibleText(statusLabel(status), 200)),
        ),
        element("span", {}, index === 0 ? `${time}, or earlier` : time),
      ),
    );
  }
  return [element("h3", {}, "Observed"), list];
}
