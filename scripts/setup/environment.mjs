import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes `.tools/environment.sh`, which `scripts/run.sh` reads: the environment in which this project's commands run.
 * @param {string} root
 * @param {import("./engine/index.mjs").Engine} [engine] Left out: the file of an earlier whole set-up stays as it is.
 */
export function writeEnvironment(root, engine) {
  const file = join(root, ".tools", "environment.sh");
  if (engine === undefined && existsSync(file)) return;
  const text = environmentScript(root, engine);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(join(root, ".tools"), { recursive: true });
  writeFileSync(file, text);
}

/**
 * @param {string} root
 * @param {import("./engine/index.mjs").Engine} [engine]
 * @returns {string} A POSIX shell script that sets the environment.
 */
export function environmentScript(root, engine) {
  const folders = [join(root, "node_modules", ".bin")];
  // Before npm's folder, whose `pulumi` is a downloader.
  if (engine !== undefined) folders.unshift(engine.folder);
  const lines = [
    "# Written by the set-up (scripts/setup/environment.mjs).",
    `PATH=${folders.map(quote).join(":")}:$PATH`,
    "PULUMI_SKIP_UPDATE_CHECK=true",
    // Node 22 says of every TypeScript file that running it is experimental.
    `NODE_OPTIONS="\${NODE_OPTIONS:+$NODE_OPTIONS }--disable-warning=ExperimentalWarning"`,
    "export PATH PULUMI_SKIP_UPDATE_CHECK NODE_OPTIONS",
  ];
  if (engine?.pulumiHome !== undefined) {
    lines.push(`PULUMI_HOME=${quote(engine.pulumiHome)}`, "export PULUMI_HOME");
  }
  return `${lines.join("\n")}\n`;
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
