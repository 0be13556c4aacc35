import { readFile } from "node:fs/promises";
import type { Clock } from "../clock.ts";

/** The text of a file, or why it cannot be read. */
export async function readOptionalFile(path: string): Promise<{ text: string } | { problem: string }> {
  try {
    return { text: await readFile(path, "utf8") };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    return { problem: code === "ENOENT" || code === "ENOTDIR" ? "no such file" : `cannot be read: ${code}` };
  }
}

/** When to read temporary keys from a file again: no file says when they expire, and reading one is cheap. */
export function inOneMinute(clock: Clock): Date {
  return new Date(clock.wallClock() + 60_000);
}
