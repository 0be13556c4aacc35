import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { makeWhenStale } from "../setup/stamp.mjs";
import { step } from "../setup/step.mjs";
import { readFolder } from "./files.ts";
import { packageManifest } from "./packageManifest.ts";

const generator = ".tools/generate/sdk";
const generatorSources = "scripts/generate/sdk";

/**
 * Generates the Node SDK with Pulumi's own generator, which a small Go program calls. Only its package.json is ours.
 *
 * @param schema The JSON text of the schema.
 * @returns The text of each file by its path in the repository.
 * @throws {SetupError} when the generator cannot be built or fails.
 */
export async function generateSdk(schema: string): Promise<Map<string, string>> {
  await buildGenerator();
  const folder = mkdtempSync(join(tmpdir(), "huaweicloud-rocketmq-sdk-"));
  try {
    writeFileSync(join(folder, "schema.json"), schema);
    await run(join(root, generator), [join(folder, "schema.json"), join(folder, "nodejs")]);
    const files = readFolder(join(folder, "nodejs"), "sdk/nodejs");
    const manifest = packageManifest(files.get("sdk/nodejs/package.json") ?? "", providerDependencies());
    return files.set("sdk/nodejs/package.json", manifest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The SDK depends on the same versions as the provider. */
function providerDependencies(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, "provider", "package.json"), "utf8")).dependencies;
}

async function buildGenerator(): Promise<void> {
  await makeWhenStale({
    output: generator,
    sources: [generatorSources],
    make: () =>
      step("building Pulumi's SDK generator with Go 1.26 or newer (a minute or two, once)", async (say) => {
        mkdirSync(join(root, ".tools", "generate"), { recursive: true });
        await run("go", ["build", "-o", join(root, generator), "."], {
          cwd: join(root, generatorSources),
          env: { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
          onLine: say,
        });
      }),
  });
}
