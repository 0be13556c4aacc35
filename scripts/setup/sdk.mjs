import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, CREATE_REQUIRE } from "./bundle.mjs";
import { runCommand } from "./command.mjs";
import { makeWhenStale } from "./stamp.mjs";

/**
 * Compiles the SDK into sdk/nodejs/bin, unless it is there and nothing has changed: the generated TypeScript, and the two
 * entries that are not generated, `dynamic` (the front without a plugin) and `core` (what it loads when it is called).
 * @param {import("./setupError.mjs").Setup} setup
 */
export async function buildSdk(setup) {
  const sdk = join(setup.root, "sdk", "nodejs");
  if (!existsSync(join(sdk, "index.ts"))) return;
  const generated = readdirSync(sdk).filter((name) => name !== "bin" && name !== "node_modules");
  await makeWhenStale({
    stamp: join(sdk, "bin", ".stamp"),
    root: setup.root,
    sources: [...generated.map((name) => `sdk/nodejs/${name}`), "provider/src", "package-lock.json", "scripts/setup"],
    outputs: [join(sdk, "bin", "index.js")],
    make: () =>
      setup.progress.step("compiling the SDK", async () => {
        rmSync(join(sdk, "bin"), { recursive: true, force: true });
        await compile(setup, sdk);
        writeVersion(sdk);
        if (existsSync(join(setup.root, "provider", "src", "dynamic", "index.ts"))) await addDynamicFront(setup, sdk);
      }),
  });
}

/**
 * Sources say `import("./core/index.ts")`; in the package it is an entry of its own, named as a program outside can name it:
 * the functions of a dynamic provider run far from this file.
 * @type {import("esbuild").Plugin}
 */
const CORE_IS_A_PACKAGE = {
  name: "core-is-a-package",
  setup(build) {
    build.onResolve({ filter: /^\.\/core\/index\.ts$/ }, () => ({
      path: "pulumi-huaweicloud-rocketmq/core",
      external: true,
    }));
  },
};

/**
 * The generated code reads its version from a package.json beside it.
 * @param {string} sdk
 */
function writeVersion(sdk) {
  const { version } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8"));
  writeFileSync(join(sdk, "bin", "package.json"), `${JSON.stringify({ type: "commonjs", version })}\n`);
}

/**
 * @param {import("./setupError.mjs").Setup} setup
 * @param {string} sdk
 */
async function addDynamicFront(setup, sdk) {
  const provider = join(setup.root, "provider");
  const bin = join(sdk, "bin");
  // Loaded from node_modules: Pulumi, because a program has one copy of it, the SDK itself, and got, which is only for `core`.
  const shared = { absWorkingDir: provider, external: ["@pulumi/pulumi", "pulumi-huaweicloud-rocketmq", "got"] };
  await bundle({
    ...shared,
    entryPoints: ["src/dynamic/index.ts"],
    outfile: join(bin, "dynamic.js"),
    // A program is CommonJS more often than not, and so is Pulumi.
    format: "cjs",
    // Pulumi writes the source of a dynamic provider's functions into the state: they must not call esbuild's helper.
    keepNames: false,
    plugins: [CORE_IS_A_PACKAGE],
  });
  await bundle({
    ...shared,
    entryPoints: ["src/dynamic/core/index.ts"],
    outfile: join(bin, "core.mjs"),
    format: "esm",
    banner: CREATE_REQUIRE,
  });
  await compile(setup, join(provider, "tsconfig.types.json"));
  addDynamicTypes(bin);
}

/**
 * The front's types are the SDK's own: nothing of the layers below is part of them. Pulumi compiles programs that bring no
 * compiler with one of 2020, which knows neither `exports` nor a path that ends with `.ts`.
 * @param {string} bin
 */
function addDynamicTypes(bin) {
  const types = join(bin, "types-dynamic");
  mkdirSync(types);
  const compiled = join(bin, "declarations", "dynamic");
  for (const name of readdirSync(compiled).filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(join(compiled, name), "utf8")
      .replaceAll(/"(\.\/\w+)\.ts"/g, '"$1"')
      .replaceAll('from "pulumi-huaweicloud-rocketmq"', 'from "../index"');
    writeFileSync(join(types, name), text);
  }
  rmSync(join(bin, "declarations"), { recursive: true });
  writeFileSync(join(bin, "dynamic.d.ts"), 'export * from "./types-dynamic/index";\n');
  writeFileSync(
    join(bin, "core.d.mts"),
    "/** Not for programs: what the dynamic front loads when it is called. */\nexport {};\n",
  );
}

/**
 * @param {import("./setupError.mjs").Setup} setup
 * @param {string} project A tsconfig.json, or its folder.
 */
async function compile({ root, environment, signal }, project) {
  const node = join(root, "node_modules", ".bin", "node");
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  await runCommand(existsSync(node) ? node : "node", [compiler, "-p", project], { cwd: root, environment, signal });
}
