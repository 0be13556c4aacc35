import { expect } from "chai";
import { step } from "../../scripts/setup/step.mjs";

describe("A step of the set-up", () => {
  let written: string;
  const log = {
    write: (text: string): boolean => {
      written += text;
      return true;
    },
    isTTY: false,
    columns: 80,
  };
  beforeEach(() => {
    written = "";
  });

  it("prints its title and its duration, and returns its result", async () => {
    expect(await step("building pulumi", async () => 42, log)).to.equal(42);
    expect(written).to.equal("set-up: building pulumi\n  done in 0 s\n");
  });

  it("prints that it failed, and rethrows the error", async () => {
    const failure = new Error("no space");
    const error = await step("building pulumi", () => Promise.reject(failure), log).catch((reason: unknown) => reason);
    expect(error).to.equal(failure);
    expect(written).to.equal("set-up: building pulumi\n  failed after 0 s\n");
  });
});
