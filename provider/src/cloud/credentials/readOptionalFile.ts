import { readFile } from "node:fs/promises";
import { CredentialsError } from "../errors.ts";

/** The text of a file, or undefined when there is none. Throws CredentialsError when it cannot be read. */
export async function readOptionalFile(path: string, shownPath: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CredentialsError(`${shownPath} cannot be read (${code}). Check that it is a file that you may read.`, [
      shownPath,
    ]);
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
