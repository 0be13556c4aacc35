// Prepares a fresh clone: npm packages, a current Node, the Pulumi engine, the plugin, the SDK.
//
//   node scripts/setup.mjs                  everything that the demo and the checks need
//   node scripts/setup.mjs tests            also what tests need: the SDKs and examples of other languages, built, a release's archive, and Huawei's SDKs
//   node scripts/setup.mjs dependencies     npm packages and Node only (enough for the emulator)
//
// Every npm script runs this first. Steps that are up to date are skipped: then it prints nothing and takes a tenth of
// a second. Progress goes to stderr. It is plain JavaScript for Node 20, because it starts before anything is installed.
import { run } from "./setup/command.mjs";
import { stopOnSignals } from "./setup/interruption.mjs";
import { takeLock } from "./setup/lock.mjs";
import { installPackages } from "./setup/npmPackages.mjs";
import { exitWith, SetupError } from "./setup/setupError.mjs";

const scopes = ["everything", "tests", "dependencies"];
const minimumNodeMajor = 20;

const scope = process.argv[2] ?? "everything";
stopOnSignals();
try {
  if (!scopes.includes(scope)) throw new SetupError(`unknown argument "${scope}"; valid: ${scopes.join(", ")}`);
  if (Number.parseInt(process.versions.node, 10) < minimumNodeMajor) {
    throw new SetupError(`needs Node ${minimumNodeMajor} or newer; this is Node ${process.versions.node}`);
  }
  await takeLock(".tools/lock");
  await installPackages();
  if (scope !== "dependencies") {
    // Imported only now, because these modules import npm packages.
    const { provideEngine } = await import("./setup/engine.mjs");
    const { buildPlugin } = await import("./setup/plugin.mjs");
    const { buildSdk } = await import("./setup/sdk.mjs");
    await provideEngine();
    await buildPlugin();
    await buildSdk();
    if (scope === "tests") {
      const { buildLanguages } = await import("./setup/languages.mjs");
      await buildLanguages();
      // TypeScript, which needs the project's own Node.
      for (const main of ["tests/clients/prepareMain.ts", "tests/install/prepareMain.ts"]) {
        await run("sh", ["scripts/run.sh", "node", main], { onLine: (line) => console.error(line) });
      }
    }
  }
  process.exit(0);
} catch (error) {
  exitWith(error, "set-up");
}
