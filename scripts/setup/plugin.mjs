import { rmSync } from "node:fs";
import { join } from "node:path";
import { bundle, CREATE_REQUIRE } from "./bundle.mjs";
import { makeWhenStale } from "./stamp.mjs";

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
    sources: ["provider/src", "provider/package.json", "provider/schema.json", "package-lock.json", "scripts/setup"],
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
        });
      }),
  });
}
