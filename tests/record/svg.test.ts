import { expect } from "chai";
import fc from "fast-check";
import type { Frame } from "../../scripts/record/screen.ts";
import { plainLine } from "../../scripts/record/screen.ts";
import { drawAnimation, drawStill } from "../../scripts/record/svg.ts";
import { replay } from "../../scripts/record/terminal.ts";
import { readXml } from "./xml.ts";

const window = { title: "a & b", description: "<what> it shows", columns: 40 };

/** What a terminal shows after this output, as a still picture. */
async function picture(output: string): Promise<string> {
  const { everything } = await replay({ columns: 40, rows: 10, chunks: [{ atMs: 0, text: output }] });
  return drawStill(everything, window);
}

function texts(svg: string): string[] {
  return readXml(svg).flatMap(({ element, text }) => (element === "text" ? [text] : []));
}

/** The style with which a text is drawn: its class's. */
function styleOf(svg: string, text: string): string | undefined {
  const found = readXml(svg).find((one) => one.element === "text" && one.text === text);
  const name = found?.attributes.get("class");
  return name === undefined ? undefined : new RegExp(`\\.${name}\\{([^}]*)\\}`).exec(svg)?.[1];
}

describe("A picture of a terminal", () => {
  it("shows text as text, at its column", async () => {
    const svg = await picture("one  two\r\n    three four");
    expect(texts(svg)).to.deep.equal(["a & b", "one", "two", "three four"]);
    const places = readXml(svg).filter(({ element }) => element === "text");
    expect(places.map(({ attributes }) => attributes.get("x")).slice(1)).to.deep.equal(["16", "58", "49.6"]);
    expect(places.map(({ attributes }) => attributes.get("textLength")).slice(1)).to.deep.equal(["25.2", "25.2", "84"]);
  });

  it("is valid XML, whatever a program writes", async () => {
    const anything = fc.string({ unit: "binary", maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(anything, anything, async (output, title) => {
        readXml(await picture(output));
        readXml(drawStill([plainLine(output)], { title, description: title, columns: 40 }));
      }),
      { numRuns: 300 },
    );
  });

  it("escapes what XML would take for markup, and drops what it cannot hold", () => {
    expect(texts(drawStill([plainLine('<a href="x">&amp;\u0000\u001b\ud800!')], window))[1]).to.equal(
      '<a href="x">&amp;!',
    );
  });

  it("keeps named, palette and true colours, bright ones too", async () => {
    const svg = await picture(
      "\u001b[31mred\u001b[0m \u001b[91mbright\u001b[0m \u001b[38;5;208morange\u001b[0m \u001b[38;5;244mgrey\u001b[0m \u001b[38;2;1;2;3mtrue\u001b[0m plain",
    );
    expect(["red", "bright", "orange", "grey", "true", "plain"].map((text) => styleOf(svg, text))).to.deep.equal([
      "fill:#e8616b",
      "fill:#ff858d",
      "fill:#ff8700",
      "fill:#808080",
      "fill:#010203",
      undefined,
    ]);
  });

  it("keeps bold, dim, italic, underlined and inverse text", async () => {
    const svg = await picture(
      "\u001b[1mb\u001b[0m \u001b[2md\u001b[0m \u001b[3mi\u001b[0m \u001b[4mu\u001b[0m \u001b[7mr\u001b[0m",
    );
    expect(["b", "d", "i", "u", "r"].map((text) => styleOf(svg, text))).to.deep.equal([
      "font-weight:700",
      "opacity:.6",
      "font-style:italic",
      "text-decoration:underline",
      "fill:#14171f",
    ]);
    expect(svg).to.include('fill="#d5dae3"/><text');
  });

  it("gives wide characters their two columns", async () => {
    const place = readXml(await picture("迁移 x")).find(({ text }) => text === "迁移 x");
    expect(place?.attributes.get("textLength")).to.equal("50.4");
  });
});

describe("A moving picture of a terminal", () => {
  const frames: Frame[] = [
    { atMs: 0, lines: [plainLine("$ up"), [], []] },
    { atMs: 1000, lines: [plainLine("$ up"), plainLine("waiting"), []] },
    { atMs: 3000, lines: [plainLine("$ up"), plainLine("done"), []] },
  ];
  const svg = drawAnimation(frames, 4000, window);

  it("is XML, and holds each different line once", () => {
    expect(texts(svg)).to.have.members(["$ up", "waiting", "done", "a & b"]);
  });

  it("shows each frame from its time to the next one's", () => {
    expect(svg).to.include("@keyframes f0{0%{visibility:visible}25%{visibility:hidden}}");
    expect(svg).to.include("@keyframes f1{0%{visibility:hidden}25%{visibility:visible}75%{visibility:hidden}}");
    expect(svg).to.include("@keyframes f2{0%{visibility:hidden}75%{visibility:visible}}");
    expect(svg).to.include("animation:4000ms step-end infinite");
  });

  it("shows the last frame to readers who want no motion", () => {
    expect(svg).to.include(".last{visibility:visible}");
    expect(svg).to.include("@media (prefers-reduced-motion:reduce){.f{animation:none}}");
    expect(svg.match(/class="f last"/g)).to.have.length(1);
  });

  it("is as high as its fullest frame needs", () => {
    expect(svg).to.include('viewBox="0 0 368 102"');
  });

  it("needs nothing that an <img> does not load: no script, no font, no other file", () => {
    expect(svg).not.to.match(/<script|@import|@font-face|url\(|href="[^#]|\son\w+=/);
  });
});
