import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { orMissing } from "../missingTool.mjs";
import { root } from "../root.mjs";
import { makeWhenStale } from "../stamp.mjs";
import { step } from "../step.mjs";

const sdkModule = "github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go";
const sdk = join(root, "sdk", "go");
const example = join(root, "examples", "go");
const folder = join(root, ".tools", "languages", "go");

/** How Go builds the SDK, the example and the programs of tests: in the same way, so that its build cache has most of it. */
export const goEnvironment = {
  GOWORK: "off",
  // Without C, a build needs nothing but Go.
  CGO_ENABLED: "0",
};

/**
 * Compiles the SDK and examples/go, with this checkout's SDK in place of the published one. The host of an engine that was built from
 * source compiles the example again at each start: Go's build cache makes that quick. The language's folder receives the go.mod
 * that replaces the SDK.
 */
export async function buildGo() {
  await makeWhenStale({
    output: join(folder, "program"),
    sources: ["scripts/setup/languages/go.mjs", "sdk/go", "examples/go"],
    make: () =>
      step("compiling the Go SDK and examples/go (a minute or two, once)", async (say) => {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        const requirements = readFileSync(join(example, "go.mod"), "utf8");
        writeFileSync(join(folder, "go.mod"), `${requirements}\nreplace ${sdkModule} => ${sdk}\n`);
        cpSync(join(example, "go.sum"), join(folder, "go.sum"));
        const inExample = [example, `-modfile=${join(folder, "go.mod")} -buildvcs=false`];
        const inSdk = [sdk, "-mod=readonly -buildvcs=false"];
        const go = (/** @type {string[]} */ [cwd, GOFLAGS], /** @type {string[]} */ ...args) =>
          run("go", args, { cwd, env: { ...process.env, ...goEnvironment, GOFLAGS }, onLine: say });
        await orMissing(async () => {
          await go(inSdk, "mod", "download");
          await go(inExample, "mod", "download");
        });
        await go(inSdk, "vet", "./...");
        await go(inExample, "build", "-v", "-ldflags=-w", "-o", join(folder, "program"), ".");
      }),
  });
}
