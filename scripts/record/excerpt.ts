import { type Line, lineText, plainLine } from "./screen.ts";

/** Lines to omit from the picture of a long text. */
export interface Omission {
  /** Matches the first omitted line. */
  readonly from: RegExp;
  /** Matches the first line after that which is shown. Undefined: everything to the end is omitted, without a mark. */
  readonly to?: RegExp;
}

/**
 * The text without the given parts, which are in the order of the text. A mark in place of each says how many lines are omitted.
 * @throws Error if no line matches a pattern: the picture would not show what it should
 */
export function excerpt(lines: readonly Line[], omissions: readonly Omission[]): Line[] {
  let kept = [...lines];
  for (const { from, to } of omissions) {
    const start = find(kept, from, 0);
    if (to === undefined) return withoutBlankEnd(kept.slice(0, start));
    const end = find(kept, to, start + 1);
    const indent = " ".repeat(lineText(kept[start] ?? []).search(/\S|$/));
    const mark = plainLine(`${indent}⋮ ${end - start} more lines`, { dim: true, italic: true });
    kept = [...kept.slice(0, start), mark, ...kept.slice(end)];
  }
  return kept;
}

function withoutBlankEnd(lines: readonly Line[]): Line[] {
  return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
}

function find(lines: readonly Line[], pattern: RegExp, from: number): number {
  const index = lines.findIndex((line, row) => row >= from && pattern.test(lineText(line)));
  if (index < 0) throw new Error(`no line matches ${pattern} in:\n${lines.map(lineText).join("\n")}`);
  return index;
}
