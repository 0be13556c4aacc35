import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * Programs that some tests need, and that a machine may lack: scripts/setup/testTools.sh installs them on CI. Where one is
 * missing, its tests are skipped.
 */

const tools = fileURLToPath(new URL("../.tools", import.meta.url));

/** The path of Prometheus' `promtool`; undefined if the machine lacks it. */
export function findPromtool(): string | undefined {
  return findProgram("promtool");
}

/** The first of these programs in a folder of PATH, or in .tools. */
function findProgram(...names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), tools];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
