import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import clean from "semver/functions/clean.js";
import satisfies from "semver/functions/satisfies.js";
import valid from "semver/functions/valid.js";
import { run } from "./command.mjs";
import { SetupError } from "./setupError.mjs";

/** The programs of an engine that this project uses: the CLI, the host of Node programs, the dynamic provider. */
export const enginePrograms = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/**
 * @param {Iterable<string>} folders Searched in this order.
 * @param {string} version The minimum. A newer major version does not count.
 * @returns {Promise<string>} The folder of the first engine that is new enough and complete.
 * @throws {SetupError}
 */
export async function findEngine(folders, version) {
  const reasons = [];
  for (const folder of new Set(folders)) {
    const program = join(folder, "pulumi");
    if (folder === "" || !isProgram(program)) continue;
    // A package manager's folder holds links, and the other programs may be only where they point to. npm's `pulumi` is
    // a downloader, with no programs next to it.
    const home = [dirname(realpathSync(program)), folder].find((place) => missingPrograms(place).length === 0);
    if (home === undefined) {
      reasons.push(`${folder} lacks ${missingPrograms(folder).join(", ")}`);
      continue;
    }
    const found = await versionOf(home);
    if (satisfies(found, `^${version}`, { includePrerelease: true })) return home;
    reasons.push(`${program} is ${found}`);
  }
  throw new SetupError(reasons.join("; ") || "not found");
}

/**
 * @param {string} pulumiHome
 * @returns {string[]} Where Pulumi's installers put an engine: `versions/<version>/bin` (npm, Automation API), `bin` (script).
 */
export function foldersOf(pulumiHome) {
  const versions = join(pulumiHome, "versions");
  const names = existsSync(versions) ? readdirSync(versions) : [];
  return [...names.map((name) => join(versions, name, "bin")), join(pulumiHome, "bin")];
}

/**
 * @param {string} folder
 * @returns {string[]} The programs of an engine that the folder lacks.
 */
export function missingPrograms(folder) {
  return enginePrograms.filter((name) => !isProgram(join(folder, name)));
}

/**
 * @param {string} home An engine's folder. Most are named `<version>/bin`, which saves starting the engine each time.
 * @returns {Promise<string>}
 */
async function versionOf(home) {
  const named = valid(dirname(home).split("/").pop());
  if (named !== null) return named;
  const environment = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const asked = await run(join(home, "pulumi"), ["version"], { env: environment, timeout: 10_000 }).catch(() => "");
  return clean(asked) ?? "of an unknown version";
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).size > 0;
  } catch {
    return false;
  }
}
