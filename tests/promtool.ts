import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { skip } from "./skip.ts";

const tools = join(import.meta.dirname, "..", ".tools");

/**
 * The path of Prometheus' `promtool`: on PATH, or in .tools. Skips the test on a machine that lacks it, but not on CI.
 * @param context The `this` of the test.
 */
export function findPromtool(context: Mocha.Context): string {
  const folders = [...(process.env.PATH ?? "").split(delimiter), tools];
  const found = folders.map((folder) => join(folder, "promtool")).find(isProgram);
  if (found !== undefined) return found;
  const reason = "promtool is not on PATH (sh scripts/setup/testTools.sh downloads it)";
  if (process.env.CI) throw new Error(`This test must run on CI: ${reason}.`);
  return skip(context, reason);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
