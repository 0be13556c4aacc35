import { Details } from "./details.js";
import { byId, element, setText } from "./elements.js";
import { dataMsOf, oldAfterMs, showFreshness } from "./freshness.js";
import { headlineOf } from "./headline.js";
import { describeChanges, describeReadings, receiveReports } from "./live.js";
import { showCounts, showHeadline, showInstanceAges, showInstances, showTabIcon } from "./overview.js";
import { labelOf, rowsOf } from "./rows.js";
import { typeLabel } from "./status.js";
import { TaskTable } from "./taskTable.js";
import { applyView, isFiltered, readView, writeView } from "./view.js";
import { countText, dayTimeText, numberText, visibleText, zoneText } from "./wording.js";

/** @import { MigrationReport } from "../../../migration/index.ts" */
/** @import { PageTime, Row } from "./rows.js" */
/** @import { View } from "./view.js" */

/** More would leave no room for the tasks: a kiosk then shows only the instances that could not be read. */
const maxKioskCards = 4;
/** Changes within this time are announced to screen readers in one sentence. */
const announcePauseMs = 3000;

const root = document.documentElement;
/** How often the server reads the instances. Undefined for a file: no server sends changes. */
const pollIntervalMs = root.dataset.live === "true" ? Number(root.dataset.pollIntervalSeconds) * 1000 : undefined;
const isKiosk = new URLSearchParams(location.search).has("kiosk");

