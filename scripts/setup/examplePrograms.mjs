import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildGo } from "./examples/go.mjs";
import { buildJava } from "./examples/java.mjs";
import { MissingToolError, orMissing } from "./examples/missingTool.mjs";
import { installPython } from "./examples/python.mjs";
import { stopped } from "./interruption.mjs";
import { provideLanguageHost } from "./languageHosts.mjs";
import { root } from "./root.mjs";
import { makeWhenStale } from "./stamp.mjs";
import { step } from "./step.mjs";

const languages = join(root, ".tools", "languages");

/**
 * Builds what the examples in Python, Go, Java and YAML need: the language's host, the SDK of this checkout, the program. Each
 * has a folder in `.tools/languages`. If a tool is missing, `.tools/languages/<language>.missing` says which one.
 * @throws {import("./setupError.mjs").SetupError} when a program or an SDK does not compile.
 */
export async function buildExamples() {
  await provide("yaml");
  await provide("python", {
    sources: ["examples/python/requirements.txt", "sdk/python"],
    output: "bin/python",
    make: installPython,
  });
  await provide("go", { sources: ["examples/go", "sdk/go"], output: "program", make: buildGo });
  await provide("java", { sources: ["examples/java", "sdk/java"], output: "program.jar", make: buildJava });
}

/**
 * @typedef {object} Build
 * @property {readonly string[]} sources
 * @property {string} output A file in the language's folder.
 * @property {(folder: string, say: (detail: string) => void) => Promise<void>} make Fills the language's folder.
 */

/**
 * @param {string} language
 * @param {Build} [build]
 */
async function provide(language, build) {
  const missing = join(languages, `${language}.missing`);
  mkdirSync(languages, { recursive: true });
  try {
    await orMissing(() => provideLanguageHost(language));
    if (build !== undefined) await makeExample(language, build);
    rmSync(missing, { force: true });
  } catch (error) {
    if (!(error instanceof MissingToolError) || stopped.aborted) throw error;
    const [reason = ""] = error.message.split("\n");
    writeFileSync(missing, reason);
    process.stderr.write(`set-up: tests of ${language} will be skipped: ${error.message}\n`);
  }
}

/**
 * @param {string} language
 * @param {Build} build
 */
async function makeExample(language, { sources, output, make }) {
  const folder = join(languages, language);
  await makeWhenStale({
    output: join(folder, output),
    sources: [...sources, `scripts/setup/examples/${language}.mjs`],
    make: () =>
      step(`building examples/${language}`, async (say) => {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        await make(folder, say);
      }),
  });
}
