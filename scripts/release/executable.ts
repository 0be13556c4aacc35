import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { signForMacos } from "./macosSignature.ts";
import type { Target } from "./targets.ts";
import { withoutWindowsSignature } from "./windowsSignature.ts";

/** What marks the place in Node that says whether a program is inside; from Node's documentation of single executables. */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const postject = join(root, "node_modules", "postject", "dist", "cli.js");

/** A single executable to be made. */
interface ExecutableParts {
  /** The bundled program: CommonJS, in one file. */
  readonly program: string;
  /** Node for the target. */
  readonly node: string;
  /** Node for this machine, of the same version: it prepares the program. */
  readonly hostNode: string;
  readonly os: Target["os"];
  readonly output: string;
}

/**
 * Puts a program into a copy of Node, as Node's documentation of single executable applications describes. If the executable is
 * for this machine's platform, it also contains the compiled code, which makes it start faster: V8 accepts that only where it was
 * compiled.
 *
 * @throws {SetupError} when a step fails.
 */
export async function makeExecutable({ program, node, hostNode, os, output }: ExecutableParts): Promise<void> {
  mkdirSync(dirname(output), { recursive: true });
  const folder = mkdtempSync(join(dirname(output), "unfinished-"));
  try {
    // Relative paths: they become part of the executable, and shall not depend on the folder.
    copyFileSync(program, join(folder, "main.cjs"));
    const settings = {
      main: "main.cjs",
      output: "program.blob",
      disableExperimentalSEAWarning: true,
      useCodeCache: node === hostNode,
    };
    writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
    // With a seed of its own, V8's compiled code would be different each time.
    await run(hostNode, ["--random-seed=1", "--experimental-sea-config", "settings.json"], { cwd: folder });

    const unfinished = join(folder, "executable");
    if (os === "windows") writeFileSync(unfinished, withoutWindowsSignature(readFileSync(node)));
    else copyFileSync(node, unfinished);
    chmodSync(unfinished, 0o755);
    const blob = join(folder, "program.blob");
    const options = ["--sentinel-fuse", fuse, ...(os === "darwin" ? ["--macho-segment-name", "NODE_SEA"] : [])];
    await run(hostNode, [postject, unfinished, "NODE_SEA_BLOB", blob, ...options]);
    if (os === "darwin") await signForMacos(unfinished);
    // In one move: another process may be making the same file.
    renameSync(unfinished, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
