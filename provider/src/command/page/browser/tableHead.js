import { element, icon, setStyle, setText } from "./elements.js";

/** @import { Axis } from "./timeline.js" */
/** @import { Sort } from "./view.js" */

/** @type {readonly { readonly name: string, readonly label: string, readonly sort?: Sort }[]} */
const columns = [
  { name: "status", label: "Status", sort: "attention" },
  { name: "task", label: "Task", sort: "name" },
  { name: "type", label: "Type" },
  { name: "instance", label: "Instance" },
  { name: "started", label: "Started", sort: "started" },
  { name: "since", label: "In this status", sort: "since" },
  { name: "took", label: "Duration", sort: "duration" },
  { name: "timeline", label: "" },
  { name: "why", label: "Why it failed" },
];

/** The names of the columns. Some of them sort the table. */
export class TableHead {
  #line = element("tr", { role: "row", "aria-rowindex": "1" });
  #section = element("thead", { role: "rowgroup" }, this.#line);
  #timelineTitle = element("span");
  #axis = element("div", { class: "axis", "aria-hidden": "true" });

  /** @param {((sort: Sort) => void) | undefined} sort Undefined for a table without controls. */
  constructor(sort) {
    for (const column of columns) this.#line.append(columnHeader(column, sort));
    this.#line.querySelector(".timeline")?.append(this.#timelineTitle, this.#axis);
  }

  get element() {
    return this.#section;
  }

  /** Where the rows begin to be visible: the head stays at the top of the window. */
  get bottom() {
    return this.#line.getBoundingClientRect().bottom;
  }

  /**
   * Says to a screen reader, and with an arrow, which column sorts the table.
   * @param {Sort} sort
   */
  showOrder(sort) {
    for (const header of this.#line.children) {
      if (!(header instanceof HTMLElement) || header.dataset.sort === undefined) continue;
      const isSorted = header.dataset.sort === sort;
      if (isSorted) header.setAttribute("aria-sort", sort === "name" ? "ascending" : "descending");
      else header.removeAttribute("aria-sort");
    }
  }

  /**
   * Shows the times of the timeline, and draws a line through all rows of the table at each of them.
   * @param {HTMLElement} table
   * @param {Axis | undefined} axis
   */
  showAxis(table, axis) {
    setText(this.#timelineTitle, axis?.isServiceClock ? "Timeline of start dates (service time)" : "Timeline");
    const marks = axis?.marks ?? [];
    const lines = marks.map(({ share }) => {
      const at = `${(share * 100).toFixed(2)}%`;
      return `linear-gradient(to right, transparent ${at}, var(--grid) ${at}, var(--grid) calc(${at} + 1px), transparent calc(${at} + 1px))`;
    });
    setStyle(table, "--axis", lines.length === 0 ? "none" : lines.join(", "));
    const drawn = marks.map(({ share, label }) => `${share.toFixed(3)} ${label}`).join();
    if (this.#axis.dataset.drawn === drawn) return;
    this.#axis.dataset.drawn = drawn;
    this.#axis.replaceChildren(
      ...marks.map(({ share, label }) => {
        const made = element("span", {}, label);
        made.style.left = `${(share * 100).toFixed(2)}%`;
        return made;
      }),
    );
  }
}

/**
 * @param {(typeof columns)[number]} column
 * @param {((sort: Sort) => void) | undefined} sort
 */
function columnHeader({ name, label, sort: by }, sort) {
  const header = element("th", { role: "columnheader", scope: "col", class: name });
  if (by === undefined || sort === undefined) header.append(element("span", {}, label));
  else {
    header.dataset.sort = by;
    const button = element("button", { type: "button" }, label, icon("sorted"));
    button.addEventListener("click", () => sort(by));
    header.append(button);
  }
  if (name === "started") header.append(element("small", {}, "service time"));
  return header;
}
