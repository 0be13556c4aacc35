import { expect } from "chai";
import fc from "fast-check";
import { type Drawing, type History, histories } from "./history.ts";
import { keptHistories } from "./keptHistories.ts";
import { breaches } from "./oracle.ts";
import { play } from "./play.ts";
import { transcript } from "./transcript.ts";

/** The same histories in every run; `OPERATOR_RUNS=5000 OPERATOR_SEED=…` draws many, and others. */
const runs = Number(process.env.OPERATOR_RUNS ?? 60);
const seed = Number(process.env.OPERATOR_SEED ?? 7);

async function judge(history: History): Promise<void> {
  const played = await play(history);
  const broken = breaches(played);
  expect(broken, `${broken.join("\n")}\n${transcript(history, played)}\n`).to.deep.equal([]);
}

function check(drawing: Drawing, numRuns: number): Promise<void> {
  return fc.assert(fc.asyncProperty(histories(drawing), judge), { numRuns, seed });
}

describe(`Random operations, by seed ${seed}`, function () {
  this.timeout(Math.max(120_000, runs * 1000));

  for (const [title, history] of Object.entries(keptHistories)) {
    it(`no law is broken where once ${title}`, () => judge(history));
  }

  it(`no migration is run twice, lost, or deleted with another's record, in ${runs} histories`, () => check({}, runs));

  it("nor where the plugin is killed in the middle of a call", () => check({ kills: true }, Math.ceil(runs / 12)));
});
