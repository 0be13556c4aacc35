import { createLogUpdate } from "log-update";
import stringWidth from "string-width";
import { type Clock, printable } from "../cloud/index.ts";
import { durationText, type MigrationReport } from "../migration/index.ts";
import { tableOf } from "./table.ts";

/** Shows a wait while it lasts, on standard error: standard output is for its result. */
export interface WaitProgress {
  /**
   * Shows the current state of the wait.
   * @param changed false if nothing but time has changed since the last call
   */
  update(text: string, report: MigrationReport, changed: boolean): void;
  /** Prints a line that stays. */
  note(text: string): void;
  /** Stops, and removes what is not meant to stay. */
  close(): void;
}

/** A job that prints nothing for longer looks as if it hangs, and some CI systems then kill it. */
const longestSilenceMs = 120_000;
const redrawIntervalMs = 1000;
/** Rows of the terminal that the tasks cannot have: the heading, the line below the table, and the prompt. */
const otherRows = 4;

/** How to show a wait. */
export interface WaitProgressOptions {
  readonly clock: Clock;
  readonly stream: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True: show nothing. */
  readonly isQuiet: boolean;
}

/** A live table in a terminal; in a file, a pipe or a CI job, a line at each change and at least every two minutes. */
export function showWait(options: WaitProgressOptions): WaitProgress {
  const { stream, environment, isQuiet } = options;
  if (isQuiet) return { update() {}, note() {}, close() {} };
  const isCi = (environment.CI ?? "") !== "" && environment.CI !== "false";
  return stream.isTTY && !isCi && environment.TERM !== "dumb" ? liveTable(options) : progressLog(options);
}

function progressLog({ clock, stream }: WaitProgressOptions): WaitProgress {
  let latest: string | undefined;
  let silence: NodeJS.Timeout | undefined;
  const write = (text: string) => {
    const [day, time = ""] = new Date(clock.wallClock()).toISOString().split("T");
    for (const line of text.split("\n")) stream.write(`${day}T${time.slice(0, 8)}Z  ${printable(line)}\n`);
    clearTimeout(silence);
    silence = setTimeout(() => write(`${latest ?? "waiting for the first response"} (unchanged)`), longestSilenceMs);
  };
  silence = setTimeout(() => write(`${latest ?? "waiting for the first response"}`), longestSilenceMs);
  return {
    update(text, _report, changed) {
      latest = text.split(" · ")[0];
      if (changed) write(text);
    },
    note: write,
    close: () => clearTimeout(silence),
  };
}

function liveTable({ clock, stream }: WaitProgressOptions): WaitProgress {
  const draw = createLogUpdate(stream, { showCursor: true });
  const startedAtMs = clock.now();
  let latest: { text: string; report: MigrationReport } | undefined;
  let drawn = { text: "", columns: stream.columns };
  const textNow = () => {
    const elapsed = `Waiting for ${durationText(clock.now() - startedAtMs)}`;
    if (!latest) return `${elapsed} …`;
    const maxRows = Math.max(1, (stream.rows ?? 24) - otherRows);
    const table = tableOf(latest.report, { stream, nowMs: clock.wallClock(), maxRows });
    return `${latest.report.tasks.length === 0 ? "" : table}${elapsed}: ${printable(latest.text)}`;
  };
  const redraw = () => {
    drawn = { text: textNow(), columns: stream.columns };
    draw(drawn.text);
  };
  // The terminal has rewrapped the lines, but log-update would erase as many rows as it had written.
  const redrawAfterResize = () => {
    stream.write(`\u001b[${rowsOf(drawn, stream.columns)}A\r\u001b[J`);
    draw.done();
    redraw();
  };
  stream.on("resize", redrawAfterResize);
  const timer = setInterval(redraw, redrawIntervalMs);
  redraw();
  return {
    update(text, report) {
      latest = { text, report };
      redraw();
    },
    note(text) {
      draw.clear();
      stream.write(`${printable(text)}\n`);
      redraw();
    },
    close() {
      clearInterval(timer);
      stream.off("resize", redrawAfterResize);
      draw.clear();
      draw.done();
    },
  };
}

/** How many rows a text now takes that log-update drew at another width: the lines that it broke there stay broken. */
function rowsOf({ text, columns: before }: { text: string; columns: number }, now: number): number {
  return text
    .split("\n")
    .map((line) => {
      const width = stringWidth(line);
      const whole = Math.floor(width / before) * Math.ceil(before / now);
      return Math.max(1, whole + Math.ceil((width % before) / now));
    })
    .reduce((sum, rows) => sum + rows, 0);
}
