import { type Remark, remarks } from "../remarks.ts";
import type { Row } from "../row.ts";

/** docs/performance.md: the table, and what there is to say about its rows. */
export function performancePage(rows: readonly Row[], machine: string): string {
  const missed = rows.filter(({ isMet }) => isMet === false);
  const moved = rows.filter(({ name }) => remarks[name].moved !== undefined);
  return [
    "# Performance",
    "",
    "<!-- Written by `npm run bench`; reasons and earlier figures come from scripts/bench/remarks.ts. -->",
    "",
    `One run of \`npm run bench\` on ${machine}. A figure is a median, with the 5th and 95th percentile in parentheses (of`,
    "fewer than 20 values, the lowest and the highest). A peer takes turns with ours in the same run, on the same machine, and",
    "talks to the same server: a process on the same machine that answers from prepared pages. The loops by hand read each page",
    "once; ours proves that no task was missed.",
    "",
    table(["row", "what", "goal", "figure", "peer", "ratio", "goal met"], rows.map(cells)),
    "",
    "## Growth",
    "",
    "![Time and peak memory for lists of up to 100,000 tasks](performance.svg)",
    ...section("Missed", missed, ({ missed: reason }) => reason ?? "No reason written down yet."),
    ...section(
      "What moved",
      moved,
      ({ before, moved: cause }) => `Before: ${before ?? "not measured"}. ${cause ?? ""}`,
    ),
    "",
  ].join("\n");
}

/** A row for a terminal. */
export function rowText({ name, what, goal, figure, peer, ratio, isMet }: Row): string {
  return [
    `${name}: ${verdict(isMet)}`,
    `  what    ${what}`,
    `  goal    ${goal}`,
    `  figure  ${figure}`,
    ...(peer === undefined ? [] : [`  peer    ${peer}`]),
    ...(ratio === undefined ? [] : [`  ratio   ${ratio}`]),
  ].join("\n");
}

function cells({ name, what, goal, figure, peer, ratio, isMet }: Row): string[] {
  return [`\`${name}\``, what, goal, figure, peer ?? "–", ratio ?? "–", verdict(isMet)];
}

function verdict(isMet: boolean | undefined): string {
  if (isMet === undefined) return "not measured";
  return isMet ? "met" : "**missed**";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function section(title: string, rows: readonly Row[], text: (remark: Remark) => string): string[] {
  if (rows.length === 0) return [];
  return ["", `## ${title}`, ...rows.flatMap((row) => ["", `### \`${row.name}\``, "", text(remarks[row.name])])];
}
