import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, join } from "node:path";
import { bundle, requireBanner } from "./bundle.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";
import { makeWhenStale } from "./stamp.mjs";
import { step } from "./step.mjs";

const startTimeoutMs = 30_000;

/** What the plugin loads with `import()`, when it needs it: the file's name in the bundle, and where it comes from. */
const loadedLater = {
  got: "got",
  hpagent: "hpagent",
  schema: "./src/package/schema.ts",
};

/** What makes the bundle's folder a plugin's: the launchers, and what Pulumi's Node host needs to start it. */
const folderSources = ["provider/bin", "provider/host"];

/**
 * Bundles the plugin into provider/dist, and makes that a folder that Pulumi installs as a plugin. A bundle, because the engine starts plugins often, and loading hundreds of
 * small files dominates the start of a Node process. CommonJS, because Node starts it a third faster than an ES module.
 */
export async function buildPlugin() {
  await makeWhenStale({
    output: "provider/dist/main.cjs",
    sources: [
      "provider/src",
      "provider/package.json",
      "provider/schema.json",
      ...folderSources,
      "package-lock.json",
      "scripts/setup",
    ],
    make: () => step("bundling the plugin", makePlugin),
  });
}

async function makePlugin() {
  const provider = join(root, "provider");
  const dist = join(provider, "dist");
  rmSync(dist, { recursive: true, force: true });
  const shared = {
    absWorkingDir: provider,
    outdir: "dist",
    // Less to read at each start. Minified names would make it slower.
    minifySyntax: true,
    minifyWhitespace: true,
    // grpc requires it only for services that the plugin does not offer (channelz, admin).
    external: ["@grpc/proto-loader"],
  };
  await bundle({
    ...shared,
    entryPoints: ["src/plugin/main.ts"],
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    plugins: [importsStayImports],
  });
  await bundle({
    ...shared,
    entryPoints: loadedLater,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    banner: requireBanner,
  });
  for (const source of folderSources) cpSync(join(root, source), dist, { recursive: true });
  writeFileSync(join(dist, "package.json"), folderManifest());
  await startOnce(join(dist, "pulumi-resource-huaweicloud-rocketmq"));
  copyToSdk(dist);
}

/** The folder's package.json: Pulumi's Node host runs `npm install` in the folder, then looks for @pulumi/pulumi. */
function folderManifest() {
  const { version, license } = JSON.parse(readFileSync(join(root, "provider", "package.json"), "utf8"));
  const manifest = {
    name: "pulumi-resource-huaweicloud-rocketmq",
    version,
    private: true,
    license,
    main: "start.cjs",
    dependencies: { "@pulumi/pulumi": "file:./run" },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * The npm package of the SDK contains the plugin.
 * @param {string} dist
 */
function copyToSdk(dist) {
  const target = join(root, "sdk", "nodejs", "plugin");
  rmSync(target, { recursive: true, force: true });
  // The compiled code is of this machine's Node.
  cpSync(dist, target, { recursive: true, filter: (path) => basename(path) !== "compiled" });
}

/** @type {import("esbuild").Plugin} */
const importsStayImports = {
  name: "imports-stay-imports",
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path }) => {
      if (kind !== "dynamic-import" || isBuiltin(path)) return undefined;
      const name = basename(path, ".ts");
      if (!(name in loadedLater)) throw new SetupError(`import("${path}") is not listed in scripts/setup/plugin.mjs`);
      return { path: `./${name}.mjs`, external: true };
    });
  },
};

/**
 * Starts the plugin, and stops it once it has printed its port. This detects a plugin that cannot start, and fills Node's
 * compile cache, which Node writes when the process exits.
 * @param {string} plugin
 */
async function startOnce(plugin) {
  // The address of an engine: nothing listens there, and the plugin connects only to log.
  const child = spawn(plugin, ["127.0.0.1:1"], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: startTimeoutMs,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    child.kill("SIGTERM");
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  await once(child, "close");
  if (!/^\d+\n/.test(stdout)) throw new SetupError(`the plugin did not start. Its output:\n${stdout}${stderr}`);
}
