import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 500;

/**
 * Waits until no other set-up of this checkout runs, and keeps others waiting until this process ends: two installations
 * into one node_modules would break each other, and two people's terminals are enough for that.
 * @param {string} file The lock; it holds the number of the process that has it.
 * @param {Pick<import("./setupError.mjs").Setup, "progress" | "signal">} setup
 */
export async function takeLock(file, { progress, signal }) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    const holder = readHolder(file);
    if (holder === undefined || !isRunning(holder)) {
      // Left by a process that was killed.
      rmSync(file, { force: true });
      continue;
    }
    if (!told) progress.note(`another set-up runs here (process ${holder}); waiting for it`);
    told = true;
    await sleep(POLL_MS, undefined, { signal });
  }
  process.on("exit", () => rmSync(file, { force: true }));
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {number | undefined}
 */
function readHolder(file) {
  try {
    return Number(readFileSync(file, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not allowed to ask: then it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
