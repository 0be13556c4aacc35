import xterm from "@xterm/headless";
import { paletteColour, trueColour, windowColours } from "./palette.ts";
import type { Chunk, Recording } from "./recording.ts";
import { type Frame, type Line, type Run, type Style, sameLines, sameStyle } from "./screen.ts";

type Cell = NonNullable<ReturnType<NonNullable<ReturnType<xterm.IBuffer["getLine"]>>["getCell"]>>;

/** A terminal without a window: it interprets control sequences and keeps the screen. */
export class HeadlessTerminal {
  readonly #terminal: xterm.Terminal;

  /** @param onReply called with the terminal's replies to a program's queries, e.g. for the cursor position */
  constructor(columns: number, rows: number, onReply: (text: string) => void = () => {}) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
    this.#terminal.onData(onReply);
  }

  /** Resolves when the text is on the screen. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  /** Changes the size of the window. Lines that no longer fit wrap. */
  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** The lines currently on the screen. */
  screen(): Line[] {
    const buffer = this.#terminal.buffer.active;
    return this.#lines(buffer.baseY, buffer.baseY + this.#terminal.rows);
  }

  /** All lines, including those that have scrolled away, without blank lines at the end. */
  everything(): Line[] {
    const lines = this.#lines(0, this.#terminal.buffer.active.length);
    return lines.slice(0, lines.findLastIndex((line) => line.length > 0) + 1);
  }

  #lines(from: number, to: number): Line[] {
    const buffer = this.#terminal.buffer.active;
    return Array.from({ length: to - from }, (_, index) => {
      const line = buffer.getLine(from + index);
      const cells = Array.from({ length: line?.length ?? 0 }, (_, column) => line?.getCell(column));
      return runsOf(cells.filter((cell) => cell !== undefined));
    });
  }
}

/** Replays a recording. Returns the screen after each change, and all lines at the end. */
export async function replay({ columns, rows, chunks }: Recording): Promise<{ frames: Frame[]; everything: Line[] }> {
  const terminal = new HeadlessTerminal(columns, rows);
  const frames: Frame[] = [];
  for (const { atMs, text } of chunks) {
    await terminal.write(text);
    const lines = terminal.screen();
    const last = frames.at(-1);
    if (!last || !sameLines(last.lines, lines)) frames.push({ atMs, lines });
  }
  return { frames, everything: terminal.everything() };
}

/** Joins chunks that arrive within `withinMs`: programs may write one screen in several chunks. */
export function joinChunks(chunks: readonly Chunk[], withinMs: number): Chunk[] {
  const joined: Chunk[] = [];
  for (const chunk of chunks) {
    const last = joined.at(-1);
    if (last && chunk.atMs - last.atMs <= withinMs)
      joined[joined.length - 1] = { ...last, text: last.text + chunk.text };
    else joined.push(chunk);
  }
  return joined;
}

/**
 * Groups cells into runs. A gap of one space joins its neighbours; a wider gap or a change of style starts a new run.
 * Spaces are included only where they are visible: on a background, or underlined.
 */
function runsOf(cells: readonly Cell[]): Run[] {
  const runs: Run[] = [];
  let column = 0;
  for (const cell of cells) {
    const width = cell.getWidth();
    const text = cell.getChars() || " ";
    const style = styleOf(cell);
    const shows = text !== " " || style.background !== undefined || style.underline === true;
    // The second half of a wide character is a cell of width 0.
    if (width > 0 && shows) addTo(runs, { column, width, text, style });
    column += width;
  }
  return runs;
}

function addTo(runs: Run[], next: Run): void {
  const last = runs.at(-1);
  const gap = last ? next.column - last.column - last.width : Number.POSITIVE_INFINITY;
  if (last && gap <= 1 && sameStyle(last.style, next.style)) {
    const text = last.text + " ".repeat(gap) + next.text;
    runs[runs.length - 1] = { ...last, width: last.width + gap + next.width, text };
  } else {
    runs.push(next);
  }
}

function styleOf(cell: Cell): Style {
  const foreground = colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
  const behind = colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  const inverse = cell.isInverse() !== 0;
  const colour = inverse ? (behind ?? windowColours.background) : foreground;
  const background = inverse ? (foreground ?? windowColours.text) : behind;
  return {
    ...(colour === undefined ? {} : { colour }),
    ...(background === undefined ? {} : { background }),
    ...(cell.isBold() ? { bold: true } : {}),
    ...(cell.isDim() ? { dim: true } : {}),
    ...(cell.isItalic() ? { italic: true } : {}),
    ...(cell.isUnderline() ? { underline: true } : {}),
  };
}

function colourOf(isDefault: boolean, isTrueColour: boolean, value: number): string | undefined {
  if (isDefault) return undefined;
  return isTrueColour ? trueColour(value) : paletteColour(value);
}
