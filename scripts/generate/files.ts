import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const SDK = "sdk/nodejs";
/** Made by npm and by the set-up, not generated and not in git. */
const NOT_GENERATED = ["bin", "node_modules"];

/** All generated files that the checkout holds, by their paths in it. */
export function readGenerated(root: string): Map<string, string> {
  const files = existsSync(join(root, SDK)) ? readFolder(join(root, SDK), SDK) : new Map<string, string>();
  const schema = join(root, "provider/schema.json");
  if (existsSync(schema)) files.set("provider/schema.json", readFileSync(schema, "utf8"));
  return files;
}

/** Writes the generated files, and removes those of an earlier generation. */
export function writeGenerated(root: string, fresh: ReadonlyMap<string, string>): void {
  for (const path of readGenerated(root).keys()) {
    if (!fresh.has(path)) rmSync(join(root, path));
  }
  for (const [path, text] of fresh) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The texts of all files of a folder, by their paths with `prefix` before them. */
export function readFolder(folder: string, prefix: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) files.set(`${prefix}/${entry.name}`, readFileSync(path, "utf8"));
    else if (!NOT_GENERATED.includes(entry.name)) {
      for (const [name, text] of readFolder(path, `${prefix}/${entry.name}`)) files.set(name, text);
    }
  }
  return files;
}
