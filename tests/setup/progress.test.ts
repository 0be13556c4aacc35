import { expect } from "chai";
import { createProgress, formatElapsed } from "../../scripts/setup/progress.mjs";

describe("The set-up's progress", () => {
  let written: string[];
  let clockMs: number;
  const log = () =>
    createProgress({ write: (text: string) => written.push(text) > 0, isTTY: false, columns: 80 }, () => clockMs);
  beforeEach(() => {
    written = [];
    clockMs = 0;
  });

  it("says what a step does and how long it took", async () => {
    const result = await log().step("building pulumi", async () => {
      clockMs += 283_900;
      return 42;
    });
    expect(result).to.equal(42);
    expect(written.join("")).to.equal("set-up: building pulumi\n  done in 4:43\n");
  });

  it("says that a step failed, and passes its error on", async () => {
    const failure = new Error("no space");
    const error = await log()
      .step("building pulumi", async () => {
        throw failure;
      })
      .catch((reason: unknown) => reason);
    expect(error).to.equal(failure);
    expect(written.join("")).to.equal("set-up: building pulumi\n  failed after 0:00\n");
  });

  it("formats a time of minutes and seconds", () => {
    expect([0, 999, 61_000, 3_600_000].map(formatElapsed)).to.deep.equal(["0:00", "0:00", "1:01", "60:00"]);
  });
});
