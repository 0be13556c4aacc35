import { countStates } from "./rows.js";
import { visibleText } from "./wording.js";

/** @import { MigrationReport } from "../../../migration/index.ts" */
/** @import { Row } from "./rows.js" */

const reconnectMs = 3000;
/** The server sends a heartbeat every 15 seconds: two are missing. */
const silenceMs = 40_000;

/**
 * Receives reports from the server that sent the page. Reconnects until it succeeds.
 * @param {object} handlers
 * @param {(report: MigrationReport) => void} handlers.received
 * @param {() => void} handlers.lost
 * @param {(problem: string) => void} handlers.unreadable
 */
export function receiveReports({ received, lost, unreadable }) {
  const source = new EventSource("events");
  const reconnect = () => receiveReports({ received, lost, unreadable });
  const giveUp = () => {
    source.close();
    lost();
    reconnect();
  };
  let silence = setTimeout(giveUp, silenceMs);
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(giveUp, silenceMs);
  };
  source.addEventListener("heartbeat", heard);
  source.addEventListener("message", ({ data }) => {
    heard();
    const report = parseReport(data);
    if (typeof report === "string") unreadable(report);
    else received(report);
  });
  source.addEventListener("error", () => {
    lost();
    // The browser reconnects on its own, except after an HTTP error.
    if (source.readyState !== EventSource.CLOSED) return;
    clearTimeout(silence);
    setTimeout(reconnect, reconnectMs);
  });
}

/**
 * @param {unknown} data
 * @returns {MigrationReport | string} The report, or why the data is not one.
 */
function parseReport(data) {
  try {
    const report = JSON.parse(String(data));
    if (report?.version === 1) return report;
    return "The server has been updated. Reload this page.";
  } catch {
    return "The server sent unreadable data. Reload this page.";
  }
}

/**
 * The difference between two reports, in a sentence for screen readers. Empty if no task changed its state.
 * @param {readonly Row[]} before
 * @param {readonly Row[]} after
 */
export function describeChanges(before, after) {
  const statesBefore = new Map(before.map(({ key, state }) => [key, state]));
  const changed = after.filter(({ key, state }) => statesBefore.get(key) !== state);
  if (changed.length > 3) {
    const { failed, running, finished } = countStates(after);
    return `${changed.length} tasks changed. Now ${failed} failed, ${running} running, ${finished} finished.`;
  }
  return changed
    .map(
      ({ task, state }) =>
        `${visibleText(task.name || task.id, 60)}: ${state === "unknown" ? "unknown state" : state}.`,
    )
    .join(" ");
}
