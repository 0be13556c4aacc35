import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeWhenStale } from "./stamp.mjs";

/**
 * Bundles the plugin into provider/dist, unless it is there and nothing has changed. A bundle, because a plugin is started
 * again and again and loading hundreds of small files is what takes a Node process longest. What the plugin loads
 * by `import()` becomes a file of its own, and costs nothing until it is needed.
 * @param {import("./setupError.mjs").Setup} setup
 */
export async function buildPlugin({ root, progress }) {
  if (!existsSync(join(root, "provider", "src", "plugin", "main.ts"))) return;
  const dist = join(root, "provider", "dist");
  await makeWhenStale({
    stamp: join(dist, ".stamp"),
    root,
    sources: [
      "provider/src",
      "provider/package.json",
      "provider/schema.json",
      "package-lock.json",
      "scripts/setup/plugin.mjs",
    ],
    outputs: [join(dist, "main.js")],
    make: () =>
      progress.step("bundling the plugin", async () => {
        const { build } = await import("esbuild");
        rmSync(dist, { recursive: true, force: true });
        await build({
          absWorkingDir: join(root, "provider"),
          entryPoints: ["src/plugin/main.ts"],
          outdir: "dist",
          bundle: true,
          splitting: true,
          format: "esm",
          platform: "node",
          target: "node22",
          keepNames: true,
          legalComments: "none",
          logLevel: "silent",
          // grpc and google-protobuf are CommonJS and call require(), which an ES module does not have.
          banner: {
            js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
          },
        });
      }),
  });
}
