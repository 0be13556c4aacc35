import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { SetupError } from "../setup/setupError.mjs";
import { makeWhenStale } from "../setup/stamp.mjs";
import { step } from "../setup/step.mjs";

/**
 * Builds one of the small Go programs that call Pulumi's generators, unless it is up to date.
 *
 * @param name Of its folder in scripts/generate, which holds its module.
 * @param what What it calls, for messages, e.g. `Pulumi's SDK generators`.
 * @returns The path of the program.
 * @throws {SetupError} when Go is missing, or the program does not build.
 */
export async function buildGoTool(name: string, what: string): Promise<string> {
  const output = `.tools/generate/${name}`;
  const sources = `scripts/generate/${name}`;
  await makeWhenStale({
    output,
    sources: [sources],
    make: async () => {
      await run("go", ["version"]).catch(() => {
        throw new SetupError(
          `${what} are Go programs, and \`go\` is not on PATH. Install Go 1.26 or newer (https://go.dev/dl/) to generate code or check it; nothing else needs it.`,
        );
      });
      await step(`building ${what} with Go 1.26 or newer (a minute or two, once)`, async (say) => {
        mkdirSync(dirname(join(root, output)), { recursive: true });
        await run("go", ["build", "-o", join(root, output), "."], {
          cwd: join(root, sources),
          env: { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
          onLine: say,
        });
      });
    },
  });
  return join(root, output);
}
