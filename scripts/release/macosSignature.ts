import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { makeWhenStale } from "../setup/stamp.mjs";
import { step } from "../setup/step.mjs";

const signer = join(root, ".tools", "release", "macosSigner");
const signerSources = "scripts/release/macosSigner";

/**
 * Signs a macOS executable ad hoc, on any system: macOS on Apple's processors starts no executable without a signature, and
 * Node's own no longer holds once something is added. An ad-hoc signature names nobody; Gatekeeper still asks
 * the user about a file that a browser downloaded.
 *
 * @throws {SetupError} when the signer cannot be built or fails.
 */
export async function signForMacos(executable: string): Promise<void> {
  await makeWhenStale({
    output: signer,
    sources: [signerSources],
    make: () =>
      step("building the signer for macOS with Go 1.26 or newer (a minute, once)", async (say) => {
        mkdirSync(dirname(signer), { recursive: true });
        await run("go", ["build", "-o", signer, "."], {
          cwd: join(root, signerSources),
          env: { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
          onLine: say,
        });
      }),
  });
  await run(signer, [executable, "pulumi-resource-huaweicloud-rocketmq"]);
}
