import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const sdk = "sdk";
/** Written by npm, the set-up and the builds of the languages, and the list of Go modules, which `go mod tidy` writes. */
const notGenerated = /^(bin|obj|target|build|dist|node_modules|__pycache__|.*\.egg-info|go\.(mod|sum))$/;

/** The text of each generated file in the checkout, by its path there. */
export function readGenerated(root: string): Map<string, string> {
  const files = existsSync(join(root, sdk))
    ? readFolder(join(root, sdk), sdk, notGenerated)
    : new Map<string, string>();
  const schema = join(root, "provider/schema.json");
  if (existsSync(schema)) files.set("provider/schema.json", readFileSync(schema, "utf8"));
  return files;
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
