import { expect } from "chai";
import fc from "fast-check";
import { pauseMs } from "../../../provider/src/migration/waiting/pace.ts";

const boundMs = 10_000;

describe("pauseMs", () => {
  it("grows with the time waited, up to the bound", () => {
    const pauses = [0, 1000, 5000, 10_000, 30_000, 59_000, 60_000, 3_600_000].map((ms) => pauseMs(ms, 0, boundMs, 0));
    expect(pauses).to.deep.equal([700, 940, 1900, 3100, 3900, 3900, 10_000, 10_000]);
  });

  it("grows slowly to a bound that is longer than the default", () => {
    expect([60_000, 200_000, 1_000_000].map((ms) => pauseMs(ms, 0, 120_000, 0))).to.deep.equal([
      15_100, 48_700, 120_000,
    ]);
  });

  it("doubles with each failed poll in a row", () => {
    expect([0, 1, 2, 3, 4, 5, 1000].map((failed) => pauseMs(0, failed, boundMs, 0))).to.deep.equal([
      700, 1400, 2800, 5600, 10_000, 10_000, 10_000,
    ]);
  });

  it("never exceeds the bound, and is never so short that it would harm the service", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1000, max: 1e6 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (waitedMs, failedInARow, bound, random) => {
          expect(pauseMs(waitedMs, failedInARow, bound, random)).to.be.within(700, bound);
        },
      ),
    );
  });
});
