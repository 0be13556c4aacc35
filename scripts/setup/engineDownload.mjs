import { run } from "./command.mjs";
import { stopped } from "./interruption.mjs";
import { step } from "./step.mjs";

const installScriptUrl = "https://get.pulumi.com/install.sh";
const timeoutMs = 10 * 60_000;

/**
 * Downloads the official release with Pulumi's install script. PulumiCommand.install of the Automation API does the same,
 * but cannot be interrupted and, unlike curl, ignores proxies.
 * @param {string} folder Receives the programs in `bin`.
 * @param {string} version
 */
export async function downloadEngine(folder, version) {
  await step(`downloading Pulumi ${version} (about 100 MB, once)`, (say) => runInstallScript(folder, version, say));
}

/**
 * @param {string} folder
 * @param {string} version
 * @param {(line: string) => void} onLine
 * @param {string} [url]
 */
export async function runInstallScript(folder, version, onLine, url = installScriptUrl) {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
  await run("sh", ["scripts/setup/downloadEngine.sh", url, folder, version], { signal, onLine });
}
