import { join } from "node:path";
import { root } from "../setup/root.mjs";
import { makeWhenStale } from "../setup/stamp.mjs";
import { makeExecutable } from "./executable.ts";
import { bundleProgram } from "./pluginProgram.ts";
import { executableName, hostTarget } from "./targets.ts";

/**
 * Makes the single executable for this machine, for the tests: like that of a release, with the Node that runs this instead of the
 * release's. Keeps it in `.tools/release/host` until the sources change.
 *
 * @returns The executable's path; undefined on a platform that a release has no archive for.
 */
export async function hostExecutable(): Promise<string | undefined> {
  const target = hostTarget();
  if (target === undefined) return undefined;
  const folder = join(root, ".tools", "release", "host");
  const output = join(folder, executableName(target));
  await makeWhenStale({
    output,
    sources: ["provider/src", "provider/package.json", "package-lock.json", "scripts/release", "scripts/setup"],
    make: async () => {
      await bundleProgram(folder);
      const node = process.execPath;
      await makeExecutable({ program: join(folder, "main.cjs"), node, hostNode: node, os: target.os, output });
    },
  });
  return output;
}
