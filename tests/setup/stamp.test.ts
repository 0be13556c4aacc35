import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { makeWhenStale } from "../../scripts/setup/stamp.mjs";

describe("The set-up repeats only stale steps", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "stamp-test-"));
    mkdirSync(join(root, "sources", "deep"), { recursive: true });
    writeFileSync(join(root, "sources", "a.ts"), "a");
    writeFileSync(join(root, "sources", "deep", "b.ts"), "b");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const make = (work: () => void = () => {}) =>
    makeWhenStale({
      output: join(root, "out", "main.js"),
      sources: ["sources", "not-there"].map((name) => join(root, name)),
      make: async () => {
        work();
        mkdirSync(join(root, "out"), { recursive: true });
        writeFileSync(join(root, "out", "main.js"), "made");
      },
    });

  it("runs a step once", async () => {
    expect(await make()).to.equal(true);
    expect(await make()).to.equal(false);
  });

  const changes: [string, () => void][] = [
    ["the text of a source changes", () => writeFileSync(join(root, "sources", "deep", "b.ts"), "c")],
    ["a source is added", () => writeFileSync(join(root, "sources", "c.ts"), "")],
    ["a source is removed", () => rmSync(join(root, "sources", "a.ts"))],
    ["a source that was missing appears", () => writeFileSync(join(root, "not-there"), "")],
    ["the output is deleted", () => rmSync(join(root, "out", "main.js"))],
    ["the stamp is deleted", () => rmSync(join(root, "out", "main.js.stamp"))],
  ];
  for (const [title, change] of changes) {
    it(`runs it again when ${title}`, async () => {
      await make();
      change();
      expect(await make()).to.equal(true);
      expect(await make()).to.equal(false);
    });
  }

  it("runs it again after a failure, although the old output exists", async () => {
    await make();
    writeFileSync(join(root, "sources", "a.ts"), "changed");
    const error = await make(() => {
      throw new Error("stopped");
    }).catch((reason: Error) => reason);
    expect(error).to.have.property("message", "stopped");
    writeFileSync(join(root, "sources", "a.ts"), "a");
    expect(await make()).to.equal(true);
  });
});
