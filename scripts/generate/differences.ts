/**
 * How the files that are there differ from those just generated: a line for each file, with the first place where
 * it differs.
 *
 * @param present Texts by path.
 * @param fresh Texts by path.
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
  const place = line === -1 ? before.length : line;
  const show = (lines: readonly string[]): string => JSON.stringify(lines[place]?.trim() ?? "(end of the file)");
  return `line ${place + 1}: ${show(before)}, generated is ${show(after)}`;
}
