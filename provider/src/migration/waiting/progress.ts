import { type Summary, summarize } from "../summary.ts";
import type { Task } from "../task.ts";
import type { WaitStats } from "./awaitVerdict.ts";
import type { WatchReport } from "./instanceWatch.ts";
import { durationText } from "./wording.ts";

/** Where a wait stands, for people who watch it. */
export interface Progress {
  /** All of it in a line: `3/5 finished, 2 starting, next poll in 4 s, waited 12 s`. */
  text: string;
  /** The tasks that are waited for, by state. */
  counts: Summary;
  waitedSeconds: number;
  nextLookInSeconds: number;
  /** True if there is more to tell than that time went by. */
  changed: boolean;
}

/**
 * Turns the reports of a watch into progress.
 * @param standing how the tasks stand after the last complete look: in words, and one by one
 */
export function progressOf(
  standing: () => { text: string; tasks: readonly Task[] },
  onProgress: (progress: Progress) => void,
): (report: WatchReport, stats: WaitStats) => void {
  let lastText = "";
  return (report, { waitedMs }) => {
    if (report.kind === "end") return;
    const { text: states, tasks } = standing();
    const text = report.kind === "fault" ? `${states}, last poll failed (${firstSentence(report.error)})` : states;
    const changed = text !== lastText;
    lastText = text;
    onProgress({
      // The time waited comes last: a terminal has it in the column beside, and cuts off what is too long.
      text: `${text}, next poll in ${durationText(report.nextLookInMs)}, waited ${durationText(waitedMs)}`,
      counts: summarize(tasks),
      waitedSeconds: Math.round(waitedMs / 1000),
      nextLookInSeconds: Math.round(report.nextLookInMs / 1000),
      changed,
    });
  };
}

/** Enough of an error for a status column. */
function firstSentence({ message }: Error): string {
  const [first = ""] = message.split(/(?<=[.:]) |\n/, 1);
  return first.length > 120 ? `${first.slice(0, 120)}…` : first.replace(/[.:]$/, "");
}
