import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { makeWhenStale } from "../../scripts/setup/stamp.mjs";

describe("The set-up makes anew only what is stale", () => {
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
      stamp: join(root, "out", ".stamp"),
      root,
      sources: ["sources", "not-there"],
      outputs: [join(root, "out", "main.js")],
      make: async () => {
        work();
        mkdirSync(join(root, "out"), { recursive: true });
        writeFileSync(join(root, "out", "main.js"), "made");
      },
    });

  it("makes it the first time, and skips it the second time", async () => {
    expect(await make()).to.equal(true);
    expect(await make()).to.equal(false);
  });

  const changes: [string, () => void][] = [
    ["a source's text changes", () => writeFileSync(join(root, "sources", "deep", "b.ts"), "c")],
    ["a source is added", () => writeFileSync(join(root, "sources", "c.ts"), "")],
    ["a source is removed", () => rmSync(join(root, "sources", "a.ts"))],
    ["a source that was missing appears", () => writeFileSync(join(root, "not-there"), "")],
    ["the output is gone", () => rmSync(join(root, "out", "main.js"))],
    ["the stamp is gone", () => rmSync(join(root, "out", ".stamp"))],
  ];
  for (const [title, change] of changes) {
    it(`makes it again when ${title}`, async () => {
      await make();
      change();
      expect(await make()).to.equal(true);
      expect(await make()).to.equal(false);
    });
  }

  it("makes it again after a run that failed half-way, though the old output is there", async () => {
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
