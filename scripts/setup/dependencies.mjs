import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { SetupError } from "./setupError.mjs";
import { isAtLeast } from "./version.mjs";

/** The first Node that runs TypeScript without a flag. */
const MINIMUM_NODE = "22.18.0";

/**
 * Installs the npm packages of package-lock.json, a Node new enough among them, unless they are there already.
 * @param {import("./setupError.mjs").Setup} setup
 */
export async function installDependencies({ root, environment, progress, signal }) {
  const lockFile = readLockFile(join(root, "package-lock.json"));
  if (lockFile === undefined) throw new SetupError("package-lock.json is missing: this is not a whole checkout");
  // npm writes this file last, so after an interrupted installation it is not there.
  const installed = readLockFile(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined || !isInstalled(lockFile, installed)) {
    await progress.step("installing the npm packages of package-lock.json (about half a minute)", async (say) => {
      say("npm ci");
      await runCommand("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, environment, signal });
    });
  }
  const node = join(root, "node_modules", ".bin", "node");
  if (existsSync(node)) return;
  const { stdout } = spawnSync("node", ["--version"], { encoding: "utf8" });
  if (!isAtLeast(stdout ?? "", MINIMUM_NODE)) {
    throw new SetupError(
      `node_modules/.bin/node is missing, and the node on PATH is ${stdout?.trim() || "not there"}; needed is ${MINIMUM_NODE} ` +
        "or newer. The npm package `node` installs it by an install script: is `ignore-scripts` set in your npm " +
        "configuration? Allow it (`npm rebuild node`), or put a newer Node on PATH.",
    );
  }
}

/**
 * @typedef {{ packages: Readonly<Record<string, { version?: string; integrity?: string; link?: boolean; optional?: boolean }>> }} LockFile
 */

/**
 * Whether node_modules holds what package-lock.json asks for. Optional packages may be absent: they are for other
 * platforms.
 * @param {LockFile} lockFile package-lock.json
 * @param {LockFile} installed node_modules/.package-lock.json, npm's own record of what it installed
 */
export function isInstalled(lockFile, installed) {
  const wanted = Object.entries(lockFile.packages).filter(([path]) => path.includes("node_modules/"));
  const complete = wanted.every(([path, entry]) => {
    const found = installed.packages[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity && found.link === entry.link;
  });
  return complete && Object.keys(installed.packages).every((path) => path in lockFile.packages);
}

/**
 * @param {string} path
 * @returns {LockFile | undefined}
 */
function readLockFile(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}
