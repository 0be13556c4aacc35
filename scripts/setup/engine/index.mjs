// Finds or makes the Pulumi engine: the CLI `pulumi` and, beside it, the host that runs Node programs.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SetupError } from "../setupError.mjs";
import { buildEngine } from "./builtEngine.mjs";
import { downloadEngine } from "./downloadedEngine.mjs";
import { findEngineIn, findEngineOnPath } from "./installedEngine.mjs";

/**
 * @typedef {object} Engine
 * @property {string} folder The folder that holds `pulumi` and its language hosts.
 * @property {string} [pulumiHome] The project's own PULUMI_HOME, when the engine is in there; else Pulumi's default stays.
 */

/**
 * One way to get at an engine. It answers the engine, or why there is none this way.
 * @typedef {object} EngineWay
 * @property {string} name For the message that lists all ways.
 * @property {() => Promise<Engine | { missing: string }>} attempt
 */

/**
 * @param {import("../setupError.mjs").Setup} setup
 * @returns {Promise<Engine>}
 */
export async function provideEngine(setup) {
  const version = engineVersion(setup.root);
  const { environment } = setup;
  const usersHome = environment.PULUMI_HOME || join(environment.HOME || homedir(), ".pulumi");
  const ownHome = join(setup.root, ".tools", "pulumi");
  const goal = { setup, version, ownHome };
  return await firstEngine(version, [
    { name: "pulumi on PATH", attempt: () => findEngineOnPath(environment.PATH ?? "", version) },
    { name: `an installation in ${usersHome}`, attempt: () => findEngineIn(usersHome, version) },
    {
      name: "the project's own installation",
      attempt: async () => {
        const found = await findEngineIn(ownHome, version);
        return "missing" in found ? found : { ...found, pulumiHome: ownHome };
      },
    },
    { name: "the official download", attempt: () => downloadEngine(goal) },
    { name: "a build from Go modules", attempt: () => buildEngine(goal) },
  ]);
}

/**
 * @param {string} version The version that is wanted, or newer.
 * @param {readonly EngineWay[]} ways In the order in which to try them.
 * @returns {Promise<Engine>} The first one that there is.
 * @throws {SetupError} when no way leads to one; it says why, way by way.
 */
export async function firstEngine(version, ways) {
  const reasons = [];
  for (const way of ways) {
    const answer = await way.attempt();
    if (!("missing" in answer)) return answer;
    reasons.push(`  - ${way.name}: ${answer.missing}`);
  }
  throw new SetupError(
    [
      `there is no Pulumi engine ${version} or newer, and none could be made. Tried, in this order:`,
      ...reasons,
      "What you can do: install Pulumi (https://www.pulumi.com/docs/install/) or Go 1.26 or newer (https://go.dev/dl/), " +
        "see that it is on PATH, and run `npm run setup` again.",
    ].join("\n"),
  );
}

/**
 * The engine has the version of the npm package `pulumi` in package.json, so that it is written in one place.
 * @param {string} root
 * @returns {string}
 */
function engineVersion(root) {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.pulumi;
}
