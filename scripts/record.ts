// Records the README's terminal pictures: real commands in a real terminal, against the emulator.
//
//   npm run record              records docs/demo.svg and docs/wait.svg
//   npm run record -- wait      records one of them
import { mkdirSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { demoPicture } from "./record/demoPicture.ts";
import { waitPicture } from "./record/waitPicture.ts";
import { root } from "./setup/root.mjs";

const pictures: Readonly<Record<string, (root: string) => Promise<string>>> = { demo: demoPicture, wait: waitPicture };

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(pictures);
for (const name of wanted) {
  const draw = pictures[name];
  if (!draw) throw new Error(`unknown picture "${name}"; valid: ${Object.keys(pictures).join(", ")}`);
  console.log(`Recording docs/${name}.svg`);
  const svg = await draw(root);
  for (const folder of [root, homedir(), tmpdir()]) {
    if (svg.includes(folder)) throw new Error(`the picture of ${name} shows a path of this machine: ${folder}`);
  }
  mkdirSync(join(root, "docs"), { recursive: true });
  writeFileSync(join(root, "docs", `${name}.svg`), svg);
  console.log(`  ${Math.ceil(svg.length / 1024)} KiB`);
}
