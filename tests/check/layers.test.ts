import { expect } from "chai";
import { findUpwardImports } from "../../scripts/check/layers.ts";
import { inCheckout } from "./checkout.ts";

const sources = {
  "provider/src/version.ts": "export const version = 1;",
  "provider/src/cloud/index.ts": 'export { version } from "../version.ts";',
  "provider/src/migration/index.ts": 'export { version } from "../cloud/index.ts"; export interface Task {}',
  "provider/src/package/index.ts":
    'export * from "../migration/index.ts"; export { version as same } from "../cloud/index.ts";',
  "provider/src/plugin/index.ts":
    'import ts from "typescript"; export { version } from "../package/index.ts"; export default ts;',
  "provider/src/dynamic/index.ts": 'export { version } from "../package/index.ts";',
  "emulator/src/index.ts": 'import { join } from "node:path"; export { join };',
};

const check = (planted: Readonly<Record<string, string>>) => inCheckout({ ...sources, ...planted }, findUpwardImports);

describe("The check of the layers", () => {
  it("accepts imports that point down, npm packages, and the version", () => {
    expect(check({})).to.deep.equal([]);
  });

  it("names an import that points up, and what is allowed instead", () => {
    const planted = { "provider/src/migration/wait.ts": '\nimport "../package/index.ts";' };
    expect(check(planted)).to.deep.equal([
      'provider/src/migration/wait.ts:2 imports "../package/index.ts". provider/src/migration may import only provider/src/cloud.',
    ]);
  });

  const planted: readonly [title: string, layer: string, text: string][] = [
    ["finds a type import", "cloud", 'import type { Task } from "../migration/index.ts"; export type T = Task;'],
    ["finds an inline type import", "cloud", 'export type T = import("../migration/index.ts").Task;'],
    ["finds a re-export", "cloud", 'export * from "../migration/index.ts";'],
    ["finds import()", "cloud", 'export const load = () => import("../migration/index.ts");'],
    ["finds an import of a missing file", "cloud", 'import "../migration/missing.ts";'],
    ["rejects the package in the migration", "migration", 'import "../package/index.ts";'],
    ["rejects the plugin in the package", "package", 'import "../plugin/index.ts";'],
    ["rejects the dynamic provider in the plugin", "plugin", 'import "../dynamic/index.ts";'],
    ["rejects the plugin in the dynamic provider", "dynamic", 'import "../plugin/index.ts";'],
    ["rejects the emulator in the provider", "cloud", 'import "../../../emulator/src/index.ts";'],
    ["rejects the scripts in the provider", "cloud", 'import "../../../scripts/check.ts";'],
    ["rejects the provider in the emulator", "emulator", 'import "../../provider/src/cloud/index.ts";'],
    ["rejects the provider's version in the emulator", "emulator", 'import "../../provider/src/version.ts";'],
  ];
  const pathOf = (layer: string, index: number) =>
    layer === "emulator" ? `emulator/src/${index}.ts` : `provider/src/${layer}/${index}.ts`;
  let findings: readonly string[];
  before(() => {
    findings = check(Object.fromEntries(planted.map(([, layer, text], index) => [pathOf(layer, index), text])));
  });
  for (const [index, [title, layer]] of planted.entries()) {
    it(title, () => {
      expect(findings.filter((line) => line.startsWith(`${pathOf(layer, index)}:1 `))).to.have.lengthOf(1);
    });
  }

  it("rejects a folder that is in no layer", () => {
    expect(check({ "provider/src/utils/text.ts": "export {};" })).to.deep.equal([
      "provider/src/utils/text.ts is in no layer. Add its folder to scripts/check/layers.ts.",
    ]);
  });
});
