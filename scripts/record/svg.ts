import { windowColours } from "./palette.ts";
import type { Frame, Line, Run, Style } from "./screen.ts";

/** What a picture of a terminal needs besides its text. */
export interface WindowOptions {
  /** In the window's title bar. */
  readonly title: string;
  /** What the picture shows, for people who cannot see it. */
  readonly description: string;
  readonly columns: number;
}

/** In pixels, when the picture is not scaled. The width of a cell is that of common monospace fonts at this size. */
const fontSize = 14;
const cellWidth = 8.4;
const lineHeight = 19;
const padding = 16;
const titleBarHeight = 32;
const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/** A still picture of lines in a terminal's window. */
export function drawStill(lines: readonly Line[], options: WindowOptions): string {
  const styles = new StyleSheet();
  const body = lines.map((line, row) => drawLine(line, top(row), styles)).join("\n");
  return drawWindow(lines.length, options, styles, body);
}

/**
 * An animation in CSS only, so that it also plays inside `<img>`, where scripts do not run. Each distinct line is defined once,
 * and frames refer to it. Where animations are off or unsupported, the last frame shows.
 */
export function drawAnimation(frames: readonly Frame[], durationMs: number, options: WindowOptions): string {
  const styles = new StyleSheet();
  const rows = Math.max(...frames.map(({ lines }) => lines.findLastIndex((line) => line.length > 0) + 1));
  const ids = new Map<string, string>();
  const definitions: string[] = [];
  const reference = (line: Line, row: number) => {
    if (line.length === 0) return "";
    const key = JSON.stringify(line);
    const known = ids.get(key);
    const id = known ?? `l${ids.size}`;
    if (known === undefined) {
      ids.set(key, id);
      definitions.push(`<g id="${id}">${drawLine(line, 0, styles)}</g>`);
    }
    return `<use href="#${id}" y="${top(row)}"/>`;
  };
  const percent = (ms: number) => `${Number(((ms / durationMs) * 100).toFixed(3))}%`;
  const groups = frames.map(({ atMs, lines }, index) => {
    const end = frames[index + 1]?.atMs;
    const [hidden, visible] = ["{visibility:hidden}", "{visibility:visible}"];
    const before = atMs > 0 ? `0%${hidden}` : "";
    styles.add(
      `@keyframes f${index}{${before}${percent(atMs)}${visible}${end === undefined ? "" : `${percent(end)}${hidden}`}}`,
    );
    const name = end === undefined ? "f last" : "f";
    const content = lines.map(reference).join("");
    return `<g class="${name}" style="animation-name:f${index}">${content}</g>`;
  });
  styles.add(
    `.f{visibility:hidden;animation:${durationMs}ms step-end infinite}.last{visibility:visible}`,
    "@media (prefers-reduced-motion:reduce){.f{animation:none}}",
  );
  return drawWindow(rows, options, styles, [`<defs>${definitions.join("\n")}</defs>`, ...groups].join("\n"));
}

function drawWindow(rows: number, options: WindowOptions, styles: StyleSheet, body: string): string {
  const { title, description, columns } = options;
  const { background, titleBar, border, text, title: titleColour } = windowColours;
  const width = Math.ceil(columns * cellWidth) + 2 * padding;
  const height = titleBarHeight + rows * lineHeight + 2 * padding;
  const buttons = [0, 1, 2]
    .map((index) => `<circle cx="${20 + index * 20}" cy="16" r="5.5" fill="${border}"/>`)
    .join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escapeXml(title)}</title>
<desc id="description">${escapeXml(description)}</desc>
<style>text{font:${fontSize}px ${fonts};fill:${text};white-space:pre}${styles.text}</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${background}" stroke="${border}"/>
<path d="M1 ${titleBarHeight}V8.500a7.500 7.500 0 0 1 7.500-7.500H${width - 8.5}a7.500 7.500 0 0 1 7.500 7.500V${titleBarHeight}z" fill="${titleBar}"/>
${buttons}
<text x="${width / 2}" y="21" text-anchor="middle" style="fill:${titleColour}">${escapeXml(title)}</text>
${body}
</svg>
`;
}

/** The y coordinate of a row's top. */
function top(row: number): number {
  return titleBarHeight + padding + row * lineHeight;
}

/** A line as text at its columns. `textLength` keeps them in place, whatever font the reader has. */
function drawLine(line: Line, y: number, styles: StyleSheet): string {
  return line.map((run) => drawRun(run, y, styles)).join("");
}

function drawRun({ column, width, text, style }: Run, y: number, styles: StyleSheet): string {
  const x = pixels(padding + column * cellWidth);
  const length = pixels(width * cellWidth);
  const behind = style.background
    ? `<rect x="${x}" y="${y}" width="${length}" height="${lineHeight}" fill="${style.background}"/>`
    : "";
  const name = styles.classOf(style);
  const attributes = name === "" ? "" : ` class="${name}"`;
  return `${behind}<text x="${x}" y="${pixels(y + 14)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${attributes}>${escapeXml(text)}</text>`;
}

/** The CSS classes of a picture, created on demand. */
class StyleSheet {
  readonly #classes = new Map<string, string>();
  readonly #more: string[] = [];

  classOf(style: Style): string {
    const declarations = [
      style.colour ? `fill:${style.colour}` : "",
      style.bold ? "font-weight:700" : "",
      style.dim ? "opacity:.6" : "",
      style.italic ? "font-style:italic" : "",
      style.underline ? "text-decoration:underline" : "",
    ].filter((declaration) => declaration !== "");
    if (declarations.length === 0) return "";
    const key = declarations.join(";");
    const name = this.#classes.get(key) ?? `s${this.#classes.size}`;
    this.#classes.set(key, name);
    return name;
  }

  add(...rules: string[]): void {
    this.#more.push(...rules);
  }

  get text(): string {
    return [...[...this.#classes].map(([declarations, name]) => `.${name}{${declarations}}`), ...this.#more].join("");
  }
}

function pixels(value: number): string {
  return String(Number(value.toFixed(1)));
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escapes text for XML, and removes characters that XML does not allow. */
function escapeXml(text: string): string {
  return text.replace(forbidden, "").replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** Source: the production `Char` of XML 1.0. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
