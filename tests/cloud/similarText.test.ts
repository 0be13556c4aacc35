import { expect } from "chai";
import fc from "fast-check";
import { editDistance, mostSimilar } from "../../provider/src/cloud/similarText.ts";

describe("editDistance", () => {
  it("counts insertions, deletions, replacements and swaps of neighbours", () => {
    const pairs = [
      ["", ""],
      ["", "abc"],
      ["orders", "order"],
      ["orders", "ordres"],
      ["kitten", "sitting"],
    ] as const;
    expect(pairs.map(([from, to]) => editDistance(from, to))).to.deep.equal([0, 3, 1, 1, 3]);
  });

  it("with a limit is the same up to the limit, and infinite beyond", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
    fc.assert(
      fc.property(text, text, fc.nat(12), (from, to, limit) => {
        const distance = editDistance(from, to);
        expect(editDistance(to, from)).to.equal(distance);
        expect(editDistance(from, to, limit)).to.equal(distance <= limit ? distance : Number.POSITIVE_INFINITY);
      }),
    );
  });
});

describe("mostSimilar", () => {
  it("returns the nearest first, each once, equals in the given order, and no more than asked for", () => {
    const known = ["other", "ordes", "orders-2", "order", "ordes", "orderss"];
    expect(mostSimilar("orders", known, 3)).to.deep.equal([
      { text: "ordes", distance: 1 },
      { text: "order", distance: 1 },
      { text: "orderss", distance: 1 },
    ]);
    expect(mostSimilar("orders", known, 9, 2).map(({ text }) => text)).to.deep.equal([
      "ordes",
      "order",
      "orderss",
      "orders-2",
    ]);
    expect(mostSimilar("orders", [], 3)).to.deep.equal([]);
  });

  it("returns what sorting all of them would", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
    fc.assert(
      fc.property(text, fc.array(text), fc.integer({ min: 1, max: 5 }), (wanted, known, count) => {
        const sorted = [...new Set(known)]
          .map((each) => ({ text: each, distance: editDistance(wanted, each) }))
          .sort((one, other) => one.distance - other.distance);
        expect(mostSimilar(wanted, known, count)).to.deep.equal(sorted.slice(0, count));
      }),
    );
  });
});
