import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";

describe("A test run's report", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reporter-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs mocha, set up as for this repository, on one test file. */
  function report(source: string, isParallel = false) {
    const file = join(folder, "some.test.ts");
    const skip = new URL("../skip.ts", import.meta.url).href;
    writeFileSync(file, `import { skip } from ${JSON.stringify(skip)};\n${source}`);
    const mocha = resolve("node_modules/mocha/bin/mocha.js");
    const { status, stdout } = spawnSync(process.execPath, [mocha, ...(isParallel ? ["--parallel"] : []), file], {
      encoding: "utf8",
    });
    return { status, stdout, lastLine: stdout.trimEnd().split("\n").at(-1) };
  }

  it("ends with the total", () => {
    const { status, lastLine } = report('it("a", () => {}); it("b", () => {});');
    expect([status, lastLine]).to.deep.equal([0, "2 passed, 0 failed"]);
  });

  it("shows failures in full and counts them, a failed hook's too", () => {
    const { status, stdout, lastLine } = report(`
      it("good", () => {});
      it("bad", () => { throw new Error("the reason"); });
      describe("suite", () => { before(() => { throw new Error("no database"); }); it("never run", () => {}); });`);
    expect([status, lastLine]).to.deep.equal([2, "1 passed, 2 failed"]);
    expect(stdout).to.include("Error: the reason").and.to.include("Error: no database");
  });

  it("lists skipped tests with their reason, a whole suite's too", () => {
    for (const isParallel of [false, true]) {
      const { status, stdout, lastLine } = report(
        `
      it("good", () => {});
      it("one", function () { skip(this, "python3 is not on PATH"); });
      describe("suite", () => {
        before(function () { skip(this, "no network"); });
        it("two", () => {});
        it("three", () => {});
      });
      it.skip("four", () => {});`,
        isParallel,
      );
      expect([status, lastLine]).to.deep.equal([0, "1 passed, 0 failed, 4 skipped"]);
      expect(stdout).to.include(
        [
          "Skipped:",
          "  - one: python3 is not on PATH",
          "  - four: no reason given",
          "  - suite two: no network",
          "  - suite three: no network",
        ].join("\n"),
      );
    }
  });

  it("fails when no tests are found", () => {
    const { status, stdout, lastLine } = report("");
    expect([status, lastLine]).to.deep.equal([1, "0 passed, 0 failed"]);
    expect(stdout).to.include("No tests found.");
  });
});
