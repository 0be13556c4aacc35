import { runningOf } from "../summary.ts";
import { statusText } from "../wording.ts";
import { byAttention } from "./attention.ts";
import type { MigrationReport } from "./report.ts";

/** How many tasks a table has: a stack's README and a pipeline's summary are read, not searched. */
const maxRows = 50;
const maxCellLength = 300;

/** What each status looks like in a table. The word stays: an emoji alone says nothing to a screen reader. */
const marks: Readonly<Record<string, string>> = {
  failed: "❌ failed",
  starting: "⏳ starting",
  creating: "⏳ creating",
  finished: "✅ finished",
};

/**
 * A report in Markdown, for a stack's README and a pipeline's summary: a line that sums up, and a table of tasks with failures
 * first. Names are text, whatever characters they have.
 * @param headline the first line. Default: how many tasks are in which status
 */
export function markdownOf(report: MigrationReport, headline = sumUp(report)): string {
  const { instances, tasks, observedAt } = report;
  const several = instances.length > 1;
  const lines = [`**${cell(headline)}**`, ""];
  for (const { instanceId, name, error } of instances) {
    if (error !== undefined) lines.push(`⚠️ ${cell(name ?? instanceId)} could not be read: ${cell(error)}`, "");
  }
  const shown = byAttention(tasks).slice(0, maxRows);
  if (shown.length > 0) {
    lines.push(
      row(["Status", "Task", ...(several ? ["Instance"] : []), "Type", "Started", "Cause"]),
      row([":--", ":--", ...(several ? [":--"] : []), ":--", ":--", ":--"]),
      ...shown.map((task) =>
        row([
          marks[task.status] ?? `❓ ${cell(statusText(task.status))}`,
          cell(task.name || task.id),
          ...(several ? [cell(nameOf(report, task.instanceId))] : []),
          cell(task.type),
          cell(task.startDate),
          cell(task.reason ?? ""),
        ]),
      ),
      "",
    );
  }
  const hidden = tasks.length - shown.length;
  if (hidden > 0) lines.push(`And ${hidden} more.`, "");
  lines.push(`Observed at ${observedAt.slice(0, 19)}Z.`, "");
  return lines.join("\n");
}

/** `3 of 5 finished, 1 failed, 1 running` */
function sumUp({ tasks, counts }: Pick<MigrationReport, "tasks" | "counts">): string {
  if (tasks.length === 0) return "No migration tasks";
  const others = [
    [counts.failed, "failed"],
    [runningOf(counts), "running"],
    [counts.unknown, "in an unknown state"],
  ] as const;
  const parts = others.flatMap(([count, label]) => (count > 0 ? [`${count} ${label}`] : []));
  return [`${counts.finished} of ${tasks.length} finished`, ...parts].join(", ");
}

function nameOf({ instances }: MigrationReport, id: string): string {
  return instances.find(({ instanceId }) => instanceId === id)?.name ?? id;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A text as the content of a table's cell: on one line, and nothing in it is markup. */
function cell(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const short = line.length > maxCellLength ? `${line.slice(0, maxCellLength)}…` : line;
  return (
    short
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/[\\`*_{}[\]()#+!|~@$]/g, (character) => `\\${character}`)
      // GitHub also links bare addresses, and turns :names: into emoji. A time of day keeps its colons.
      .replace(/:\/\//g, ":&#47;&#47;")
      .replace(/\bwww\./gi, (text) => `${text.slice(0, -1)}&#46;`)
      .replace(/:(?=[\w\\+-]+:)(?!\d\d:)/g, "&#58;")
  );
}
