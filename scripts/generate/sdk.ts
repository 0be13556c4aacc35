import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, runCommand } from "../setup/command.mjs";
import { type Setup, SetupError } from "../setup/setupError.mjs";
import { makeWhenStale } from "../setup/stamp.mjs";
import { readFolder } from "./files.ts";
import { packageManifest } from "./packageManifest.ts";

const SOURCES = ["main.go", "go.mod", "go.sum"].map((name) => `scripts/generate/sdk/${name}`);

/**
 * The Node SDK of a schema: Pulumi's own generator, in a small Go program, writes it; its package.json is ours.
 *
 * @param schema The schema's JSON text.
 * @returns The files' texts by their paths in the repository.
 */
export async function generateSdk(setup: Setup, schema: string): Promise<Map<string, string>> {
  const generator = await buildGenerator(setup);
  const folder = mkdtempSync(join(tmpdir(), "huaweicloud-rocketmq-sdk-"));
  try {
    const schemaFile = join(folder, "schema.json");
    writeFileSync(schemaFile, schema);
    await runCommand(generator, [schemaFile, join(folder, "nodejs")], setup);
    const files = readFolder(join(folder, "nodejs"), "sdk/nodejs");
    files.set(
      "sdk/nodejs/package.json",
      packageManifest(files.get("sdk/nodejs/package.json") ?? "", readVersions(setup.root)),
    );
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The SDK needs what the provider needs, in the same versions. */
function readVersions(root: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, "provider", "package.json"), "utf8")).dependencies;
}

async function buildGenerator({ root, environment, progress, signal }: Setup): Promise<string> {
  const folder = join(root, ".tools", "generate");
  const generator = join(folder, "sdk");
  await makeWhenStale({
    stamp: join(folder, "sdk.stamp"),
    root,
    sources: SOURCES,
    outputs: [generator],
    make: () =>
      progress.step("building Pulumi's SDK generator with Go (a minute or two, once)", async (say) => {
        mkdirSync(folder, { recursive: true });
        try {
          await runCommand("go", ["build", "-o", generator, "."], {
            cwd: join(root, "scripts", "generate", "sdk"),
            environment: { ...environment, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
            signal,
            onLine: say,
          });
        } catch (error) {
          if (!(error instanceof CommandError)) throw error;
          throw new SetupError(`generating the SDK needs Go 1.26 or newer (https://go.dev/dl/). ${error.message}`);
        }
      }),
  });
  return generator;
}
