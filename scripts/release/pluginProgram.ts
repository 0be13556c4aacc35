import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cyclonedxEsbuildPlugin } from "@cyclonedx/cyclonedx-esbuild";
import { bundle } from "../setup/bundle.mjs";
import { root } from "../setup/root.mjs";

/** The part of a CycloneDX document that we read. */
interface Sbom {
  readonly components: readonly Component[];
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly evidence?: {
    readonly licenses?: readonly { readonly license: { readonly text: { readonly content: string } } }[];
  };
}

/**
 * Bundles the plugin into one file. A single executable has no files beside it, so what provider/dist loads later from files
 * of their own is in this file too, and runs when it is imported.
 *
 * @param folder Receives `main.cjs`, and `sbom.json`: what is in it, in CycloneDX 1.6.
 * @returns The licences of the bundled packages, as a text.
 */
export async function bundleProgram(folder: string): Promise<string> {
  await bundle({
    absWorkingDir: join(root, "provider"),
    entryPoints: { main: "src/plugin/main.ts" },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    // grpc requires it only for services that the plugin does not offer (channelz, admin).
    external: ["@grpc/proto-loader"],
    plugins: [
      cyclonedxEsbuildPlugin({
        specVersion: "1.6",
        outputFile: "sbom.json",
        outputReproducible: true,
        gatherLicenseTexts: true,
        logLevel: "silent",
      }),
    ],
  });
  const sbom: Sbom = JSON.parse(readFileSync(join(folder, "sbom.json"), "utf8"));
  return sbom.components.map(notice).join("\n");
}

function notice({ group, name, version, evidence }: Component): string {
  const title = `${group === undefined ? "" : `${group}/`}${name} ${version}`;
  const texts = evidence?.licenses?.map(({ license }) => Buffer.from(license.text.content, "base64").toString()) ?? [];
  return [`== ${title}`, ...texts].join("\n\n").trimEnd().concat("\n");
}
