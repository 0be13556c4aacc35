import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../scripts/setup/command.mjs";
import { root } from "../../scripts/setup/root.mjs";
import { makeWhenStale } from "../../scripts/setup/stamp.mjs";

/** npm's cache, with everything that a user of the npm package installs besides it, in the versions that this checkout is tested with. */
export const npmCache = join(root, ".tools", "npm-cache");

/** What a user installs besides the npm package, as npm is told. */
export function pulumiPackages(): string[] {
  const { devDependencies } = readJson("package.json");
  return ["pulumi", "@pulumi/pulumi"].map((name) => `${name}@${devDependencies[name]}`);
}

/** Fills the cache, from the network. Then an installation needs none. */
export async function fillNpmCache(): Promise<void> {
  const filled = join(npmCache, "filled");
  await makeWhenStale({
    output: filled,
    sources: ["package.json", "sdk/nodejs/package.json", "tests/install/npmCache.ts"],
    make: async () => {
      const folder = mkdtempSync(join(tmpdir(), "rocketmq-npm-cache-"));
      try {
        writeFileSync(join(folder, "package.json"), "{}");
        const { "@pulumi/pulumi": _, ...others } = readJson("sdk/nodejs/package.json").dependencies;
        const packages = [...pulumiPackages(), ...Object.entries(others).map(([name, range]) => `${name}@${range}`)];
        const options = ["--cache", npmCache, "--ignore-scripts", "--no-audit", "--no-fund"];
        await run("npm", ["install", ...options, ...packages], { cwd: folder });
        mkdirSync(npmCache, { recursive: true });
        writeFileSync(filled, "");
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  });
}

function readJson(path: string) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}
