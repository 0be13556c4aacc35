import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const sdk = "sdk/nodejs";
/** Written by npm and by the set-up; not in git. */
const notGenerated = ["bin", "node_modules", "plugin"];

/** The text of each generated file in the checkout, by its path there. */
export function readGenerated(root: string): Map<string, string> {
  const files = existsSync(join(root, sdk)) ? readFolder(join(root, sdk), sdk) : new Map<string, string>();
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
    writeFileSync(join(root, path), text);
  }
}

/** The text of each file in a folder, by its path there, after `prefix`. */
export function readFolder(folder: string, prefix: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) files.set(`${prefix}/${entry.name}`, readFileSync(path, "utf8"));
    else if (!notGenerated.includes(entry.name)) {
      for (const [name, text] of readFolder(path, `${prefix}/${entry.name}`)) files.set(name, text);
    }
  }
  return files;
}
