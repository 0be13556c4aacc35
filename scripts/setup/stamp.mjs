import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { root } from "./root.mjs";

/**
 * Runs `make` only if its sources have changed since its last success, or its output is missing. Paths are relative to
 * the checkout.
 * @param {object} options
 * @param {string} options.output The file that `make` writes. Its `.stamp` records the hash of the sources.
 * @param {readonly string[]} options.sources Files and folders; missing ones count as empty.
 * @param {() => Promise<void>} options.make
 * @returns {Promise<boolean>} Whether `make` ran.
 */
export async function makeWhenStale({ output, sources, make }) {
  const stamp = `${resolve(root, output)}.stamp`;
  const current = hashOf(sources);
  const isFresh = existsSync(resolve(root, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === current;
  if (isFresh) return false;
  // Removed first: an interrupted run must not look like a finished one.
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, current);
  return true;
}

/** @param {readonly string[]} sources */
function hashOf(sources) {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((source) => filesIn(resolve(root, source)))) {
    const content = readFileSync(path);
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
