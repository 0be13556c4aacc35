import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { makeWhenStale } from "./stamp.mjs";

/**
 * Compiles the generated SDK into sdk/nodejs/bin, unless it is there and nothing has changed.
 * @param {import("./setupError.mjs").Setup} setup
 */
export async function buildSdk({ root, environment, progress, signal }) {
  const sdk = join(root, "sdk", "nodejs");
  if (!existsSync(join(sdk, "index.ts"))) return;
  const bin = join(sdk, "bin");
  await makeWhenStale({
    stamp: join(bin, ".stamp"),
    root,
    sources: ["sdk/nodejs/index.ts", "sdk/nodejs/package.json", "scripts/setup/sdk.mjs"],
    outputs: [join(bin, "index.js")],
    make: () =>
      progress.step("compiling the SDK", async (say) => {
        rmSync(bin, { recursive: true, force: true });
        const node = join(root, "node_modules", ".bin", "node");
        const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
        await runCommand(node, [tsc, "-p", sdk], { cwd: root, environment, signal, onLine: say });
      }),
  });
}
