import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { x as extract } from "tar";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { SetupError } from "../setup/setupError.mjs";
import { nodeVersion, type Target } from "./targets.ts";

/**
 * Gets Node for a target from its npm package, through npm and so from the mirror that npm is configured for. Keeps it in
 * `.tools/release`.
 *
 * @returns The folder of the package: Node is in `bin`, and for most platforms its licence is beside that.
 * @throws {SetupError} when npm cannot download it, or its hash is not the expected one.
 */
export async function nodePackageFor({ nodePackage, integrity }: Target): Promise<string> {
  const cache = join(root, ".tools", "release");
  const folder = join(cache, `${nodePackage}-${nodeVersion}`);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    await run("npm", ["pack", "--silent", "--pack-destination", cache, `${nodePackage}@${nodeVersion}`]);
    const tarball = `${folder}.tgz`;
    const hash = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    if (hash !== integrity) {
      throw new SetupError(
        `the npm package ${nodePackage} ${nodeVersion} has the hash ${hash}, and scripts/release/targets.ts expects ${integrity}. ` +
          "Do not release what it contains before you know why.",
      );
    }
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished);
    await extract({ file: tarball, cwd: unfinished, strip: 1 });
    renameSync(unfinished, folder);
    rmSync(tarball);
  }
  return folder;
}

/** @returns Node in the folder of its package. */
export function nodeIn(folder: string, { os }: Target): string {
  return join(folder, "bin", os === "windows" ? "node.exe" : "node");
}
