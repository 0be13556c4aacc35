import { expect } from "chai";
import fc from "fast-check";
import { writeResult } from "../../../emulator/src/taskResult.ts";
import { describeFailure, parseTaskResult } from "../../../provider/src/migration/metadata/index.ts";

function failuresOf(result: unknown): string[] {
  return parseTaskResult(JSON.stringify(result)).failures.map(describeFailure);
}

const kind = fc.constantFrom("topic", "consumerGroup", "vhost", "exchange", "queue");
const item = fc.record({ kind, name: fc.string({ minLength: 1 }) });
const items = fc.uniqueArray(item, { selector: ({ name }) => name, minLength: 1, maxLength: 8 });

describe("parseTaskResult", () => {
  for (const layout of ["items", "byKind"] as const) {
    it(`finds exactly the failures in the emulator's layout "${layout}"`, () => {
      const failing = fc.array(fc.boolean(), { minLength: 8, maxLength: 8 });
      fc.assert(
        fc.property(items, failing, fc.string({ minLength: 1 }), (all, isFailing, reason) => {
          const failed = all.filter((_, index) => isFailing[index]).map((each) => ({ ...each, reason }));
          const { failures } = parseTaskResult(writeResult(layout, all, failed));
          expect(failures).to.have.deep.members(failed);
        }),
      );
    });
  }

  it("gives the vhost of an item, and never takes an exchange's type for a kind", () => {
    expect(
      failuresOf({
        exchanges: [{ vhost: "shop", name: "orders", type: "topic", status: "failed", reason: "no quota" }],
        consumer_groups: [{ group_name: "billing", success: false, error_msg: "no quota" }],
        queues: { failed: ["invoices"] },
      }),
    ).to.deep.equal([
      "exchange orders in vhost shop: no quota",
      "consumer group billing: no quota",
      "queue invoices: failed, no reason given",
    ]);
  });

  for (const result of [
    { "orders-05": "failed: no quota" },
    { topics: "orders failed", queues: null },
    { status: "failed", message: "broker is down" },
    [{ name: "orders", status: "succeeded" }, { name: "billing", status: "weird" }, "billing", 3, null],
    [
      { name: "orders", status: "failed" },
      { item: "billing", status: "failed" },
    ],
    "topic orders failed: no quota",
    "broken { json",
    "",
  ]) {
    it(`finds no failures in ${JSON.stringify(result)}, and keeps it as it is`, () => {
      const text = typeof result === "string" ? result : JSON.stringify(result);
      const value = typeof result === "string" ? {} : { value: result };
      expect(parseTaskResult(text)).to.deep.equal({ text, failures: [], ...value });
    });
  }

  it("accepts a result that is JSON instead of a string, and one that is missing", () => {
    expect(parseTaskResult({ x: 1 })).to.deep.equal({ value: { x: 1 }, text: '{"x":1}', failures: [] });
    expect(parseTaskResult(null)).to.deep.equal({ text: "", failures: [] });
    expect(parseTaskResult(undefined)).to.deep.equal({ text: "", failures: [] });
  });

  it("never throws, and keeps the text", () => {
    const result = fc.oneof(fc.string(), fc.json(), fc.json({ depthSize: "large" }));
    fc.assert(fc.property(result, (raw) => parseTaskResult(raw).text === raw));
  });

  it("leaves a result of more than a hundred levels to its text", () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(parseTaskResult(nested(100)).value).to.be.an("array");
    for (const levels of [101, 200_000]) {
      expect(parseTaskResult(nested(levels))).to.deep.equal({ text: nested(levels), failures: [] });
    }
  });

  it("survives a result nested a hundred thousand times", () => {
    const raw = "[".repeat(100_000) + "]".repeat(100_000);
    expect(parseTaskResult(raw).failures).to.deep.equal([]);
    expect(parseTaskResult(JSON.parse(raw)).failures).to.deep.equal([]);
  });
});
