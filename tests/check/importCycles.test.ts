import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";

describe("The check of import cycles", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cycle-test-"));
    const config = { extends: [resolve("biome.json")], vcs: { enabled: false } };
    writeFileSync(join(folder, "biome.json"), JSON.stringify(config));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Biome's findings of import cycles in some files, with this repository's rules: one line per import. */
  function check(files: Readonly<Record<string, string>>): string[] {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const args = ["lint", "--only=suspicious/noImportCycles", "--reporter=github", "--colors=off"];
    const { stdout } = spawnSync("biome", args, { cwd: folder, encoding: "utf8" });
    return stdout.split("\n").filter((line) => line.includes("noImportCycles"));
  }

  it("accepts imports without a cycle", () => {
    const files = { "a.ts": 'export { b } from "./b.ts";\n', "b.ts": "export const b = 1;\n" };
    expect(check(files)).to.deep.equal([]);
  });

  it("finds a cycle over three files", () => {
    const files = {
      "a.ts": 'export { b } from "./b.ts";\nexport const one = 1;\n',
      "b.ts": 'export { c as b } from "./c.ts";\n',
      "c.ts": 'export { one as c } from "./a.ts";\n',
    };
    expect(check(files)).to.have.lengthOf(3);
  });

  it("finds a cycle of types", () => {
    const files = {
      "a.ts": 'import type { B } from "./b.ts";\nexport interface A {\n  b: B;\n}\n',
      "b.ts": 'import type { A } from "./a.ts";\nexport interface B {\n  a: A;\n}\n',
    };
    expect(check(files)).to.have.lengthOf(2);
  });
});
