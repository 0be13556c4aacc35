import { type Line, lineText, plainLine } from "./screen.ts";

/** Lines of a long text that are left out of its picture, from the one that matches up to the next that matches. */
export interface Omission {
  readonly from: RegExp;
  /** The first line after it that is shown. Left out: nothing more is shown, and no mark stands for it. */
  readonly to?: RegExp;
}

/**
 * A long text without the given parts, in their order; in place of each stands how many lines are missing.
 * @throws Error if a line that an omission names is not there: then the picture would not show what it should
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
