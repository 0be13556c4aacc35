import { readEvents } from "./events.js";
import { countStates, labelOf, msOf } from "./rows.js";
import { visibleText } from "./wording.js";

/** @import { MigrationReport } from "../../../migration/index.ts" */
/** @import { Row } from "./rows.js" */

const reconnectMs = 2000;

/**
 * Receives reports from the server that sent the page. Reconnects for as long as the page is open.
 * @param {object} handlers
 * @param {(report: MigrationReport) => void} handlers.received
 * @param {(serverMs: number) => void} handlers.serverTime Called before each report and at least every 15 seconds.
 * @param {() => void} handlers.lost
 * @param {(problem: string) => void} handlers.unreadable
 */
export async function receiveReports({ received, serverTime, lost, unreadable }) {
  for (;;) {
    await readEvents("events", (type, data) => {
      if (type === "time") {
        const serverMs = msOf(data);
        if (serverMs !== undefined) serverTime(serverMs);
      }
      if (type !== "message") return;
      const report = parseReport(data);
      if (typeof report === "string") unreadable(report);
      else received(report);
    });
    lost();
    await new Promise((resolve) => setTimeout(resolve, reconnectMs));
  }
}

/**
 * @param {string} data
 * @returns {MigrationReport | string} The report, or why the data is not one.
 */
function parseReport(data) {
  try {
    const report = JSON.parse(data);
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

/**
 * Which instances can no longer be read, and which ones can again, in sentences for screen readers.
 * @param {MigrationReport["instances"]} before
 * @param {MigrationReport["instances"]} after
 */
export function describeReadings(before, after) {
  const unread = new Set(before.filter(({ error }) => error !== undefined).map(({ instanceId }) => instanceId));
  return after
    .filter(({ instanceId, error }) => unread.has(instanceId) !== (error !== undefined))
    .map(
      (instance) => `${labelOf(instance)} ${instance.error === undefined ? "can be read again" : "could not be read"}.`,
    )
    .join(" ");
}
