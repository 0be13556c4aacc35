import type { Selection } from "../../../provider/src/migration/index.ts";
import { type TrueTask, trueStatus } from "../modelServer.ts";
import type { Drawn, History } from "./histories.ts";
import type { PollWindow, Run } from "./historyRun.ts";

/*
 * What a gate may conclude, judged by the history and by what the service sent, never by the gate's own memory.
 */

function selects(selection: Selection, task: TrueTask): boolean {
  if (selection.by === "ids") return selection.taskIds.includes(task.id);
  if (selection.by === "names") return selection.taskNames.includes(task.name);
  return selection.taskType === undefined || task.type === selection.taskType || task.type === "";
}

function wholly(task: TrueTask, { fromMs, toMs }: PollWindow): boolean {
  return task.createdMs <= fromMs && task.deletedMs > toMs;
}

/** What was wrong with the release; "" if it was right. */
export function whatIsWrongWithRelease(history: History, { windows, server }: Run): string {
  const { selection, acceptStatuses } = history.rules;
  const last = windows.at(-1);
  if (!last) return "released without a poll";
  const accepted = (status: string) => (acceptStatuses as readonly string[]).includes(status);
  const matching = history.tasks.filter((task) => selects(selection, task));
  // A poll by ID shows the tasks that were known before it, so a gate for names or all must end with the list.
  if (selection.by !== "ids" && !last.readsList) return "released without a complete list";
  const shows = (window: PollWindow) => window.readsList || selection.by === "ids";
  const lastWindowOf = (task: TrueTask) => windows.findLast((window) => shows(window) && wholly(task, window));

  const keys = selection.by === "ids" ? selection.taskIds : selection.by === "names" ? selection.taskNames : [];
  for (const key of keys) {
    const named = matching.filter((task) => task.id === key || task.name === key);
    if (!named.some((task) => server.served.some(({ id }) => id === task.id))) return `${key} was never seen`;
  }
  if (!matching.some((task) => server.served.some(({ id, status }) => id === task.id && accepted(status)))) {
    return "no selected task was seen in an accepted state";
  }
  for (const task of matching) {
    const seenLast = lastWindowOf(task);
    if (!seenLast) continue;
    const replaced =
      selection.by === "names" &&
      task.deletedMs < last.toMs &&
      matching.some((other) => other.name === task.name && other.createdMs > seenLast.fromMs);
    if (replaced) continue;
    const rows = server.served.filter(({ id, atMs }) => id === task.id && atMs >= seenLast.fromMs && atMs <= last.toMs);
    if (!rows.some(({ status }) => accepted(status)))
      return `${task.id} was last seen ${rows.at(-1)?.status ?? "nowhere"}`;
  }
  return "";
}

/** What was wrong with the failure; "" if there was a reason for it. */
export function whatIsWrongWithFailure(history: History, { windows, server, endedAtMs }: Run): string {
  const { selection, acceptStatuses, onNoMatch } = history.rules;
  const matching = history.tasks.filter((task) => selects(selection, task));
  const ids = new Set(matching.map(({ id }) => id));
  if (!acceptStatuses.includes("failed") && server.served.some(({ id, status }) => ids.has(id) && status === "failed"))
    return "";
  if (onNoMatch === "wait") return "nothing failed";
  const [first] = windows;
  if (!first) return "failed without a poll";
  if (matching.some((task) => task.deletedMs <= endedAtMs)) return "";
  const keys = selection.by === "ids" ? selection.taskIds : selection.by === "names" ? selection.taskNames : [];
  const missing = keys.some(
    (key) => !matching.some((task) => (task.id === key || task.name === key) && wholly(task, first)),
  );
  return missing || !matching.some((task) => wholly(task, first)) ? "" : "nothing failed, vanished or was missing";
}

/** The latest time at which the gate must be released; undefined if it cannot be derived from this history. */
export function mustBeReleasedBy(history: History, drawn: Drawn): number | undefined {
  const { selection, acceptStatuses } = history.rules;
  const matching = history.tasks.filter((task) => selects(selection, task) && task.deletedMs > 0);
  const keys = selection.by === "ids" ? selection.taskIds : selection.by === "names" ? selection.taskNames : [];
  const allExist = keys.every((key) => matching.some((task) => task.id === key || task.name === key));
  if (matching.length === 0 || !allExist) return undefined;
  if (history.faults.some(({ kind }) => kind === "forbidden" || kind === "instanceGone")) return undefined;
  // A task that is deleted may have been seen unfinished for the last time.
  if (matching.some(({ deletedMs }) => deletedMs < Number.POSITIVE_INFINITY)) return undefined;
  const accepted: readonly string[] = acceptStatuses;
  if (!matching.every((task) => accepted.includes(trueStatus(task, Number.MAX_SAFE_INTEGER)))) return undefined;

  const events = [
    0,
    ...history.faults.map(({ toMs }) => toMs),
    ...history.tasks.flatMap(({ createdMs, deletedMs, states }) => [
      createdMs,
      deletedMs,
      ...states.map(({ fromMs }) => fromMs),
    ]),
  ];
  const quietFromMs = Math.max(...events.filter((ms) => ms < Number.POSITIVE_INFINITY));
  // A poll that started before may take five attempts and fail; after one pause, the next poll cannot fail.
  const slowestMs = Math.max(...drawn.latenciesMs);
  const pages = Math.ceil(history.tasks.length / drawn.pageSize) + 1;
  const atATime = drawn.total === "missing" ? 1 : 4;
  const longestAttemptMs = slowestMs * (1 + 3 * Math.ceil(pages / atATime));
  return quietFromMs + 6 * longestAttemptMs + history.pollIntervalSeconds * 1000;
}
