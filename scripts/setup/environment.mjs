import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes `.tools/environment.sh`, which `scripts/run.sh` reads: the environment in which this project's commands run.
 * @param {string} root
 * @param {import("./engine/index.mjs").Engine} [engine] Left out: what an earlier, whole set-up of this folder wrote stays as it is.
 */
export function writeEnvironment(root, engine) {
  const file = join(root, ".tools", "environment.sh");
  const text = environmentScript(root, engine);
  const present = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (present === text || (engine === undefined && present.includes(quote(programs(root))))) return;
  mkdirSync(join(root, ".tools"), { recursive: true });
  writeFileSync(file, text);
}

/**
 * @param {string} root
 * @param {import("./engine/index.mjs").Engine} [engine]
 * @returns {string} A POSIX shell script that sets the environment.
 */
export function environmentScript(root, engine) {
  const folders = [programs(root)];
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

/** @param {string} root */
function programs(root) {
  return join(root, "node_modules", ".bin");
}

/** @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