/** The page: the latest report, and the reader's view of it. */
class Page {
  /** @type {MigrationReport} */
  #report;
  /** @type {readonly Row[]} */
  #rows;
  #view = readView(location.hash);
  /** @type {"file" | "connecting" | "connected" | "lost"} */
  #connection = pollIntervalMs === undefined ? "file" : "connecting";
  #lostMs = 0;
  /** The reader's clock may be wrong. What the page shows is as old as the server says. */
  #serverAheadMs = 0;
  #oldAfterMs = oldAfterMs(pollIntervalMs);
  #wasPast = false;
  #problem = "";
  /** @type {{ readonly rows: readonly Row[], readonly instances: MigrationReport["instances"] }} */
  #announced;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #announcement;
  #table = new TaskTable({
    isKiosk,
    sort: (sort) => this.#change({ sort: this.#view.sort === sort ? "attention" : sort }),
    open: (task) => this.#change({ task }),
  });
  #details = new Details(() => {
    const { task } = this.#view;
    if (task === "") return;
    this.#change({ task: "" });
    this.#table.focusRow(task);
  });

  /** @param {MigrationReport} report */
  constructor(report) {
    this.#report = report;
    this.#rows = rowsOf(report);
    this.#announced = { rows: this.#rows, instances: report.instances };
    root.classList.toggle("kiosk", isKiosk);
    byId("table").append(this.#table.element);
    if (!isKiosk) this.#listen();
    addEventListener("hashchange", () => {
      this.#view = readView(location.hash);
      this.#showView();
    });
    this.#showReport();
    setInterval(() => this.#tick(), 1000);
    if (pollIntervalMs !== undefined) {
      void receiveReports({
        received: (next) => this.#receive(next),
        serverTime: (serverMs) => {
          this.#serverAheadMs = serverMs - Date.now();
        },
        lost: () => this.#lose(),
        unreadable: (problem) => {
          this.#problem = problem;
          this.#showFreshness();
        },
      });
    }
  }

  /** @returns {PageTime} */
  get #time() {
    const nowMs = Date.now() + this.#serverAheadMs;
    return { nowMs, liveMs: this.#connection === "connected" ? nowMs : undefined };
  }

  /** When the data was read, if that is so long ago that it only says what was so. */
  get #pastMs() {
    const dataMs = dataMsOf(this.#report);
    const isOld = dataMs !== undefined && this.#time.nowMs - dataMs > this.#oldAfterMs;
    // The headline says about an instance that could not be read what was so at its last reading, however long ago.
    const isRead = this.#report.instances.some(({ error }) => error === undefined);
    return isOld && isRead ? dataMs : undefined;
  }

  /** @param {MigrationReport} report */
  #receive(report) {
    if (this.#connection === "lost") this.#announce("Connected again.");
    this.#connection = "connected";
    this.#problem = "";
    this.#report = report;
    this.#rows = rowsOf(report);
    this.#showReport();
    this.#announcement ??= setTimeout(() => {
      this.#announcement = undefined;
      const { rows, instances } = this.#announced;
      this.#announced = { rows: this.#rows, instances: this.#report.instances };
      const sentences = [
        describeChanges(rows, this.#announced.rows),
        describeReadings(instances, this.#announced.instances),
      ];
      this.#announce(sentences.filter((sentence) => sentence !== "").join(" "));
    }, announcePauseMs);
  }

  #lose() {
    if (this.#connection === "lost") return;
    this.#connection = "lost";
    this.#lostMs = this.#time.nowMs;
    this.#announce("Connection lost.");
    this.#tick();
  }

  /** @param {string} text */
  #announce(text) {
    if (text !== "") byId("announcements").textContent = text;
  }

  /** @param {Partial<View>} change */
  #change(change) {
    this.#view = { ...this.#view, ...change };
    const fragment = writeView(this.#view);
    history.replaceState(null, "", `${location.pathname}${location.search}${fragment === "" ? "" : `#${fragment}`}`);
    this.#showView();
  }

  #listen() {
    const text = byId("filter-text");
    text.addEventListener("input", () => this.#change({ text: /** @type {HTMLInputElement} */ (text).value }));
    for (const name of /** @type {const} */ (["type", "instance", "sort", "span"])) {
      const select = byId(`filter-${name}`);
      select.addEventListener("change", () =>
        this.#change({ [name]: /** @type {HTMLSelectElement} */ (select).value }),
      );
    }
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    const clear = () => {
      this.#change({ states: [], type: "", instance: "", text: "" });
      text.focus();
    };
    byId("filter-clear").addEventListener("click", clear);
    addEventListener("keydown", (event) => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === "/" && !isTyping && this.#view.task === "" && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        text.focus();
      }
      if (event.key === "Escape" && event.target === text) this.#change({ text: "" });
    });
  }

  /** Redraws the page for a new report. */
  #showReport() {
    const { instances } = this.#report;
    const types = [...new Set(this.#rows.map(({ task }) => task.type))].sort();
    showOptions(
      byId("filter-type"),
      "All types",
      types.map((type) => [type, visibleText(typeLabel(type), 60)]),
    );
    showOptions(
      byId("filter-instance"),
      "All instances",
      instances.map((instance) => [instance.instanceId, labelOf(instance)]),
    );
    byId("filter-instance-field").hidden = instances.length < 2;
    this.#showView();
  }

  /** Redraws the page for the current view. */
  #showView() {
    // A kiosk can show a single instance, and then counts only its tasks. Other filters would hide failures without a way to clear them.
    const view = isKiosk
      ? { ...this.#view, states: [], type: "", text: "", sort: /** @type {const} */ ("attention") }
      : this.#view;
    const time = this.#time;
    const rows = applyView(this.#rows, view, time.liveMs);
    const counted = isKiosk ? rows : this.#rows;
    const instances = this.#report.instances.filter(
      ({ instanceId }) => !isKiosk || view.instance === "" || view.instance === instanceId,
    );
    const choices = {
      toggleState: (/** @type {View["states"][number]} */ state) =>
        this.#change({
          states: view.states.includes(state)
            ? view.states.filter((other) => other !== state)
            : [...view.states, state],
        }),
      toggleInstance: (/** @type {string} */ id) => this.#change({ instance: view.instance === id ? "" : id }),
    };
    this.#showHeadline(counted, instances);
    showCounts(byId("counts"), counted, view, isKiosk ? undefined : choices);
    const cards =
      isKiosk && instances.length > maxKioskCards ? instances.filter(({ error }) => error !== undefined) : instances;
    showInstances(byId("instances"), cards, this.#rows, view, isKiosk ? undefined : choices);
    byId("instances-section").hidden = cards.length === 0;
    this.#showControls(rows.length);
    this.#table.show({
      rows,
      view,
      hasSeveralInstances: instances.length > 1,
      isServiceClock: this.#rows.every(({ beginMs }) => beginMs === undefined),
      time,
    });
    this.#details.show(view.task === "" ? undefined : this.#rows.find(({ key }) => key === view.task), time.liveMs);
    showInstanceAges(byId("instances"), time.nowMs);
    this.#showFreshness();
  }

  /**
   * @param {readonly Row[]} rows
   * @param {MigrationReport["instances"]} instances
   */
  #showHeadline(rows, instances) {
    const pastMs = this.#pastMs;
    this.#wasPast = pastMs !== undefined;
    const headline = headlineOf(rows, instances, this.#wasPast);
    const asOf = pastMs === undefined ? "" : `as of ${dayTimeText(pastMs)}`;
    showHeadline(byId("headline"), headline, asOf);
    const words = [headline.text, headline.rest, asOf].filter((part) => part !== "");
    document.title = `${words.join(", ")} · ${root.dataset.title}`;
    showTabIcon(headline.state);
  }

  /** @param {number} shown How many tasks pass the filters. */
  #showControls(shown) {
    const view = this.#view;
    /** @type {Readonly<Record<string, string>>} */
    const values = { text: view.text, type: view.type, instance: view.instance, sort: view.sort, span: view.span };
    for (const [name, value] of Object.entries(values)) {
      const control = /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(`filter-${name}`));
      if (control.value !== value) control.value = value;
    }
    const total = this.#rows.length;
    byId("filter-clear").hidden = !isFiltered(view);
    byId("tasks-section").classList.toggle("no-tasks", total === 0);
    setText(
      byId("shown"),
      shown === total ? countText(total, "task") : `${numberText(shown)} of ${countText(total, "task")}`,
    );
    const unread = this.#report.instances.some(({ error }) => error !== undefined);
    const isWaiting = this.#report.instances.some(({ observedAt }) => observedAt === "");
    const noTasks = `The service lists no migration tasks for ${this.#report.instances.length === 1 ? "this instance" : "these instances"}.`;
    const { instance } = view;
    const isElsewhere = instance !== "" && this.#report.instances.every(({ instanceId }) => instanceId !== instance);
    const nothing = unread
      ? "No tasks are known: an instance could not be read."
      : isWaiting
        ? "The tasks appear here once they have been read."
        : noTasks;
    setText(
      byId("empty"),
      isElsewhere
        ? `Instance ${visibleText(instance, 60)} is not in this report.`
        : total === 0
          ? nothing
          : shown === 0
            ? "No tasks match the filters."
            : "",
    );
    byId("empty").hidden = shown > 0;
  }

  /** Updates ages and durations. */
  #tick() {
    const time = this.#time;
    if (this.#wasPast !== (this.#pastMs !== undefined)) this.#showView();
    this.#table.tick(time);
    const { task } = this.#view;
    const open = task === "" ? undefined : this.#rows.find(({ key }) => key === task);
    if (open !== undefined) this.#details.tick(open, time.liveMs);
    showInstanceAges(byId("instances"), time.nowMs);
    this.#showFreshness();
  }

  #showFreshness() {
    const { nowMs } = this.#time;
    showFreshness(byId("freshness"), {
      report: this.#report,
      connection: this.#connection,
      lostMs: this.#lostMs,
      problem: this.#problem,
      nowMs,
      oldAfterMs: this.#oldAfterMs,
    });
    setText(
      byId("zone"),
      `Times are in ${zoneText(nowMs)}. Start dates are shown as the service reports them, without a time zone.`,
    );
    if (isKiosk) setText(byId("kiosk-part"), `${this.#table.kioskPart} Times in ${zoneText(nowMs)}`.trim());
  }
}

/**
 * @param {HTMLElement} select
 * @param {string} all
 * @param {readonly (readonly [value: string, label: string])[]} options
 */
function showOptions(select, all, options) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) return;
  select.dataset.options = wanted;
  select.replaceChildren(
    element("option", { value: "" }, all),
    // An empty type is not an option: an empty value means "all".
    ...options.filter(([value]) => value !== "").map(([value, label]) => element("option", { value }, label)),
  );
}

new Page(JSON.parse(byId("report").textContent ?? ""));
