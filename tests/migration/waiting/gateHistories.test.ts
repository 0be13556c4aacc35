import { expect } from "chai";
import fc from "fast-check";
import type { GateResult } from "../../../provider/src/migration/index.ts";
import { type Drawn, historyArbitrary, historyOf } from "./histories.ts";
import { mustBeReleasedBy, whatIsWrongWithFailure, whatIsWrongWithRelease } from "./historyOracle.ts";
import { play } from "./historyRun.ts";
import { keptHistories } from "./keptHistories.ts";

async function judge(drawn: Drawn): Promise<GateResult["state"]> {
  const history = historyOf(drawn);
  const run = await play(drawn, history);
  const { result, endedAtMs } = run;
  const deadlineMs = history.timeoutSeconds * 1000;
  const { cancelAfterMs = Number.POSITIVE_INFINITY } = history;
  // A failed gate takes up to 15 seconds more to read the causes.
  const latestEndMs = result.state === "failed" ? deadlineMs + 15_000 : Math.min(deadlineMs, cancelAfterMs);
  expect(endedAtMs, "the end").to.be.at.most(latestEndMs);

  switch (result.state) {
    case "released":
      expect(endedAtMs, "a late release").to.be.at.most(mustBeReleasedBy(history, drawn) ?? deadlineMs);
      expect(whatIsWrongWithRelease(history, run), "a wrong release").to.equal("");
      break;
    case "failed":
      expect(whatIsWrongWithFailure(history, run), "a wrong failure").to.equal("");
      break;
    case "error":
      expect(history.faults.map(({ kind }) => kind)).to.include.oneOf(["forbidden", "instanceGone"]);
      break;
    case "cancelled":
      expect(endedAtMs).to.equal(cancelAfterMs);
      break;
    case "timedOut": {
      expect(endedAtMs).to.equal(deadlineMs);
      const latest = mustBeReleasedBy(history, drawn);
      if (latest !== undefined) expect(latest, "a missing release").to.be.greaterThan(deadlineMs);
      break;
    }
  }
  return result.state;
}

/** The unit tests play fewer. */
const runs = Number(process.env.GATE_HISTORIES ?? 10_000);

describe(`A gate, over ${runs} random histories`, () => {
  it("is released only if every selected task was seen finished, and always when they were", async function () {
    this.timeout(300_000);
    const ends = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (drawn) => {
        const state = await judge(drawn);
        ends.set(state, (ends.get(state) ?? 0) + 1);
      }),
      { numRuns: runs + keptHistories.length, examples: keptHistories.map((kept) => [kept]) },
    );
    // Histories that all end in the same way would prove little.
    for (const state of ["released", "failed", "timedOut", "cancelled", "error"]) {
      expect(ends.get(state) ?? 0, state).to.be.greaterThan(runs / 100);
    }
  });
});
