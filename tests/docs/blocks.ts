import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

/** A fenced block of code in a Markdown document. */
export interface Block {
  /** The heading above it; a second block below the same heading is `Heading (2)`. */
  readonly name: string;
  /** As the fence says, e.g. `sh`. */
  readonly language: string;
  readonly code: string;
  /** The line of the fence, counted from 1. */
  readonly line: number;
}

/**
 * What shows that a block works.
 * @param named finds another block that belongs to it
 * @param context the `this` of the test
 */
type BlockCheck = (block: Block, named: (name: string) => Block, context: Mocha.Context) => unknown;

const docs = join(import.meta.dirname, "..", "..", "docs");

/** The fenced blocks of a document, in order. */
export function blocksIn(markdown: string): Block[] {
  const blocks: Block[] = [];
  const counts = new Map<string, number>();
  let heading = "";
  let open: { indent: string; fence: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const [, indent = "", fence = "", language = ""] = /^( *)(`{3,})([a-z]*)\s*$/.exec(line) ?? [];
    if (open && fence === open.fence && language === "") {
      const count = (counts.get(heading) ?? 0) + 1;
      counts.set(heading, count);
      const code = `${open.lines.join("\n")}\n`;
      blocks.push({
        name: count === 1 ? heading : `${heading} (${count})`,
        language: open.language,
        code,
        line: open.line,
      });
      open = undefined;
    } else if (open) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    else if (fence === "") heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
    else open = { indent, fence, language, line: index + 1, lines: [] };
  }
  if (open) throw new Error(`The block in line ${open.line} is not closed`);
  return blocks;
}

/**
 * Defines a test for each block of a document, and one that fails if a block has no check.
 * @param document its path from docs/
 * @param checks by the name of the block
 */
export function testBlocks(document: string, checks: Readonly<Record<string, BlockCheck>>): void {
  const blocks = blocksIn(readFileSync(join(docs, document), "utf8"));
  const title = document.startsWith("../") ? document.slice(3) : `docs/${document}`;
  it(`${title} has no block that is not checked here`, () => {
    expect(blocks.map(({ name }) => name)).to.have.members(Object.keys(checks));
  });
  const named = (name: string) => {
    const block = blocks.find((one) => one.name === name);
    if (!block) throw new Error(`${title} has no block "${name}"`);
    return block;
  };
  for (const block of blocks) {
    it(`${title}, line ${block.line}: ${block.name}`, function () {
      return checks[block.name]?.(block, named, this);
    });
  }
}
