import { expect } from "chai";
import fc from "fast-check";
import { nextIntervalMs, withJitter } from "../../../provider/src/migration/waiting/interval.ts";

describe("nextIntervalMs", () => {
  it("starts short, and grows by half up to the bound", () => {
    const intervals: number[] = [];
    for (let last = 0; intervals.length < 9; intervals.push(last)) last = nextIntervalMs(last, "unchanged", 20_000);
    expect(intervals.map(Math.round)).to.deep.equal([1500, 2250, 3375, 5063, 7594, 11_391, 17_086, 20_000, 20_000]);
  });

  it("is short again after a change, and twice as long after an error", () => {
    expect(nextIntervalMs(20_000, "changed", 30_000)).to.equal(1500);
    expect(nextIntervalMs(4000, "error", 30_000)).to.equal(8000);
    expect(nextIntervalMs(0, "error", 30_000)).to.equal(1500);
  });

  it("never exceeds the bound and is never zero, with jitter or without", () => {
    const outcome = fc.constantFrom("changed" as const, "unchanged" as const, "error" as const);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        outcome,
        fc.integer({ min: 100, max: 1e6 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (previousMs, what, boundMs, random) => {
          const jittered = withJitter(nextIntervalMs(previousMs, what, boundMs), random);
          expect(jittered).to.be.within(Math.min(boundMs, 1500) * 0.79, boundMs);
        },
      ),
    );
  });
});
