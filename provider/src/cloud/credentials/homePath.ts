import { sep as ownSeparator } from "node:path";

/**
 * Replaces `~` at the start of a path, which no shell has done: the path comes from a setting or a variable.
 *
 * @param separator Of this system. Windows accepts `/` as well.
 */
export function expandHome(path: string, homeFolder: string, separator: string = ownSeparator): string {
  return path[0] === "~" && isSeparator(path[1], separator) ? `${homeFolder}${path.slice(1)}` : path;
}

/** A path for messages, with `~` for the home folder. */
export function showPath(path: string, homeFolder: string, separator: string = ownSeparator): string {
  const isInside = path.startsWith(homeFolder) && isSeparator(path[homeFolder.length], separator);
  return isInside ? `~${path.slice(homeFolder.length)}` : path;
}

function isSeparator(character: string | undefined, separator: string): boolean {
  return character === "/" || character === separator;
}
