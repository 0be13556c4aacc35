import { expect } from "chai";
import { excerpt } from "../../scripts/record/excerpt.ts";
import { pace } from "../../scripts/record/pace.ts";
import { lineText, plainLine } from "../../scripts/record/screen.ts";
import { joinChunks, replay } from "../../scripts/record/terminal.ts";

describe("Playing a recording", () => {
  it("gives the screen each time that it changed", async () => {
    const { frames } = await replay({
      columns: 20,
      rows: 2,
      chunks: [
        { atMs: 0, text: "a\r\n" },
        { atMs: 10, text: "waiting" },
        { atMs: 20, text: "\u001b[?25l" },
        { atMs: 30, text: "\rdone\u001b[K" },
      ],
    });
    expect(frames.map(({ atMs, lines }) => [atMs, ...lines.map(lineText)])).to.deep.equal([
      [0, "a", ""],
      [10, "a", "waiting"],
      [30, "a", "done"],
    ]);
  });

  it("remembers at the end what has scrolled away", async () => {
    const { everything } = await replay({ columns: 20, rows: 2, chunks: [{ atMs: 0, text: "1\r\n2\r\n3\r\n4\r\n" }] });
    expect(everything.map(lineText)).to.deep.equal(["1", "2", "3", "4"]);
  });

  it("takes pieces of output that come together for one", () => {
    const chunks = [0, 5, 10, 100].map((atMs) => ({ atMs, text: `${atMs};` }));
    expect(joinChunks(chunks, 20)).to.deep.equal([
      { atMs: 0, text: "0;5;10;" },
      { atMs: 100, text: "100;" },
    ]);
  });
});

describe("The pace of a recording", () => {
  const frames = [0, 50, 2000, 60_000].map((atMs) => ({ atMs, lines: [plainLine(`frame ${atMs}`)] }));
  const paced = pace(frames, { longestGapMs: 1500, shortestFrameMs: 100, lastFrameMs: 4000 });

  it("cuts the time in which nothing moves, and leaves out what nobody could read", () => {
    expect(paced.frames.map(({ atMs, lines }) => `${atMs}: ${lines.map(lineText)}`)).to.deep.equal([
      "0: frame 50",
      "1550: frame 2000",
      "3050: frame 60000",
    ]);
  });

  it("ends with a rest on the last frame", () => {
    expect(paced.durationMs).to.equal(3050 + 4000);
  });
});

describe("An excerpt of a long text", () => {
  const lines = ["a", "  b 1", "  b 2", "  b 3", "c", "d"].map((text) => plainLine(text));

  it("says where lines are missing, and how many", () => {
    expect(excerpt(lines, [{ from: /b 2/, to: /^c/ }, { from: /^d/ }]).map(lineText)).to.deep.equal([
      "a",
      "  b 1",
      "  ⋮ 2 more lines",
      "c",
    ]);
  });

  it("fails when a line that it should begin or end with is not there", () => {
    expect(() => excerpt(lines, [{ from: /x/ }])).to.throw("no line matches /x/ in:\na\n");
    expect(() => excerpt(lines, [{ from: /c/, to: /a/ }])).to.throw("no line matches /a/ in:\n");
  });
});
