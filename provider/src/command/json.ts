import type { CommandResult } from "./outcome.ts";

/**
 * A result as JSON, indented. Its format is versioned (`version`) and described by docs/report.schema.json: fields may be
 * added to a version, but none is renamed or removed.
 */
export function jsonOf({ report, outcome }: CommandResult): string {
  const json = JSON.stringify({ ...report, ...(outcome === undefined ? {} : { outcome }) }, undefined, 2);
  // `##[…]` and `##vso[…]` are commands in the logs of GitHub Actions and Azure Pipelines, also inside a line.
  return `${json.replace(/##(?=(?:vso)?\[)/g, "#\\u0023")}\n`;
}
