import { dirname, join } from "node:path";
import { makeWhenStale } from "../setup/stamp.mjs";
import { pack } from "./archive.ts";
import { hostExecutable } from "./hostExecutable.ts";
import { executableName, hostTarget } from "./targets.ts";

/**
 * Packs the single executable for this machine, for the tests: an archive like that of a release, without the licences. Keeps it in
 * `.tools/release/host` until the executable changes.
 *
 * @returns The archive's path; undefined on a platform that a release has no archive for.
 */
export async function hostArchive(): Promise<string | undefined> {
  const target = hostTarget();
  const executable = await hostExecutable();
  if (target === undefined || executable === undefined) return undefined;
  const output = join(dirname(executable), "plugin.tar.gz");
  await makeWhenStale({
    output,
    sources: [`${executable}.stamp`],
    make: () => pack(output, dirname(executable), [executableName(target)]),
  });
  return output;
}
