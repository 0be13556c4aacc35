import { runCommand } from "../setup/command.mjs";
import type { Setup } from "../setup/setupError.mjs";

/** The package's schema, as the definitions in provider/src/package give it. */
export async function generateSchema({ root, environment, signal }: Setup): Promise<string> {
  return await runCommand("node", ["provider/src/package/writeSchema.ts"], { cwd: root, environment, signal });
}
