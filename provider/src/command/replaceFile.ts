import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf } from "../cloud/index.ts";
import { UsageError } from "./failure.ts";

/**
 * Writes a file so that whoever reads it sees the old content or the new, never a part: into a file beside it, which then takes
 * its place. Every user may read it, whatever the umask: a web server or node_exporter runs as a user of its own. A link stays a
 * link, and a pipe or a device is written to.
 * @throws UsageError if it cannot be written
 */
export function replaceFile(file: string, content: string): void {
  let partial: string | undefined;
  try {
    const target = targetOf(file);
    if (statSync(target, { throwIfNoEntry: false })?.isFile() === false) {
      writeFileSync(target, content);
      return;
    }
    partial = `${target}.${randomBytes(6).toString("hex")}.tmp`;
    // `wx` follows no link that somebody else has put there.
    writeFileSync(partial, content, { flag: "wx" });
    chmodSync(partial, 0o644);
    renameSync(partial, target);
  } catch (error) {
    if (partial !== undefined) removeQuietly(partial);
    throw new UsageError(`Cannot write ${file}: ${messageOf(error)}.`);
  }
}

/**
 * Checks that a file can be written, so that a wait of hours does not end in an error.
 * @throws UsageError if it cannot
 */
export function checkWritable(file: string): void {
  try {
    const target = targetOf(file);
    const isSpecial = statSync(target, { throwIfNoEntry: false })?.isFile() === false;
    accessSync(isSpecial ? target : dirname(target), constants.W_OK);
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${messageOf(error)}.`);
  }
}

/** The file itself, or what a link leads to. */
function targetOf(file: string): string {
  return statSync(file, { throwIfNoEntry: false }) ? realpathSync(file) : file;
}

/** `force` is not enough: rmSync throws if a folder in the path is a file. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The first error says why.
  }
}
