import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../setupError.mjs";
import { missingPrograms } from "./installedEngine.mjs";

const UNFINISHED = "unfinished-";

/**
 * What a way that makes an engine is given.
 * @typedef {object} EngineGoal
 * @property {import("../setupError.mjs").Setup} setup
 * @property {string} version
 * @property {string} ownHome The project's own PULUMI_HOME: a half installation in the user's would be taken for a whole one.
 */

/**
 * Fills `versions/<version>/bin` in one move: `fill` works in a folder beside it, which gets its name only when all
 * programs are there. A run that is interrupted leaves nothing that looks whole.
 * @param {EngineGoal} goal
 * @param {(folder: string) => Promise<void>} fill Puts the programs into `<folder>/bin`.
 * @returns {Promise<import("./index.mjs").Engine>}
 */
export async function fillVersionFolder({ version, ownHome }, fill) {
  const versions = join(ownHome, "versions");
  const target = join(versions, version);
  const unfinished = join(versions, `${UNFINISHED}${version}`);
  mkdirSync(versions, { recursive: true });
  // Only one set-up runs at a time: what is unfinished was left by one that was killed.
  for (const name of readdirSync(versions)) {
    if (name.startsWith(UNFINISHED)) remove(join(versions, name));
  }
  try {
    mkdirSync(join(unfinished, "bin"), { recursive: true });
    await fill(unfinished);
    const missing = missingPrograms(join(unfinished, "bin"));
    if (missing.length > 0) throw new SetupError(`the new Pulumi engine lacks ${missing.join(", ")}`);
    if (existsSync(target)) remove(target);
    renameSync(unfinished, target);
  } finally {
    remove(unfinished);
  }
  return { folder: join(target, "bin"), pulumiHome: ownHome };
}

/** @param {string} folder */
function remove(folder) {
  rmSync(folder, { recursive: true, force: true });
}
