import { type Summary, summarize } from "../summary.ts";
import type { Task } from "../task.ts";
import { durationText } from "../wording.ts";
import type { PollReport } from "./instancePoller.ts";
import { shortCause } from "./shortCause.ts";
import type { WaitStats } from "./waitStats.ts";

/** The progress of a wait, for people who watch it. */
export interface Progress {
  /**
   * One line: `3 of 5 finished, 2 starting · next poll in 4 s`. Pulumi shows it in a table cell with room for about 30
   * characters, next to the elapsed time: the news comes first, and it contains neither URLs nor IDs.
   */
  text: string;
  /** The number of selected tasks in each state. */
  counts: Summary;
  waitedSeconds: number;
  nextPollInSeconds: number;
  /** False if nothing but time has changed since the last report. */
  changed: boolean;
}

/** The state of the tasks after the last snapshot. */
export interface ObservedState {
  /** In a few words; undefined before the first snapshot. */
  text: string | undefined;
  tasks: readonly Task[];
}

/** Turns the reports of a poller into progress. */
export function progressOf(
  observed: () => ObservedState,
  onProgress: (progress: Progress) => void,
): (report: PollReport, stats: Readonly<WaitStats>) => void {
  let lastNews = "";
  return (report, { waitedMs }) => {
    if (report.kind === "fatalError") return;
    const { text: states, tasks } = observed();
    const pause = durationText(report.nextPollInMs);
    const failure = report.kind === "transientError" ? shortCause(report.error) : undefined;
    const parts =
      failure === undefined ? [states, `next poll in ${pause}`] : [`${failure}, retrying in ${pause}`, states];
    const news = [failure, states].join();
    onProgress({
      text: parts.filter((part) => part !== undefined).join(" · "),
      counts: summarize(tasks),
      waitedSeconds: Math.round(waitedMs / 1000),
      nextPollInSeconds: Math.round(report.nextPollInMs / 1000),
      changed: news !== lastNews,
    });
    lastNews = news;
  };
}
