import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { bundle, CREATE_REQUIRE } from "./bundle.mjs";
import { SetupError } from "./setupError.mjs";
import { makeWhenStale } from "./stamp.mjs";

const START_TIMEOUT_MS = 30_000;

/**
 * Bundles the plugin into provider/dist, unless it is there and nothing has changed. A bundle, because a plugin is started
 * again and again and loading hundreds of small files is what takes a Node process longest. What the plugin loads
 * by `import()` becomes a file of its own, and costs nothing until it is needed.
 * @param {import("./setupError.mjs").Setup} setup
 */
export async function buildPlugin({ root, progress }) {
  const dist = join(root, "provider", "dist");
  await makeWhenStale({
    stamp: join(dist, ".stamp"),
    root,
    sources: [
      "provider/src",
      "provider/package.json",
      "provider/schema.json",
      "provider/bin",
      "package-lock.json",
      "scripts/setup",
    ],
    outputs: [join(dist, "main.js")],
    make: () =>
      progress.step("bundling the plugin", async () => {
        rmSync(dist, { recursive: true, force: true });
        await bundle({
          absWorkingDir: join(root, "provider"),
          entryPoints: ["src/plugin/main.ts"],
          outdir: "dist",
          format: "esm",
          splitting: true,
          banner: CREATE_REQUIRE,
          // Less to read at each start: no spaces, no calls that keep names (no minified ones, which start slower) …
          keepNames: false,
          minifySyntax: true,
          minifyWhitespace: true,
          // … and not what grpc requires only for services that the plugin does not have (channelz, admin).
          external: ["@grpc/proto-loader"],
        });
        await startOnce(join(root, "provider", "bin", "pulumi-resource-huaweicloud-rocketmq"));
      }),
  });
}

/**
 * Starts the plugin, and ends it when it has printed its port: Node writes its compiled code down when it ends. A plugin that
 * does not start is found here, and not in the middle of a `pulumi up`.
 * @param {string} plugin
 */
async function startOnce(plugin) {
  // The engine's address: nobody listens there, and the plugin asks only when it has something to say.
  const child = spawn(plugin, ["127.0.0.1:1"], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: START_TIMEOUT_MS,
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
  if (!/^\d+\n/.test(stdout)) throw new SetupError(`the plugin does not start. It printed: ${stdout}${stderr}`);
}
