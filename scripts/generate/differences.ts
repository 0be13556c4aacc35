/** In characters: descriptions in the schema are long lines. */
const longestShown = 200;

/**
 * Compares the files in the checkout with those just generated.
 *
 * @param present Texts by path.
 * @param fresh Texts by path.
 * @returns One line for each file that differs, with the first line in which it does.
 */
export function differences(present: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...present.keys(), ...fresh.keys()])].sort();
  return paths.flatMap((path) => {
    const before = present.get(path);
    const after = fresh.get(path);
    if (before === after) return [];
    if (before === undefined) return [`missing: ${path}`];
    if (after === undefined) return [`no longer generated: ${path}`];
    return [`changed: ${path}, ${firstDifference(before.split("\n"), after.split("\n"))}`];
  });
}

function firstDifference(before: readonly string[], after: readonly string[]): string {
  const line = before.findIndex((text, index) => text !== after[index]);
  const index = line === -1 ? before.length : line;
  const show = (lines: readonly string[]): string => {
    const text = JSON.stringify(lines[index]?.trim() ?? "(end of file)");
    return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
  };
  return `line ${index + 1}: found ${show(before)}, expected ${show(after)}`;
}
