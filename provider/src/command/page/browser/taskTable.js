import { element, focusKey, icon, setStyle, setText } from "./elements.js";
import { durationOf, knownUntil } from "./rows.js";
import { statusLabel, typeLabel } from "./status.js";
import { axisOf, drawSegments, segmentsOf } from "./timeline.js";
import { durationText, fullTimeText, timeText, visibleText } from "./wording.js";

/** @import { Row } from "./rows.js" */
/** @import { State } from "./status.js" */
/** @import { Axis } from "./timeline.js" */
/** @import { Sort, View } from "./view.js" */

/** How much is rendered above and below what is visible, in pixels: enough for a turn of the mouse wheel. */
const marginPx = 600;
const kioskPageMs = 12_000;

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

/**
 * A row in the document, and what of it changes as time passes.
 * @typedef {object} RenderedRow
 * @property {string} content What it was made from. If that is the same in a new report, the row stays.
 * @property {HTMLTableRowElement} line
 * @property {HTMLElement} name
 * @property {HTMLTimeElement} since
 * @property {HTMLElement} forHowLong
 * @property {HTMLElement} took
 * @property {HTMLElement} track
 */

/**
 * The table of tasks. Only the rows that are visible exist in the document, so 5,000 tasks are as quick as 50.
 */
export class TaskTable {
  #table = element("table", { class: "tasks", role: "table", "aria-labelledby": "tasks-title", tabindex: "-1" });
  #head = element("tr", { role: "row", "aria-rowindex": "1" });
  #timelineTitle = element("span");
  #body = element("tbody", { role: "rowgroup" });
  /** @type {readonly Row[]} */
  #rows = [];
  /** Where each row begins, in pixels from the top of the first one; then the height of all. */
  #tops = new Float64Array(1);
  /** @type {Map<string, RenderedRow>} */
  #rendered = new Map();
  /** @type {Map<string, number>} */
  #positions = new Map();
  /** The row that the Tab key reaches. The arrow keys move it. */
  #activeKey = "";
  /** @type {Axis | undefined} */
  #axis;
  /** @type {View | undefined} */
  #view;
  #isServiceClock = false;
  /** @type {number | undefined} */
  #liveMs;
  #isScrollHandled = false;
  #kioskPage = 0;
  #kioskPages = 1;
  #kioskSince = 0;
  #isKiosk;
  #open;

