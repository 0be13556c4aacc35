/**
 * `npm run bench`: measures everything that docs/performance.md shows, and writes it and its plot.
 *
 *   npm run bench                        all rows, in under 10 minutes on 2 cores; writes docs/performance.md and .svg
 *   npm run bench -- --only plugin-start   one row; prints it and writes nothing, so that a table is always of one run
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { note } from "./bench/progress.ts";
import { growthPlot } from "./bench/report/growthPlot.ts";
import { performancePage, rowText } from "./bench/report/page.ts";
import { type GrowthPoint, type Row, type RowGroup, rowNames } from "./bench/row.ts";
import { gates } from "./bench/rows/gates.ts";
import { growth } from "./bench/rows/growth.ts";
import { pages, pagesWithoutDelay } from "./bench/rows/pages.ts";
import { peakMemory } from "./bench/rows/peakMemory.ts";
import { pluginStart } from "./bench/rows/pluginStart.ts";
import { previewTypeScript, previewYaml } from "./bench/rows/preview.ts";
import { realReleaseDelay, releaseDelay } from "./bench/rows/releaseDelay.ts";
import { signatures } from "./bench/rows/signatures.ts";
import { upShortTask } from "./bench/rows/upShortTask.ts";
import { verification } from "./bench/rows/verification.ts";
import { waitRequests } from "./bench/rows/waitRequests.ts";
import { root } from "./setup/root.mjs";

const groups: readonly RowGroup[] = [
  pages,
  pagesWithoutDelay,
  peakMemory,
  growth,
  pluginStart,
  signatures,
  previewTypeScript,
  previewYaml,
  upShortTask,
  releaseDelay,
  realReleaseDelay,
  waitRequests,
  verification,
  gates,
];

try {
  const { only } = parseArgs({ options: { only: { type: "string" } } }).values;
  if (only === undefined) await measureAll();
  else await measureOne(only);
  process.exit(0);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function measureAll(): Promise<void> {
  const startedMs = performance.now();
  const rows: Row[] = [];
  let points: readonly GrowthPoint[] = [];
  for (const group of groups) {
    const measured = await group.measure();
    rows.push(...measured.rows);
    points = measured.growth ?? points;
    for (const row of measured.rows) console.log(rowText(row));
  }
  const inOrder = rows.toSorted((a, b) => rowNames.indexOf(a.name) - rowNames.indexOf(b.name));
  const machine = `${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  writeFileSync(join(root, "docs", "performance.md"), performancePage(inOrder, machine));
  writeFileSync(join(root, "docs", "performance.svg"), growthPlot(points));
  note(`docs/performance.md is written, after ${((performance.now() - startedMs) / 60_000).toFixed(1)} minutes`);
}

async function measureOne(name: string): Promise<void> {
  const group = groups.find(({ rows }) => rows.some((row) => row === name));
  if (!group) throw new Error(`no row is named ${JSON.stringify(name)}; rows are: ${rowNames.join(", ")}`);
  const { rows } = await group.measure();
  for (const row of rows) if (row.name === name) console.log(rowText(row));
}
