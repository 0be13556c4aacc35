import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";
import { step } from "./step.mjs";

/** Installs the packages of package-lock.json, a current Node among them, unless they are installed. */
export async function installPackages() {
  // npm writes this file last, so it is missing after an interrupted installation.
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record) || !isInstalled(readJson(join(root, "package-lock.json")), readJson(record))) {
    await step("installing the npm packages (about half a minute)", (say) =>
      run("npm", ["ci", "--no-audit", "--no-fund"], { onLine: say }),
    );
  }
  if (existsSync(join(root, "node_modules", ".bin", "node"))) return;
  // The first Node that runs TypeScript without a flag is 22.18.
  const [major = 0, minor = 0] = (await run("node", ["-p", "process.versions.node"])).split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    throw new SetupError(
      `the npm package "node" has not installed Node, and the Node on PATH is ${major}.${minor}; 22.18 or newer is needed. ` +
        "If your npm configuration sets ignore-scripts, run `npm rebuild node --ignore-scripts=false`, or put a newer Node on PATH.",
    );
  }
}

/** @typedef {{ packages: Readonly<Record<string, { version?: string; integrity?: string; link?: boolean; optional?: boolean }>> }} LockFile */

/**
 * Whether node_modules matches package-lock.json. Optional packages may be missing: they are for other platforms.
 * @param {LockFile} lockFile package-lock.json
 * @param {LockFile} record node_modules/.package-lock.json, where npm records what it installed
 */
export function isInstalled(lockFile, record) {
  const wanted = Object.entries(lockFile.packages).filter(([path]) => path.includes("node_modules/"));
  const isComplete = wanted.every(([path, { version, integrity, link, optional }]) => {
    const found = record.packages[path];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity && found.link === link;
  });
  return isComplete && Object.keys(record.packages).every((path) => path in lockFile.packages);
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
