import { expect } from "chai";
import fc from "fast-check";
import { histories } from "./history.ts";
import { breaches } from "./oracle.ts";
import { play } from "./play.ts";

const runs = Number(process.env.OPERATOR_RUNS ?? 60);
const seed = Number(process.env.OPERATOR_SEED ?? Date.now() % 2 ** 31);

describe(`Operators' histories, ${runs} at random by seed ${seed}`, () => {
  it("never run a migration twice, lose one, or delete another's record", async function () {
    this.timeout(Math.max(60_000, runs * 2_000));
    await fc.assert(
      fc.asyncProperty(histories(), async (history) => {
        expect(breaches(await play(history))).to.deep.equal([]);
      }),
      { numRuns: runs, seed },
    );
  });
});
