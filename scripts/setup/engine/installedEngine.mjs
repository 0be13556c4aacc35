import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { isAtLeast } from "../version.mjs";

/** What an engine needs to run the programs of this project. */
export const ENGINE_PROGRAMS = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** Pulumi 4 may change what we build on. */
const FIRST_UNKNOWN_VERSION = "4.0.0";

/**
 * Looks for a `pulumi` in the folders of PATH. npm's own `node_modules/.bin/pulumi` does not count: it is a downloader, and
 * has no language host beside it.
 * @param {string} path The environment variable PATH.
 * @param {string} version The oldest version that will do.
 * @returns {Promise<import("./index.mjs").Engine | { missing: string }>}
 */
export async function findEngineOnPath(path, version) {
  const reasons = [];
  for (const entry of new Set(path.split(delimiter))) {
    const program = join(entry, "pulumi");
    if (entry === "" || !isProgram(program)) continue;
    // A package manager's bin folder holds links; the language hosts may lie only beside what they point to.
    const folder = [entry, dirname(realpathSync(program))].find((candidate) => missingPrograms(candidate).length === 0);
    if (folder === undefined) {
      reasons.push(`${program} has no ${missingPrograms(entry).join(", ")} beside it`);
      continue;
    }
    const found = await askVersion(program);
    if (isAcceptable(found, version)) return { folder };
    reasons.push(`${program} is ${found || "of unknown version"}`);
  }
  return { missing: reasons.join("; ") || "not found" };
}

/**
 * Looks where Pulumi's installers put it: `versions/<version>/bin` (the npm package, the Automation API), `bin`
 * (the install script).
 * @param {string} pulumiHome
 * @param {string} version The oldest version that will do.
 * @returns {Promise<import("./index.mjs").Engine | { missing: string }>}
 */
export async function findEngineIn(pulumiHome, version) {
  const versions = join(pulumiHome, "versions");
  for (const candidate of existsSync(versions) ? readdirSync(versions) : []) {
    const folder = join(versions, candidate, "bin");
    if (isAcceptable(candidate, version) && missingPrograms(folder).length === 0) return { folder };
  }
  const folder = join(pulumiHome, "bin");
  if (missingPrograms(folder).length > 0) return { missing: "not found" };
  const found = await askVersion(join(folder, "pulumi"));
  return isAcceptable(found, version) ? { folder } : { missing: `${folder} holds ${found || "an unknown version"}` };
}

/**
 * @param {string} folder
 * @returns {string[]} Those of an engine's programs that the folder lacks.
 */
export function missingPrograms(folder) {
  return ENGINE_PROGRAMS.filter((name) => !isProgram(join(folder, name)));
}

/**
 * @param {string} version
 * @param {string} minimum
 */
function isAcceptable(version, minimum) {
  return isAtLeast(version, minimum) && !isAtLeast(version, FIRST_UNKNOWN_VERSION);
}

/**
 * @param {string} program
 * @returns {Promise<string>} e.g. `v3.259.0`; empty when it does not say.
 */
async function askVersion(program) {
  try {
    const environment = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout } = await promisify(execFile)(program, ["version"], { timeout: 10_000, env: environment });
    return stdout.trim();
  } catch {
    return "";
  }
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() && statSync(path).size > 0;
  } catch {
    return false;
  }
}
