import { readFileSync, writeFileSync } from "node:fs";
import { nodeVersion } from "./targets.ts";

/**
 * Completes the bill of materials that was made with the bundle: with the release's version, and with Node, which every single
 * executable contains. Node's own parts are listed in the licence that the archives contain.
 *
 * @param bundled The CycloneDX document of the bundle.
 * @param output Receives the completed document.
 */
export function writeSbom(bundled: string, output: string, version: string): void {
  const sbom = JSON.parse(readFileSync(bundled, "utf8"));
  const plugin = sbom.metadata.component;
  plugin.name = "pulumi-resource-huaweicloud-rocketmq";
  plugin.version = version;
  plugin.purl = `pkg:generic/${plugin.name}@${version}`;
  delete plugin.group;
  const node = {
    type: "platform",
    name: "node",
    version: nodeVersion,
    "bom-ref": `node@${nodeVersion}`,
    purl: `pkg:generic/node@${nodeVersion}`,
    licenses: [{ license: { id: "MIT", acknowledgement: "declared" } }],
  };
  sbom.components.push(node);
  writeFileSync(output, `${JSON.stringify(sbom, null, 2)}\n`);
}
