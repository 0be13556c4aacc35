import { readFile } from "node:fs/promises";

/** The text of a file, or why there is none to read. */
export async function readOptionalFile(path: string): Promise<{ text: string } | { problem: string }> {
  try {
    return { text: await readFile(path, "utf8") };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    return { problem: code === "ENOENT" || code === "ENOTDIR" ? "no such file" : `cannot be read: ${code}` };
  }
}

/** A path as messages show it: the home folder is written `~`. */
export function showPath(path: string, homeFolder: string): string {
  return path.startsWith(`${homeFolder}/`) ? `~${path.slice(homeFolder.length)}` : path;
}

/** When keys with a token in a file are read again: no file says when they end, and reading one costs nothing. */
export function readAgainSoon(now: Date): Date {
  return new Date(now.getTime() + 60_000);
}
