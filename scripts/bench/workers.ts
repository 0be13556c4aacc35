import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle, requireBanner } from "../setup/bundle.mjs";
import { root } from "../setup/root.mjs";
import { benchFolder } from "./folder.ts";

const run = promisify(execFile);
const workersFolder = join(benchFolder, "workers");

export type WorkerName = "listTasks" | "nodeSdkList" | "sign";

let bundled: Promise<void> | undefined;

/**
 * Runs a program of workers/ in a fresh process and returns what it printed, parsed. It is bundled like the plugin, so that
 * the process holds what a user's does: Node's loader for TypeScript alone takes tens of megabytes.
 */
export async function runWorker<Result>(name: WorkerName, input: object): Promise<Result> {
  bundled ??= bundleWorkers();
  await bundled;
  const environment = { PATH: process.env.PATH ?? "", HOME: benchFolder };
  const { stdout } = await run(process.execPath, [join(workersFolder, `${name}.js`), JSON.stringify(input)], {
    env: environment,
    cwd: benchFolder,
  });
  return JSON.parse(stdout) as Result;
}

function bundleWorkers(): Promise<void> {
  const names: readonly WorkerName[] = ["listTasks", "nodeSdkList", "sign"];
  return bundle({
    absWorkingDir: join(root, "scripts", "bench", "workers"),
    entryPoints: names.map((name) => `${name}.ts`),
    outdir: workersFolder,
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".js" },
    banner: requireBanner,
    keepNames: false,
    minifySyntax: true,
    minifyWhitespace: true,
  });
}
