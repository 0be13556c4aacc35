import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { messageOf } from "../cloud/index.ts";
import { UsageError } from "./failure.ts";

/**
 * Writes a file so that whoever reads it sees the old content or the new, never a part: into a file beside it, which then takes
 * its place. Every user may read it, whatever the umask: a web server or node_exporter runs as a user of its own.
 * @throws UsageError if it cannot be written
 */
export function replaceFile(file: string, content: string): void {
  const partial = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(partial, content);
    chmodSync(partial, 0o644);
    renameSync(partial, file);
  } catch (error) {
    removeQuietly(partial);
    throw new UsageError(`Cannot write ${file}: ${messageOf(error)}.`);
  }
}

/** `force` is not enough: rmSync throws if a folder in the path is a file. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The first error says why.
  }
}
