import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Runs `make` only when what it makes from has changed since it last succeeded, or when its output is gone.
 * @param {object} options
 * @param {string} options.stamp The file that remembers the fingerprint of the sources; it lies beside the output.
 * @param {string} options.root The folder that `sources` are relative to.
 * @param {readonly string[]} options.sources Files and folders; those that do not exist count as empty.
 * @param {readonly string[]} options.outputs Absolute paths that must exist.
 * @param {() => Promise<void>} options.make
 * @returns {Promise<boolean>} Whether it was made anew.
 */
export async function makeWhenStale({ stamp, root, sources, outputs, make }) {
  const seen = fingerprint(root, sources);
  if (outputs.every(exists) && readOrEmpty(stamp) === seen) return false;
  // Gone while the work runs: an interrupted run must not look like a finished one.
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, seen);
  return true;
}

/**
 * One hash over the names and contents of all files in `sources`.
 * @param {string} root
 * @param {readonly string[]} sources
 */
function fingerprint(root, sources) {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const path of filesIn(root, source)) {
      hash.update(`${path}\0`).update(
        createHash("sha256")
          .update(readFileSync(join(root, path)))
          .digest(),
      );
    }
  }
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(root, path) {
  if (!exists(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(root, `${path}/${name}`));
}

/** @param {string} path */
function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** @param {string} path */
function readOrEmpty(path) {
  return exists(path) ? readFileSync(path, "utf8") : "";
}
