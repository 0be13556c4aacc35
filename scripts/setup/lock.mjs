import { mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stopped } from "./interruption.mjs";
import { root } from "./root.mjs";

const pollMs = 500;

/**
 * Waits until no other set-up runs in this checkout, and makes later ones wait until this process exits: two `npm ci`
 * at once would break node_modules. It needs only Node, because it runs before `npm ci`.
 * @param {string} path A symbolic link to the id of the process that holds the lock: a link, unlike a file, is created
 *   together with its content, so nobody reads half a lock.
 */
export async function takeLock(path) {
  const lock = resolve(root, path);
  mkdirSync(dirname(lock), { recursive: true });
  for (let isAnnounced = false; attempt(() => symlinkSync(`${process.pid}`, lock)) === "EEXIST"; ) {
    const holder = attempt(() => readlinkSync(lock));
    // Released in the meantime.
    if (holder === "ENOENT") continue;
    // Signal 0 only checks whether the process exists. EPERM: it does, as another user.
    if (attempt(() => process.kill(Number(holder), 0)) === "ESRCH") {
      rmSync(lock, { force: true });
      continue;
    }
    if (!isAnnounced) {
      process.stderr.write(`set-up: waiting for another set-up of this checkout (process ${holder}, lock ${lock})\n`);
      isAnnounced = true;
    }
    await sleep(pollMs, undefined, { signal: stopped });
  }
  process.on("exit", () => rmSync(lock, { force: true }));
}

/**
 * @template T
 * @param {() => T} systemCall
 * @returns {T | string} Its result, or the code of its error, if that is one the lock expects.
 */
function attempt(systemCall) {
  try {
    return systemCall();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (["EEXIST", "ENOENT", "ESRCH", "EPERM"].includes(code)) return code;
    throw error;
  }
}
