import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What is generated: folders, and single files. */
const folders = ["sdk", "docs/reference"];
const singleFiles = ["provider/schema.json", "provider/src/package/examples.json", "docs/_index.md"];
/** Written by npm, the set-up and the builds of the languages, and the list of Go modules, which `go mod tidy` writes. */
const notGenerated = /^(bin|obj|target|build|dist|plugin|node_modules|__pycache__|.*\.egg-info|go\.(mod|sum))$/;

/** The text of each generated file in the checkout, by its path there. */
export function readGenerated(root: string): Map<string, string> {
  const inFolders = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => [...readFolder(join(root, folder), folder, notGenerated)]);
  const single = singleFiles
    .filter((path) => existsSync(join(root, path)))
    .map((path): [string, string] => [path, readFileSync(join(root, path), "utf8")]);
  return new Map([...inFolders, ...single]);
}

/** Writes the generated files, and deletes those that are no longer generated. */
export function writeGenerated(root: string, fresh: ReadonlyMap<string, string>): void {
  for (const path of readGenerated(root).keys()) {
    if (!fresh.has(path)) rmSync(join(root, path));
  }
  for (const [path, text] of fresh) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, encodingOf(path));
  }
}

/**
 * The text of each file in a folder, by its path there, after `prefix`.
 *
 * @param skipped Matches the names of files and folders to leave out.
 */
export function readFolder(folder: string, prefix: string, skipped = /^$/): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (skipped.test(entry.name)) continue;
    if (entry.isDirectory())
      for (const [name, text] of readFolder(path, `${prefix}/${entry.name}`, skipped)) files.set(name, text);
    else files.set(`${prefix}/${entry.name}`, readFileSync(path, encodingOf(path)));
  }
  return files;
}

/** As Latin-1, every byte is a character: so an image, too, is a text that can be compared and written. */
function encodingOf(path: string): "utf8" | "latin1" {
  return path.endsWith(".png") ? "latin1" : "utf8";
}
