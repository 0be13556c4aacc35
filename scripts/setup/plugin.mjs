import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { bundle, requireBanner } from "./bundle.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";
import { makeWhenStale } from "./stamp.mjs";
import { step } from "./step.mjs";

const startTimeoutMs = 30_000;

/**
 * Bundles the plugin into provider/dist. A bundle, because the engine starts plugins often, and loading hundreds of
 * small files dominates the start of a Node process. What the plugin loads with `import()` stays in files of its own.
 */
export async function buildPlugin() {
  await makeWhenStale({
    output: "provider/dist/main.js",
    sources: [
      "provider/src",
      "provider/package.json",
      "provider/schema.json",
      "provider/bin",
      "package-lock.json",
      "scripts/setup",
    ],
    make: () => step("bundling the plugin", makePlugin),
  });
}

async function makePlugin() {
  const provider = join(root, "provider");
  rmSync(join(provider, "dist"), { recursive: true, force: true });
  await bundle({
    absWorkingDir: provider,
    entryPoints: ["src/plugin/main.ts"],
    outdir: "dist",
    format: "esm",
    splitting: true,
    banner: requireBanner,
    // Less to read at each start. Minified names would make it slower.
    minifySyntax: true,
    minifyWhitespace: true,
    // grpc requires it only for services that the plugin does not offer (channelz, admin).
    external: ["@grpc/proto-loader"],
  });
  await startOnce(join(provider, "bin", "pulumi-resource-huaweicloud-rocketmq"));
}

/**
 * Starts the plugin, and stops it once it has printed its port. This detects a plugin that cannot start, and fills Node's
 * compile cache, which Node writes when the process exits.
 * @param {string} plugin
 */
async function startOnce(plugin) {
  // The address of an engine: nothing listens there, and the plugin connects only to log.
  const child = spawn(plugin, ["127.0.0.1:1"], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: startTimeoutMs,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    child.kill("SIGTERM");
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  await once(child, "close");
  if (!/^\d+\n/.test(stdout)) throw new SetupError(`the plugin did not start. Its output:\n${stdout}${stderr}`);
}
