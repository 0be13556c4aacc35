import {
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { buildEngine } from "./engineBuild.mjs";
import { downloadEngine } from "./engineDownload.mjs";
import { findEngine, foldersOf, missingPrograms } from "./engineSearch.mjs";
import { stopped } from "./interruption.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";

/** Finds or makes a Pulumi engine, and links `.tools/engine` to its folder, which `scripts/run.sh` puts on PATH. */
export async function provideEngine() {
  // The version of the npm package, so that it is declared only once.
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.pulumi;
  const usersHome = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
  // Not the user's: Pulumi would take an incomplete installation there for a complete one.
  const ownHome = join(root, ".tools", "pulumi");
  const install = (/** @type {(folder: string) => Promise<unknown>} */ fill) => installEngine(ownHome, version, fill);
  const folder = await firstEngine(version, [
    ["pulumi on PATH", () => findEngine((process.env.PATH ?? "").split(delimiter), version)],
    [usersHome, () => findEngine(foldersOf(usersHome), version)],
    [ownHome, () => findEngine(foldersOf(ownHome), version)],
    ["download", () => install((target) => downloadEngine(target, version))],
    ["build from Go modules", () => install((target) => buildEngine(target, version))],
  ]);
  linkEngine(folder, ownHome);
  if (existsSync(ownHome)) keepFromLogging(ownHome);
}

/**
 * Keeps the project's own engine from its automatic log. Pulumi writes every operation in full into the folder `logs`,
 * which takes a third of the time of the tests and up to 500 MB, and has no setting against it. It does without if the folder
 * cannot be made: a file has its place.
 * @param {string} pulumiHome
 */
export function keepFromLogging(pulumiHome) {
  const logs = join(pulumiHome, "logs");
  if (existsSync(logs) && statSync(logs).isFile()) return;
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, "A file, so that Pulumi cannot write its automatic logs here.\n");
}

/**
 * Tries one way after the other. A way returns the folder of an engine, or throws a SetupError that says why it has none.
 * @param {string} version
 * @param {readonly (readonly [name: string, attempt: () => Promise<string>])[]} ways
 * @returns {Promise<string>}
 * @throws {SetupError} when all fail, with the reason of each.
 */
export async function firstEngine(version, ways) {
  const reasons = [];
  for (const [name, attempt] of ways) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof SetupError) || stopped.aborted) throw error;
      reasons.push(`  - ${name}: ${error.message}`);
    }
  }
  throw new SetupError(
    [
      `no Pulumi engine ${version} or newer was found, and none could be installed:`,
      ...reasons,
      "Install Pulumi (https://www.pulumi.com/docs/install/) or Go 1.26 or newer (https://go.dev/dl/), then run `npm run setup`.",
    ].join("\n"),
  );
}

/**
 * Installs an engine in one move: `install` fills a temporary folder, which gets its final name once it is complete.
 * @param {string} pulumiHome
 * @param {string} version
 * @param {(folder: string) => Promise<unknown>} install Puts the programs into `<folder>/bin`.
 * @returns {Promise<string>} The folder of the programs.
 */
export async function installEngine(pulumiHome, version, install) {
  const unfinished = join(pulumiHome, "unfinished");
  const target = join(pulumiHome, "versions", version);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(join(unfinished, "bin"), { recursive: true });
    await install(unfinished);
    const missing = missingPrograms(join(unfinished, "bin"));
    if (missing.length > 0) throw new SetupError(`the installed engine lacks ${missing.join(", ")}`);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(dirname(target), { recursive: true });
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return join(target, "bin");
}

/**
 * @param {string} folder
 * @param {string} ownHome
 */
function linkEngine(folder, ownHome) {
  const link = join(root, ".tools", "engine");
  const path = existsSync(ownHome) ? relative(realpathSync(ownHome), realpathSync(folder)) : "..";
  // A relative link means the project's own engine: run.sh then sets PULUMI_HOME.
  const target = path.startsWith("..") ? folder : join("pulumi", path);
  if (existsSync(link) && readlinkSync(link) === target) return;
  rmSync(link, { force: true });
  symlinkSync(target, link);
}
