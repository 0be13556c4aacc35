import { expect } from "chai";
import { blocksIn } from "./blocks.ts";

describe("The blocks of a document", () => {
  it("have the name of the heading above them, a number, their language and their line", () => {
    const text = "# A\n```sh\n# no heading\necho\n```\ntext\n```\nplain\n```\n## B\n````md\n```ts\n```\n````\n";
    expect(blocksIn(text)).to.deep.equal([
      { name: "A", language: "sh", code: "# no heading\necho\n", line: 2 },
      { name: "A (2)", language: "", code: "plain\n", line: 7 },
      { name: "B", language: "md", code: "```ts\n```\n", line: 11 },
    ]);
  });

  it("may be indented, as in a list", () => {
    expect(blocksIn("1. one\n   ```ts\n   a;\n     b;\n   ```\n")).to.deep.equal([
      { name: "", language: "ts", code: "a;\n  b;\n", line: 2 },
    ]);
  });

  it("must be closed", () => {
    expect(() => blocksIn("```sh\necho\n")).to.throw("The block in line 1 is not closed");
  });
});
