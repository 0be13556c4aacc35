import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, requireBanner } from "./bundle.mjs";
import { run } from "./command.mjs";
import { root } from "./root.mjs";
import { makeWhenStale } from "./stamp.mjs";
import { step } from "./step.mjs";

const sdk = join(root, "sdk", "nodejs");
const bin = join(sdk, "bin");
const tsc = join(root, "node_modules", ".bin", "tsc");

/**
 * Compiles the SDK into sdk/nodejs/bin: the generated TypeScript, two entry points from provider/src/dynamic: `dynamic` (the
 * front without a plugin) and `core` (which the dynamic front loads when it is called), and the command from provider/src/command.
 */
export async function buildSdk() {
  const generated = readdirSync(sdk).filter((name) => name !== "bin" && name !== "node_modules");
  await makeWhenStale({
    output: "sdk/nodejs/bin/index.js",
    sources: [
      ...generated.map((name) => `sdk/nodejs/${name}`),
      "provider/src",
      "emulator/src",
      "package-lock.json",
      "scripts/setup",
    ],
    make: () =>
      step("compiling the SDK", async () => {
        rmSync(bin, { recursive: true, force: true });
        await run(tsc, ["-p", sdk]);
        // The generated code reads its version from a package.json next to it.
        const { version } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8"));
        writeFileSync(join(bin, "package.json"), `${JSON.stringify({ type: "commonjs", version })}\n`);
        await bundleDynamicFront();
        await bundleCommand();
        await run(tsc, ["-p", "provider/tsconfig.types.json"]);
        writeDynamicTypes();
      }),
  });
}

/**
 * In the sources `core` is a relative import. In the SDK it is an import by package name, which works from anywhere:
 * Pulumi runs the functions of a dynamic provider far from this file.
 * @type {import("esbuild").Plugin}
 */
const coreByPackageName = {
  name: "core-by-package-name",
  setup(build) {
    build.onResolve({ filter: /^\.\/core\/index\.ts$/ }, () => ({
      path: "pulumi-huaweicloud-rocketmq/core",
      external: true,
    }));
  },
};

async function bundleDynamicFront() {
  const shared = {
    absWorkingDir: join(root, "provider"),
    // Loaded from node_modules: a program needs a single copy of Pulumi and of the SDK; only `core` needs got.
    external: ["@pulumi/pulumi", "pulumi-huaweicloud-rocketmq", "got"],
  };
  await bundle({
    ...shared,
    entryPoints: ["src/dynamic/index.ts"],
    outfile: join(bin, "dynamic.js"),
    // Like Pulumi and most programs. No `keepNames`: Pulumi serializes these functions, so they must not call esbuild's helper.
    format: "cjs",
    plugins: [coreByPackageName],
  });
  await bundle({
    ...shared,
    entryPoints: ["src/dynamic/core/index.ts"],
    outfile: join(bin, "core.mjs"),
    format: "esm",
    keepNames: true,
    banner: requireBanner,
  });
}

/** Bundles the command `rocketmq-migration`. What only some commands need, such as the emulator, becomes a file of its own. */
async function bundleCommand() {
  const main = join(bin, "command", "main.mjs");
  await bundle({
    absWorkingDir: join(root, "provider"),
    entryPoints: ["src/command/main.ts"],
    outdir: join(bin, "command"),
    outExtension: { ".js": ".mjs" },
    format: "esm",
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    external: ["got"],
    banner: requireBanner,
  });
  // The page's files are read when a page is made.
  const page = "src/command/page/browser";
  cpSync(join(root, "provider", page), join(bin, "command", "browser"), {
    recursive: true,
    filter: (path) => !path.endsWith("tsconfig.json"),
  });
  writeFileSync(main, `#!/usr/bin/env node\n${readFileSync(main, "utf8")}`);
  chmodSync(main, 0o755);
}

/**
 * Rewrites the declarations of the dynamic front: Pulumi compiles programs without a TypeScript of their own with one from
 * 2020, which supports neither `exports` nor paths that end with `.ts`.
 */
function writeDynamicTypes() {
  const compiled = join(bin, "declarations", "dynamic");
  mkdirSync(join(bin, "types-dynamic"));
  for (const name of readdirSync(compiled).filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(join(compiled, name), "utf8")
      .replaceAll(/"(\.\/\w+)\.ts"/g, '"$1"')
      .replaceAll('from "pulumi-huaweicloud-rocketmq"', 'from "../index"');
    writeFileSync(join(bin, "types-dynamic", name), text);
  }
  rmSync(join(bin, "declarations"), { recursive: true });
  writeFileSync(join(bin, "dynamic.d.ts"), 'export * from "./types-dynamic/index";\n');
  writeFileSync(join(bin, "core.d.mts"), "/** Internal: loaded by the dynamic front. */\nexport {};\n");
}