  /**
   * @param {object} options
   * @param {boolean} options.isKiosk
   * @param {(sort: Sort) => void} options.sort
   * @param {(key: string) => void} options.open Opens a task's details.
   */
  constructor({ isKiosk, sort, open }) {
    this.#isKiosk = isKiosk;
    this.#open = open;
    for (const column of columns) this.#head.append(columnHeader(column, isKiosk ? undefined : sort));
    this.#head.querySelector(".timeline")?.prepend(this.#timelineTitle);
    this.#table.append(element("thead", { role: "rowgroup" }, this.#head), this.#body);
    this.#table.addEventListener("keydown", (event) => this.#move(event));
    this.#body.addEventListener("click", (event) => this.#click(event));
    addEventListener("scroll", () => this.#soon(), { passive: true });
    addEventListener("resize", () => {
      this.#measure();
      this.#soon();
    });
  }

  get element() {
    return this.#table;
  }

  /** Which part of the tasks a kiosk shows at the moment. Empty if it shows all. */
  get kioskPart() {
    return this.#kioskPages > 1 ? `Page ${this.#kioskPage + 1} of ${this.#kioskPages}.` : "";
  }

  /**
   * Shows rows. What the reader sees at the top stays where it is.
   * @param {object} shown
   * @param {readonly Row[]} shown.rows
   * @param {View} shown.view
   * @param {boolean} shown.hasSeveralInstances
   * @param {boolean} shown.isServiceClock True if no task has a time but its start date.
   * @param {number | undefined} shown.liveMs
   */
  show({ rows, view, hasSeveralInstances, isServiceClock, liveMs }) {
    const anchor = this.#view === undefined ? undefined : this.#topRow();
    this.#rows = rows;
    this.#positions = new Map(rows.map(({ key }, index) => [key, index]));
    this.#view = view;
    this.#isServiceClock = isServiceClock;
    this.#liveMs = liveMs;
    this.#table.classList.toggle("several-instances", hasSeveralInstances);
    this.#table.classList.toggle("observed", !isServiceClock);
    setText(this.#timelineTitle, isServiceClock ? "Timeline of start dates, service’s clock" : "Timeline");
    this.#table.setAttribute("aria-rowcount", `${rows.length + 1}`);
    this.#table.hidden = rows.length === 0;
    this.#sayOrder(view.sort);
    this.#measure();
    const position = anchor === undefined ? undefined : this.#positions.get(anchor.key);
    if (anchor !== undefined && position !== undefined) {
      setStyle(this.#body, "padding-bottom", `${this.#tops.at(-1)}px`);
      const moved = this.#body.getBoundingClientRect().top + (this.#tops[position] ?? 0) - anchor.y;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
    }
    this.#render();
  }

  /**
   * Updates ages, durations and the timeline.
   * @param {number | undefined} liveMs
   */
  tick(liveMs) {
    this.#liveMs = liveMs;
    if (this.#kioskSince === 0) this.#kioskSince = Date.now();
    if (this.#isKiosk && Date.now() - this.#kioskSince >= kioskPageMs) {
      this.#kioskSince = Date.now();
      this.#kioskPage = (this.#kioskPage + 1) % this.#kioskPages;
    }
    this.#render();
  }

  /** @param {string} key */
  focusRow(key) {
    focusKey(this.#body, key);
  }

  #soon() {
    if (this.#isScrollHandled) return;
    this.#isScrollHandled = true;
    requestAnimationFrame(() => {
      this.#isScrollHandled = false;
      this.#render();
    });
  }

  /** Computes where each row begins. Their heights are fixed by the style sheet, in rem. */
  #measure() {
    const style = getComputedStyle(this.#table);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const rowPx = Number(style.getPropertyValue("--row-height")) * rem;
    const whyPx = Number(style.getPropertyValue("--why-height")) * rem;
    this.#tops = new Float64Array(this.#rows.length + 1);
    for (const [index, { why }] of this.#rows.entries()) {
      this.#tops[index + 1] = (this.#tops[index] ?? 0) + rowPx + (why === "" ? 0 : whyPx);
    }
  }

  /** The first row that is visible, if the reader has scrolled down to the rows. */
  #topRow() {
    const { top } = this.#body.getBoundingClientRect();
    if (this.#isKiosk || top >= this.#headBottom()) return undefined;
    const index = this.#indexAt(this.#headBottom() - top);
    const row = this.#rows[index];
    return row === undefined ? undefined : { key: row.key, y: top + (this.#tops[index] ?? 0) };
  }

  /** Where the rows begin to be visible, below what stays at the top of the window. */
  #headBottom() {
    return this.#head.getBoundingClientRect().bottom;
  }

  /**
   * The row at a distance from the top of the first one.
   * @param {number} px
   */
  #indexAt(px) {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#tops[middle + 1] ?? 0) <= px) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @returns {[first: number, end: number]} The rows to render. */
  #range() {
    const { top } = this.#body.getBoundingClientRect();
    if (!this.#isKiosk) {
      return [
        this.#indexAt(-top - marginPx),
        Math.min(this.#rows.length, this.#indexAt(innerHeight - top + marginPx) + 1),
      ];
    }
    const pages = this.#kioskPagesOf(innerHeight - top - 8);
    this.#kioskPages = pages.length;
    this.#kioskPage %= pages.length;
    return pages[this.#kioskPage] ?? [0, 0];
  }

  /**
   * Divides the rows into pages that fit the screen.
   * @param {number} heightPx
   */
  #kioskPagesOf(heightPx) {
    /** @type {[number, number][]} */
    const pages = [];
    for (let first = 0; first < this.#rows.length; ) {
      const end = Math.max(first + 1, this.#indexAt((this.#tops[first] ?? 0) + heightPx));
      pages.push([first, end]);
      first = end;
    }
    return pages.length === 0 ? [/** @type {[number, number]} */ ([0, 0])] : pages;
  }

  #render() {
    const view = this.#view;
    if (view === undefined) return;
    this.#axis = axisOf(this.#rows, this.#isServiceClock, view.span, this.#liveMs);
    this.#drawAxis();
    const [first, end] = this.#range();
    const hadFocus = this.#body.contains(document.activeElement);
    /** @type {Map<string, RenderedRow>} */
    const wanted = new Map();
    for (const row of this.#rows.slice(first, end)) {
      const before = this.#rendered.get(row.key);
      const content = JSON.stringify([row.task, row.instanceLabel]);
      wanted.set(row.key, before?.content === content ? before : this.#build(row, content));
    }
    for (const [key, { line }] of this.#rendered) if (wanted.get(key)?.line !== line) line.remove();
    let next = this.#body.firstElementChild;
    for (const { line } of wanted.values()) {
      if (line === next) next = line.nextElementSibling;
      else this.#body.insertBefore(line, next);
    }
    this.#rendered = wanted;
    if (!this.#isKiosk) {
      setStyle(this.#body, "padding-top", `${this.#tops[first] ?? 0}px`);
      setStyle(this.#body, "padding-bottom", `${(this.#tops.at(-1) ?? 0) - (this.#tops[end] ?? 0)}px`);
    }
    for (const [offset, row] of this.#rows.slice(first, end).entries()) this.#refresh(row, first + offset);
    this.#keepReachable(hadFocus);
  }

  /**
   * Lets the Tab key reach one row, and keeps the focus that a row had.
   * @param {boolean} hadFocus
   */
  #keepReachable(hadFocus) {
    if (!this.#rendered.has(this.#activeKey) && !hadFocus) {
      const top = this.#headBottom() - this.#body.getBoundingClientRect().top;
      this.#activeKey = this.#rows[Math.min(this.#indexAt(Math.max(0, top)), this.#rows.length - 1)]?.key ?? "";
    }
    for (const [key, { name }] of this.#rendered) {
      if (name instanceof HTMLButtonElement) name.tabIndex = key === this.#activeKey ? 0 : -1;
    }
    if (!hadFocus || this.#body.contains(document.activeElement)) return;
    if (this.#rendered.has(this.#activeKey)) this.focusRow(this.#activeKey);
    else this.#table.focus({ preventScroll: true });
  }

  /**
   * @param {Row} row
   * @param {string} content
   * @returns {RenderedRow}
   */
  #build(row, content) {
    const { task, state, why } = row;
    const label = task.name === "" ? "(no name)" : visibleText(task.name);
    const name = this.#isKiosk
      ? element("span", { class: "name" }, label)
      : element("button", { class: "name", type: "button", "data-key": row.key, tabindex: "-1" }, label);
    const since = element("time");
    const forHowLong = element("small");
    const took = element("span");
    const track = element("div", { class: "track", "aria-hidden": "true" });
    const line = element("tr", { role: "row", class: `row ${state}${why === "" ? "" : " has-why"}` });
    line.append(
      cell("status", ...statusParts(task.status, state)),
      element(
        "th",
        { role: "rowheader", scope: "row", class: "task" },
        name,
        element("small", { class: "id" }, task.id),
      ),
      cell("type", visibleText(typeLabel(task.type), 60)),
      cell("instance", row.instanceLabel),
      cell("started", ...startedParts(task.startDate)),
      cell("since", since, forHowLong),
      cell("took", took),
      cell("timeline", track),
      cell("why", element("span", {}, visibleText(why, 600))),
    );
    return { content, line, name, since, forHowLong, took, track };
  }

  /**
   * @param {Row} row
   * @param {number} index
   */
  #refresh(row, index) {
    const rendered = this.#rendered.get(row.key);
    if (rendered === undefined) return;
    const { line, since, forHowLong, took, track } = rendered;
    const rowIndex = `${index + 2}`;
    if (line.getAttribute("aria-rowindex") !== rowIndex) line.setAttribute("aria-rowindex", rowIndex);
    const knownMs = knownUntil(row, this.#liveMs);
    if (row.sinceMs === undefined) setText(since, "–");
    else {
      setText(since, `${row.isSinceObserved ? "" : "before "}${timeText(row.sinceMs, Date.now())}`);
      since.title = fullTimeText(row.sinceMs);
      since.dateTime = new Date(row.sinceMs).toISOString();
      setText(forHowLong, `for ${row.isSinceObserved ? "" : "≥ "}${durationText(knownMs - row.sinceMs)}`);
    }
    const duration = durationOf(row, this.#liveMs);
    setText(took, duration === undefined ? "–" : `${duration.isAtLeast ? "≥ " : ""}${durationText(duration.ms)}`);
    if (this.#axis !== undefined) drawSegments(track, segmentsOf(row, this.#axis, this.#liveMs), this.#axis);
  }

  #drawAxis() {
    const marks = this.#axis?.marks ?? [];
    const lines = marks.map(({ share }) => {
      const at = `${(share * 100).toFixed(2)}%`;
      return `linear-gradient(to right, transparent ${at}, var(--grid) ${at}, var(--grid) calc(${at} + 1px), transparent calc(${at} + 1px))`;
    });
    setStyle(this.#table, "--axis", lines.length === 0 ? "none" : lines.join(", "));
    const labels = this.#head.querySelector(".axis");
    if (!(labels instanceof HTMLElement)) return;
    const drawn = marks.map(({ share, label }) => `${share.toFixed(3)} ${label}`).join();
    if (labels.dataset.drawn === drawn) return;
    labels.dataset.drawn = drawn;
    labels.replaceChildren(
      ...marks.map(({ share, label }) => {
        const made = element("span", {}, label);
        made.style.left = `${(share * 100).toFixed(2)}%`;
        return made;
      }),
    );
  }

  /** @param {Sort} sort */
  #sayOrder(sort) {
    for (const header of this.#head.children) {
      if (!(header instanceof HTMLElement) || header.dataset.sort === undefined) continue;
      const isSorted = header.dataset.sort === sort;
      if (isSorted) header.setAttribute("aria-sort", sort === "name" ? "ascending" : "descending");
      else header.removeAttribute("aria-sort");
    }
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const line = event.target instanceof Element ? event.target.closest("tr") : null;
    // Somebody who marks a text does not want to open anything.
    if (line === null || getSelection()?.isCollapsed === false) return;
    for (const [key, rendered] of this.#rendered) {
      if (rendered.line !== line || this.#isKiosk) continue;
      this.#activeKey = key;
      this.#open(key);
    }
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const from = this.#positions.get(this.#activeKey) ?? 0;
    const last = this.#rows.length - 1;
    /** @type {Readonly<Record<string, number>>} */
    const targets = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + 10,
      PageUp: from - 10,
      Home: 0,
      End: last,
    };
    const target = Object.hasOwn(targets, event.key) ? targets[event.key] : undefined;
    const isInRows = event.target === this.#table || this.#body.contains(/** @type {Node} */ (event.target));
    if (target === undefined || !isInRows || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const index = Math.min(last, Math.max(0, target));
    this.#activeKey = this.#rows[index]?.key ?? "";
    const { top } = this.#body.getBoundingClientRect();
    const above = top + (this.#tops[index] ?? 0) - this.#headBottom();
    const below = top + (this.#tops[index + 1] ?? 0) - innerHeight;
    if (above < 0) scrollBy({ top: above, behavior: "instant" });
    else if (below > 0) scrollBy({ top: below + 8, behavior: "instant" });
    this.#render();
    this.focusRow(this.#activeKey);
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
  if (name === "started") header.append(element("small", {}, "service’s clock"));
  if (name === "timeline") header.append(element("div", { class: "axis", "aria-hidden": "true" }));
  return header;
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
