import { styleText } from "node:util";
import stringWidth from "string-width";
import { byAttention, durationText, hasEnded, type MigrationReport, type ReportedTask } from "../migration/index.ts";
import { oneLine } from "./oneLine.ts";

/** Where a table goes: a terminal gets colours, unless NO_COLOR is set. Undefined: a file, which gets none. */
export type TableStream = NodeJS.WriteStream;

/** How to draw a table. */
export interface TableOptions {
  readonly stream: TableStream | undefined;
  /** How long tasks have been in their statuses is counted until then, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Longest table, in rows. Failed and running tasks come first then. Default: no limit. */
  readonly maxRows?: number;
}

const maxNameWidth = 60;
const longestMeasured = 240;

const colours: Readonly<Record<string, "green" | "red" | "yellow">> = {
  finished: "green",
  failed: "red",
  creating: "yellow",
  starting: "yellow",
};

/** A report's tasks as aligned columns, each line without trailing blanks. */
export function tableOf(
  report: MigrationReport,
  { stream, nowMs, maxRows = Number.POSITIVE_INFINITY }: TableOptions,
): string {
  const { tasks } = report;
  const isWatched = tasks.some(({ history }) => history !== undefined);
  const several = report.instances.length > 1;
  const shown = tasks.length <= maxRows ? tasks : byAttention(tasks).slice(0, maxRows);
  const heading = [
    "NAME",
    "STATUS",
    ...(isWatched ? ["OBSERVED"] : []),
    "STARTED",
    "TYPE",
    "ID",
    ...(several ? ["INSTANCE"] : []),
  ];
  const rows = shown.map((task) => [
    cell(task.name || "-"),
    cell(task.status || "(none)"),
    ...(isWatched ? [observedText(task, nowMs)] : []),
    cell(task.startDate || "-"),
    cell(task.type || "-"),
    task.id,
    ...(several ? [task.instanceId] : []),
  ]);
  const lines = align([heading, ...rows], stream);
  const hidden = tasks.length - shown.length;
  return `${[...lines, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join("\n")}\n`;
}

/** How long the task took, or has been in its status, as far as the wait has seen. */
function observedText({ status, history }: Pick<ReportedTask, "status" | "history">, nowMs: number): string {
  const [first, last] = [history?.[0], history?.at(-1)];
  if (!first || !last) return "-";
  if (!hasEnded(status)) return `for ${durationText(nowMs - Date.parse(last.since))}`;
  if (first === last) return "before the wait";
  return `after ${durationText(Date.parse(last.since) - Date.parse(first.since))}`;
}

function align(rows: readonly (readonly string[])[], stream: TableStream | undefined): string[] {
  const widths = (rows[0] ?? []).map((_, column) => widest(rows, column));
  return rows.map((row, index) =>
    row
      .map((text, column) => {
        const isLast = column === row.length - 1;
        const padded = isLast ? text : text + " ".repeat((widths[column] ?? 0) - stringWidth(text));
        if (index === 0) return styled("bold", padded, stream);
        const colour = column === 1 ? colours[text] : undefined;
        return colour === undefined ? padded : styled(colour, padded, stream);
      })
      .join("  "),
  );
}

/** Not `Math.max(...)`: a call takes about 100,000 arguments. */
function widest(rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((width, row) => Math.max(width, stringWidth(row[column] ?? "")), 0);
}

function styled(style: "bold" | "green" | "red" | "yellow", text: string, stream: TableStream | undefined): string {
  return stream === undefined ? text : styleText(style, text, { stream });
}

/** A text on one line, short enough for a column. */
function cell(text: string): string {
  // Measuring a text takes longer than linear time, and a character can have thousands of marks.
  const line = oneLine(text.slice(0, longestMeasured));
  if (text.length <= longestMeasured && stringWidth(line) <= maxNameWidth) return line;
  let short = "";
  for (const character of line) {
    if (stringWidth(short + character) >= maxNameWidth) break;
    short += character;
  }
  return `${short}…`;
}
