/** The screen of a terminal at one moment. */
export interface Frame {
  /** Since the start of the recording, in milliseconds. */
  readonly atMs: number;
  readonly lines: readonly Line[];
}

/** A line of the screen; one without runs is blank. */
export type Line = readonly Run[];

/** Neighbouring cells of one style. */
export interface Run {
  /** The first cell's column, from 0. */
  readonly column: number;
  /** Its width in columns. East Asian characters are two columns wide. */
  readonly width: number;
  readonly text: string;
  readonly style: Style;
}

export interface Style {
  /** `#rrggbb`. Undefined: the terminal's default. */
  readonly colour?: string;
  readonly background?: string;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
}

/** A line of plain text, in one style. */
export function plainLine(text: string, style: Style = {}): Line {
  return [{ column: 0, width: text.length, text, style }];
}

/** A line without its style. */
export function lineText(line: Line): string {
  return line.reduce((before, { column, text }) => before.padEnd(column) + text, "");
}

/** True if both styles render the same. */
export function sameStyle(one: Style, other: Style): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** True if both render the same. */
export function sameLines(some: readonly Line[], others: readonly Line[]): boolean {
  return (
    some.length === others.length && some.every((line, row) => JSON.stringify(line) === JSON.stringify(others[row]))
  );
}
