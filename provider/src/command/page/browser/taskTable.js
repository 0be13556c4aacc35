import { element, focusKey, setStyle } from "./elements.js";
import { TableHead } from "./tableHead.js";
import { buildRow, contentOf, refreshRow } from "./taskRow.js";
import { axisOf } from "./timeline.js";
import { numberText } from "./wording.js";

/** @import { PageTime, Row } from "./rows.js" */
/** @import { RenderedRow } from "./taskRow.js" */
/** @import { Axis } from "./timeline.js" */
/** @import { Sort, View } from "./view.js" */

/** Pixels rendered above and below the visible part, so that scrolling shows no gaps. */
const marginPx = 600;
const kioskPageMs = 12_000;
/** A wall shows them all within six minutes. What needs a person most comes first. */
const maxKioskPages = 30;

/**
 * The table of tasks. Only the rows that are visible exist in the document, so 5,000 tasks are as quick as 50.
 */
export class TaskTable {
  #table = element("table", { class: "tasks", role: "table", "aria-labelledby": "tasks-title", tabindex: "-1" });
  #head;
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
  /** @type {PageTime} */
  #time = { nowMs: 0, liveMs: undefined };
  #isScrollHandled = false;
  #isPrinting = false;
  #kioskPage = 0;
  #kioskPages = 1;
  /** How many unfinished tasks are on none of the pages. */
  #kioskLeftOut = 0;
  #kioskSince = Date.now();
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
    this.#head = new TableHead(isKiosk ? undefined : sort);
    this.#table.append(this.#head.element, this.#body);
    this.#table.addEventListener("keydown", (event) => this.#move(event));
    this.#body.addEventListener("click", (event) => this.#click(event));
    this.#body.addEventListener("focusin", ({ target }) => {
      if (target instanceof HTMLElement) this.#activeKey = target.dataset.key ?? this.#activeKey;
    });
    addEventListener("scroll", () => this.#soon(), { passive: true });
    // Paper does not scroll.
    addEventListener("beforeprint", () => this.#print(true));
    addEventListener("afterprint", () => this.#print(false));
    addEventListener("resize", () => {
      this.#measure();
      this.#soon();
    });
  }

  get element() {
    return this.#table;
  }

  /** Which part of the unfinished tasks a kiosk shows at the moment. Empty if it shows all. */
  get kioskPart() {
    if (this.#kioskPages === 1) return "";
    const leftOut = this.#kioskLeftOut === 0 ? "" : `; ${numberText(this.#kioskLeftOut)} unfinished tasks are on none`;
    return `Page ${this.#kioskPage + 1} of ${this.#kioskPages}${leftOut}.`;
  }

  /**
   * Shows rows. The row at the top of the window stays in place.
   * @param {object} shown
   * @param {readonly Row[]} shown.rows
   * @param {View} shown.view
   * @param {boolean} shown.hasSeveralInstances
   * @param {boolean} shown.isServiceClock True if no task has a time but its start date.
   * @param {PageTime} shown.time
   */
  show({ rows, view, hasSeveralInstances, isServiceClock, time }) {
    const anchor = this.#view === undefined ? undefined : this.#topRow();
    this.#rows = rows;
    this.#positions = new Map(rows.map(({ key }, index) => [key, index]));
    this.#view = view;
    this.#isServiceClock = isServiceClock;
    this.#time = time;
    this.#table.classList.toggle("several-instances", hasSeveralInstances);
    this.#table.classList.toggle("observed", !isServiceClock);
    this.#table.setAttribute("aria-rowcount", `${rows.length + 1}`);
    this.#table.hidden = rows.length === 0;
    this.#head.showOrder(view.sort);
    this.#measure();
    const position = anchor === undefined ? undefined : this.#positions.get(anchor.key);
    if (anchor !== undefined && position !== undefined) {
      setStyle(this.#body, "padding-bottom", `${this.#tops.at(-1)}px`);
      const moved = this.#body.getBoundingClientRect().top + (this.#tops[position] ?? 0) - anchor.y;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
    }
    this.#renderAll();
  }

  /**
   * Updates ages, durations and the timeline.
   * @param {PageTime} time
   */
  tick(time) {
    this.#time = time;
    if (this.#isKiosk && Date.now() - this.#kioskSince >= kioskPageMs) {
      this.#kioskSince = Date.now();
      this.#kioskPage = (this.#kioskPage + 1) % this.#kioskPages;
    }
    this.#renderAll();
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

  /** @param {boolean} isPrinting */
  #print(isPrinting) {
    this.#isPrinting = isPrinting;
    this.#measure();
    this.#renderAll();
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
    if (this.#isKiosk || top >= this.#head.bottom) return undefined;
    const index = this.#indexAt(this.#head.bottom - top);
    const row = this.#rows[index];
    return row === undefined ? undefined : { key: row.key, y: top + (this.#tops[index] ?? 0) };
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

  /**
   * Which rows to render.
   * @param {number} top Where the first row is, or would be, in pixels from the top of the window.
   * @returns {[first: number, end: number]}
   */
  #range(top) {
    if (this.#isPrinting) return [0, this.#rows.length];
    if (!this.#isKiosk) {
      const end = this.#indexAt(innerHeight - top + marginPx) + 1;
      return [this.#indexAt(-top - marginPx), Math.min(this.#rows.length, end)];
    }
    const pages = this.#kioskPagesOf(innerHeight - top - 8);
    this.#kioskPages = pages.length;
    this.#kioskPage %= pages.length;
    return pages[this.#kioskPage] ?? [0, 0];
  }

  /**
   * Divides the unfinished tasks into pages that fit the screen. Finished ones come last, and fill only the rest of the last page.
   * @param {number} heightPx
   */
  #kioskPagesOf(heightPx) {
    const firstFinished = this.#rows.findIndex(({ state }) => state === "finished");
    const unfinished = firstFinished === -1 ? this.#rows.length : firstFinished;
    /** @type {[number, number][]} */
    const pages = [];
    let first = 0;
    do {
      const end = Math.max(first + 1, this.#indexAt((this.#tops[first] ?? 0) + heightPx));
      pages.push([first, Math.min(end, this.#rows.length)]);
      first = end;
    } while (first < unfinished && pages.length < maxKioskPages);
    this.#kioskLeftOut = Math.max(0, unfinished - first);
    return pages;
  }

  /** Renders the visible rows, and brings everything that depends on the time up to date. */
  #renderAll() {
    if (this.#view === undefined) return;
    this.#axis = axisOf(this.#rows, this.#isServiceClock, this.#view.span, this.#time);
    this.#head.showAxis(this.#table, this.#axis);
    this.#render();
    for (const rendered of this.#rendered.values()) refreshRow(rendered, this.#axis, this.#time);
  }

  /** Renders the rows that have become visible. Everything is measured before anything is changed: the layout is computed once. */
  #render() {
    const { top } = this.#body.getBoundingClientRect();
    const [first, end] = this.#range(top);
    const topIndex = Math.min(this.#indexAt(Math.max(0, this.#head.bottom - top)), this.#rows.length - 1);
    const hadFocus = this.#body.contains(document.activeElement);
    /** @type {Map<string, RenderedRow>} */
    const wanted = new Map();
    for (const row of this.#rows.slice(first, end)) wanted.set(row.key, this.#renderedRow(row));
    for (const [key, { line }] of this.#rendered) if (wanted.get(key)?.line !== line) line.remove();
    let next = this.#body.firstElementChild;
    let index = first + 2;
    for (const { line } of wanted.values()) {
      if (line === next) next = line.nextElementSibling;
      else this.#body.insertBefore(line, next);
      if (line.ariaRowIndex !== `${index}`) line.ariaRowIndex = `${index}`;
      index += 1;
    }
    this.#rendered = wanted;
    if (!this.#isKiosk) {
      setStyle(this.#body, "padding-top", `${this.#tops[first] ?? 0}px`);
      setStyle(this.#body, "padding-bottom", `${(this.#tops.at(-1) ?? 0) - (this.#tops[end] ?? 0)}px`);
    }
    if (!wanted.has(this.#activeKey) && !hadFocus) this.#activeKey = this.#rows[topIndex]?.key ?? "";
    for (const [key, { name }] of wanted) {
      const tabIndex = key === this.#activeKey ? 0 : -1;
      if (name.tabIndex !== tabIndex && !this.#isKiosk) name.tabIndex = tabIndex;
    }
    if (!hadFocus || this.#body.contains(document.activeElement)) return;
    if (wanted.has(this.#activeKey)) this.focusRow(this.#activeKey);
    else this.#table.focus({ preventScroll: true });
  }

  /**
   * The row in the document: the one that is there already, if it still shows the same.
   * @param {Row} row
   */
  #renderedRow(row) {
    const before = this.#rendered.get(row.key);
    if (before?.row === row) return before;
    if (before !== undefined && before.content === contentOf(row)) {
      before.row = row;
      return before;
    }
    const made = buildRow(row, this.#isKiosk);
    refreshRow(made, this.#axis, this.#time);
    return made;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const line = event.target instanceof Element ? event.target.closest("tr") : null;
    // A click that ends a text selection opens nothing.
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
    const above = top + (this.#tops[index] ?? 0) - this.#head.bottom;
    const below = top + (this.#tops[index + 1] ?? 0) - innerHeight;
    if (above < 0) scrollBy({ top: above, behavior: "instant" });
    else if (below > 0) scrollBy({ top: below + 8, behavior: "instant" });
    this.#render();
    this.focusRow(this.#activeKey);
  }
}
