import { expect } from "chai";
import fc from "fast-check";
import { boundedOutputs } from "../../provider/src/plugin/boundedOutputs.ts";
import { boundedReasons, boundedText, encodedBytes } from "../../provider/src/plugin/boundedText.ts";

const anyText = fc
  .oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constantFrom("é", "\ud800", "😀"))
  .chain((part) => fc.integer({ min: 1, max: 3000 }).map((times) => part.repeat(times)));

describe("What travels in a trailer", () => {
  it("is a text of bounded size, cut between characters, with a note on what is missing", () => {
    expect(boundedText("é".repeat(1000), 100)).to.match(/^é+… and \d+ more characters$/);
    expect(boundedText("short", 100)).to.equal("short");
    fc.assert(
      fc.property(anyText, fc.integer({ min: 100, max: 5000 }), (text, maxBytes) => {
        const bounded = boundedText(text, maxBytes);
        expect(encodedBytes(bounded)).to.be.at.most(maxBytes);
        expect(bounded).to.equal(Buffer.from(bounded).toString());
      }),
    );
  });

  it("is as many reasons as fit, always including the first", () => {
    expect(boundedReasons(["one", "two"])).to.deep.equal(["one", "two"]);
    expect(
      boundedReasons(
        Array.from({ length: 9 }, () => "a".repeat(300)),
        1000,
      ),
    ).to.deep.equal([
      "a".repeat(300),
      "a".repeat(300),
      "… and 7 more reasons. `pulumi refresh` brings the full list into state.",
    ]);
    fc.assert(
      fc.property(
        fc.array(anyText, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 500, max: 9000 }),
        (reasons, maxBytes) => {
          const bounded = boundedReasons(reasons, maxBytes);
          expect(bounded.reduce((sum, one) => sum + encodedBytes(one), 0)).to.be.at.most(maxBytes);
          expect(bounded).to.not.be.empty;
        },
      ),
    );
  });

  it("omits submitted lists, and has the beginning of lists that were found out", () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `queue ${index}`, reason: "exists" }));
    const kept = boundedOutputs(
      { queues: many, name: "move", definitionsFile: "x".repeat(9000) },
      { status: "failed", failures: many },
    );
    expect(kept).to.have.all.keys("name", "status", "failures");
    expect(kept.failures).to.deep.equal(many.slice(0, (kept.failures as unknown[]).length)).and.not.be.empty;
    expect(JSON.stringify(kept).length).to.be.below(3 * 1024);
  });
});
