import { readFileSync } from "node:fs";

/** In the order of the cascade: later files override earlier ones. */
const styles: readonly string[] = [
  "base",
  "overview",
  "filters",
  "tasks",
  "timeline",
  "details",
  "narrow",
  "kiosk",
  "media",
].map((name) => `${name}.css`);

/** The parts of the page that do not depend on the report. */
export interface PageAssets {
  readonly body: string;
  readonly style: string;
  readonly script: string;
}

/** Reads the page's files. */
export function readPageAssets(): PageAssets {
  return { body: read("body.html"), style: styles.map(read).join("\n"), script: joinModules("main.js", new Set()) };
}

/**
 * Joins a module with the modules it imports, dependencies first and without `import` and `export`: an HTML file cannot import
 * from itself. All modules then share one scope, so two top-level names that are the same are a syntax error.
 */
function joinModules(name: string, joined: Set<string>): string {
  if (joined.has(name)) return "";
  joined.add(name);
  const source = read(name);
  const imported = [...source.matchAll(importStatement)].map(([, path = ""]) => joinModules(path, joined));
  return `${imported.join("")}${source.replace(importStatement, "").replace(/^export /gm, "")}\n`;
}

const importStatement = /^import [^;]*? from "\.\/([^"]+)";\n/gm;

/** Reads a file of the page. The folder is next to this module, or next to the bundle that contains it. */
function read(name: string): string {
  return readFileSync(new URL(`browser/${name}`, import.meta.url), "utf8");
}
