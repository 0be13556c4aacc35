import { expect } from "chai";
import fc from "fast-check";
import { printable, ResponseError } from "../../provider/src/cloud/index.ts";

describe("A printable text", () => {
  it("has its control characters escaped, so that a terminal shows and does not obey them", () => {
    expect(printable("\u001b[2J\u001b]0;title\u0007 \r \u0000 \u007f \u009b31m")).to.equal(
      String.raw`\u001b[2J\u001b]0;title\u0007 \u000d \u0000 \u007f \u009b31m`,
    );
  });

  it("has no colour markup of Pulumi", () => {
    expect(printable("<{%fg 1%}>red<{%reset%}>")).to.equal("<{ %fg 1%}>red<{ %reset%}>");
  });

  it("has nothing that a CI system runs as a command when it reads a log", () => {
    expect(printable("::error::a\n \t::stop-commands::b")).to.equal(": :error::a\n \t: :stop-commands::b");
    expect(printable("a ##[add-mask]b ##vso[task.complete]c ###[d")).to.equal(
      "a # #[add-mask]b # #vso[task.complete]c ## #[d",
    );
    expect(printable("a::b ## c [d] ::e")).to.equal("a::b ## c [d] ::e");
  });

  it("keeps tabs, newlines and every other character", () => {
    const text = "Grüße\t漢字 😀\n<{ % }> %d";
    expect(printable(text)).to.equal(text);
  });

  it("stays as it is when it is made printable again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(printable(text))).to.equal(printable(text));
      }),
    );
  });

  it("is the message and the stack of every error", () => {
    const { message, stack } = new ResponseError("It said \u001b[2J<{%fg 1%}>.");
    expect(message).to.equal(String.raw`It said \u001b[2J<{ %fg 1%}>.`);
    expect(stack).to.contain(message).and.not.contain("\u001b");
  });
});
