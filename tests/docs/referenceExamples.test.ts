import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { run } from "../../scripts/setup/command.mjs";
import { type Block, blocksIn } from "./blocks.ts";
import { typeErrors } from "./compileTypeScript.ts";

const root = join(import.meta.dirname, "..", "..");
const documents = [
  "docs/_index.md",
  ...readdirSync(join(root, "docs", "reference")).map((name) => `docs/reference/${name}`),
];

/** The examples in one language, by where they are. */
function examplesIn(language: string): Map<string, Block> {
  const found = documents.flatMap((document) =>
    blocksIn(readFileSync(join(root, document), "utf8"))
      .filter((block) => block.language === language)
      .map((block): [string, Block] => [`${document}, line ${block.line}`, block]),
  );
  return new Map(found);
}

/** Calls with a folder that has these files, and deletes it. */
async function inFolder(files: ReadonlyMap<string, string>, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rocketmq-examples-"));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("The examples in docs/_index.md and docs/reference", function () {
  this.timeout(300_000);

  it("are programs in every language, and no other blocks", () => {
    const languages = ["typescript", "python", "go", "csharp", "java", "yaml"];
    const counts = languages.map((language) => examplesIn(language).size);
    expect(counts[0]).to.be.greaterThan(5);
    expect(new Set(counts).size, `programs by language: ${counts}`).to.equal(1);
    const all = documents.flatMap((document) => blocksIn(readFileSync(join(root, document), "utf8")));
    expect([...new Set(all.map(({ language }) => language))]).to.have.members(languages);
  });

  it("compile in TypeScript", () => {
    const programs = [...examplesIn("typescript")].map(([place, { code }]): [string, string] => [place, code]);
    expect(typeErrors(new Map(programs))).to.deep.equal([]);
  });

  it("compile in Go", async () => {
    const sdk = join(root, "sdk", "go");
    const requirements = readFileSync(join(sdk, "go.mod"), "utf8");
    const [, module = "", rest = ""] = /^module (\S+)\n(.*)$/s.exec(requirements) ?? [];
    const programs = [...examplesIn("go").values()].map(({ code }, index): [string, string] => [
      `block${index}/main.go`,
      code,
    ]);
    const files = new Map([
      ["go.mod", `module examples\n${rest}\nrequire ${module} v0.0.0\nreplace ${module} => ${sdk}\n`],
      ["go.sum", readFileSync(join(sdk, "go.sum"), "utf8")],
      ...programs,
    ]);
    const env = { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off", GOPROXY: "off" };
    await inFolder(files, async (folder) => {
      await run("go", ["vet", "./..."], { cwd: folder, env });
    });
  });
});
