// Checks what neither the compiler nor Biome can: that imports between layers point down, and that modules hold no state.
import { root } from "../setup/root.mjs";
import { findUpwardImports } from "./layers.ts";
import { findModuleState } from "./moduleState.ts";
import { createSourceProgram } from "./sourceProgram.ts";

/** The module-level state that `provider/src` may have: `path name` → why it belongs to the process. */
const allowedState: Readonly<Record<string, string>> = {
  "provider/src/plugin/main.ts log": "A plugin process serves one engine, and this is the connection to it.",
  "provider/src/dynamic/core/session.ts cancelled":
    "Pulumi calls the functions of a dynamic provider, not an object that could hold the signal of the present update.",
  "provider/src/dynamic/core/session.ts sessions":
    "Likewise: calls with one configuration share connections and pollers for the life of the process.",
};

const program = createSourceProgram(root, ["provider/src", "emulator/src"]);
const upwardImports = findUpwardImports(program, root);
const moduleState = findModuleState(program, root, "provider/src", allowedState);

if (upwardImports.length > 0) {
  console.log("Imports that do not point down:");
  for (const line of upwardImports) console.log(`  ${line}`);
  console.log("Move the imported code down, or pass it in as a parameter. CONTRIBUTING.md shows the layers.");
}
if (moduleState.length > 0) {
  console.log("Module-level state:");
  for (const line of moduleState) console.log(`  ${line}`);
  console.log(
    "Declare what never changes as readonly (ReadonlyMap, ReadonlySet, `as const`). Move what changes into an object that " +
      "the plugin creates at startup and passes on. If it belongs to the process, add it to allowedState in " +
      "scripts/check/sources.ts with the reason.",
  );
}
process.exitCode = upwardImports.length + moduleState.length === 0 ? 0 : 1;
