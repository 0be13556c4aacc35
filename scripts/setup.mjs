// Makes a fresh clone ready to work: npm packages, a Node new enough, the Pulumi engine, the plugin, the SDK.
//
//   node scripts/setup.mjs                  everything
//   node scripts/setup.mjs dependencies     only the npm packages and Node (enough for the emulator)
//
// Plain JavaScript without dependencies, because it runs before anything is installed, on Node 18 or newer. What is
// already there is skipped: a later run takes a fraction of a second and prints nothing. All progress goes to stderr.
import { join } from "node:path";
import { installDependencies } from "./setup/dependencies.mjs";
import { provideEngine } from "./setup/engine/index.mjs";
import { writeEnvironment } from "./setup/environment.mjs";
import { stopSignal } from "./setup/interruption.mjs";
import { takeLock } from "./setup/lock.mjs";
import { buildPlugin } from "./setup/plugin.mjs";
import { createProgress } from "./setup/progress.mjs";
import { root } from "./setup/root.mjs";
import { buildSdk } from "./setup/sdk.mjs";
import { exitWith, SetupError } from "./setup/setupError.mjs";

const scope = process.argv[2] ?? "everything";

/** @type {import("./setup/setupError.mjs").Setup} */
const setup = { root, environment: process.env, progress: createProgress(process.stderr), signal: stopSignal() };

try {
  if (scope !== "everything" && scope !== "dependencies") {
    throw new SetupError(`the set-up does not know "${scope}"; it can do: everything (the default), dependencies`);
  }
  await takeLock(join(root, ".tools", "setup.lock"), setup);
  await installDependencies(setup);
  if (scope === "everything") {
    writeEnvironment(root, await provideEngine(setup));
    await buildPlugin(setup);
    await buildSdk(setup);
  } else {
    writeEnvironment(root);
  }
  process.exit(0);
} catch (error) {
  exitWith(error, "set-up", setup.signal);
}
