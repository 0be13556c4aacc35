import { printable } from "../../cloud/index.ts";
import type { MigrationReport, ReadCounts } from "../../migration/index.ts";
import { type MetricsInput, metrics, type Sample } from "./metrics.ts";

/** The media type of the text. */
export const prometheusMediaType = "text/plain; version=0.0.4; charset=utf-8";

const maxLabelLength = 200;

/**
 * A report in Prometheus' text format, version 0.0.4, without time stamps: the textfile collector rejects them, and what was read
 * when is a metric of its own.
 * @param options.nowMs the present, in milliseconds since 1970
 * @param options.readCounts counters, for something that watches
 */
export function prometheusText(
  report: MigrationReport,
  options: { nowMs: number; readCounts?: readonly ReadCounts[] },
): string {
  const input: MetricsInput = { report, ...options };
  const families = metrics.flatMap(({ name, type, help, samples }) => {
    const lines = samples(input).map((sample) => `${name}${labelsText(sample)} ${sample.value}`);
    return lines.length === 0 ? [] : [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines];
  });
  return families.map((line) => `${line}\n`).join("");
}

function labelsText({ labels }: Sample): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`)
    .join(",")}}`;
}

/** Prometheus' scanner stops at a NUL, so control characters are written out. */
function escapeLabel(value: string): string {
  const characters = [...value];
  const short = characters.length > maxLabelLength ? `${characters.slice(0, maxLabelLength).join("")}…` : value;
  return printable(short).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
