import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { chooser, schemaSection } from "./exampleMarkdown.ts";
import { type Example, translateExamples } from "./examples.ts";
import { referencePages } from "./referencePages.ts";
import { generateSdks } from "./sdks.ts";

/**
 * Generates, each from the one before: the schema without examples, the examples in every language, the schema, the SDKs and
 * the reference.
 *
 * @returns The text of each file by its path in the repository.
 * @throws {SetupError} when a generator cannot be built or refuses its input.
 */
export async function generateEverything(): Promise<Map<string, string>> {
  const withoutExamples = await schemaWith({});
  const examples = await translateExamples(withoutExamples);
  const sections = sectionsByName(examples);
  const schema = await schemaWith(sections);
  return new Map([
    ["provider/src/package/examples.json", `${JSON.stringify(sections, null, 2)}\n`],
    ["provider/schema.json", schema],
    ...(await generateSdks(schema)),
    ...referencePages(JSON.parse(withoutExamples), examples),
    ["docs/_index.md", overview(examples)],
  ]);
}

async function schemaWith(sections: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "huaweicloud-rocketmq-schema-"));
  try {
    writeFileSync(join(folder, "examples.json"), JSON.stringify(sections));
    return await run("node", ["provider/src/package/writeSchema.ts", join(folder, "examples.json")]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The example of the package is on its overview, not in the schema. */
function sectionsByName(examples: readonly Example[]): Record<string, string> {
  const names = [...new Set(examples.map(({ of }) => of))].filter((name) => name !== "index");
  return Object.fromEntries(names.map((name) => [name, schemaSection(examples.filter(({ of }) => of === name))]));
}

/** The package's page in the registry: written by hand, but for its example. */
function overview(examples: readonly Example[]): string {
  const example = examples.find(({ of }) => of === "index");
  if (!example) throw new Error("provider/src/package/examples has no index.yaml, the example of docs/_index.md");
  const page = readFileSync(join(root, "docs", "_index.md"), "utf8");
  return page.replace(/\{\{< chooser .*\{\{< \/chooser >\}\}/s, () => chooser(example));
}
