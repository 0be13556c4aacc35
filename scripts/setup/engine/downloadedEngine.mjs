import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError, runCommand } from "../command.mjs";
import { fillVersionFolder } from "./ownVersionFolder.mjs";

/** Pulumi's own installer: it knows the archive for each platform. The npm package `pulumi` uses it too. */
const INSTALL_SCRIPT_URL = "https://get.pulumi.com/install.sh";
/** Behind a closed network one must not wait for it. */
const CONNECT_TIMEOUT_SECONDS = 5;
const DOWNLOAD_TIMEOUT_MINUTES = 10;

/**
 * Downloads the official release into the project's own PULUMI_HOME. curl does it, because curl knows the proxies.
 * @param {import("./ownVersionFolder.mjs").EngineGoal} goal
 * @param {string} [installScriptUrl]
 * @returns {Promise<import("./index.mjs").Engine | { missing: string }>}
 */
export async function downloadEngine(goal, installScriptUrl = INSTALL_SCRIPT_URL) {
  const { setup, version } = goal;
  const { environment, signal, progress } = setup;
  /** @type {string} */
  let script;
  try {
    const timeouts = [
      "--connect-timeout",
      `${CONNECT_TIMEOUT_SECONDS}`,
      "--max-time",
      `${2 * CONNECT_TIMEOUT_SECONDS}`,
    ];
    script = await runCommand("curl", ["-fsSL", ...timeouts, installScriptUrl], { environment, signal });
  } catch (error) {
    return unlessStopped(error, signal, (reason) => `not reachable (${reason})`);
  }
  try {
    return await progress.step(`downloading Pulumi ${version} (about 100 MB, once)`, async (say) => {
      return await fillVersionFolder(goal, async (folder) => {
        const scriptFile = join(folder, "install.sh");
        writeFileSync(scriptFile, script);
        chmodSync(scriptFile, 0o700);
        await runCommand("sh", [scriptFile, "--no-edit-path", "--install-root", folder, "--version", version], {
          environment,
          signal: AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MINUTES * 60_000)]),
          onLine: say,
        });
      });
    });
  } catch (error) {
    return unlessStopped(error, signal, (reason) => `failed (${reason})`);
  }
}

/**
 * @param {unknown} error
 * @param {AbortSignal} signal
 * @param {(reason: string) => string} describe
 * @returns {{ missing: string }}
 */
function unlessStopped(error, signal, describe) {
  if (signal.aborted || !(error instanceof Error)) throw error;
  const reason = error instanceof CommandError ? error.lastLine : undefined;
  return { missing: describe(reason ?? error.message) };
}
