import { readFileSync } from "node:fs";

/** What runs in the browser. In a bundle, this folder lies beside the bundled file. */
const folder = new URL("browser/", import.meta.url);

/** In their order in the page: where two rules are for the same thing, the later one is applied. */
const styles = ["base", "overview", "filters", "tasks", "timeline", "details", "narrow", "kiosk", "media"].map(
  (name) => `${name}.css`,
);

/** The parts of the page that are the same for every report. */
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
 * Joins a module and the modules that it imports into one, as a single file can import nothing: each one follows those that it
 * imports, without its imports and exports. So their names must differ, otherwise the browser refuses the script.
 */
function joinModules(name: string, joined: Set<string>): string {
  if (joined.has(name)) return "";
  joined.add(name);
  const source = read(name);
  const imported = [...source.matchAll(importStatement)].map(([, path = ""]) => joinModules(path, joined));
  return `${imported.join("")}${source.replace(importStatement, "").replace(/^export /gm, "")}\n`;
}

const importStatement = /^import [^;]*? from "\.\/([^"]+)";\n/gm;

function read(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}
