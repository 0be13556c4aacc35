import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stopped } from "./interruption.mjs";
import { provideLanguageHost } from "./languageHosts.mjs";
import { buildGo } from "./languages/go.mjs";
import { buildJava } from "./languages/java.mjs";
import { buildPython } from "./languages/python.mjs";
import { MissingToolError, orMissing } from "./missingTool.mjs";
import { root } from "./root.mjs";

const languages = join(root, ".tools", "languages");

/**
 * Builds what tests of Python, Go, Java and YAML need: the package of this checkout's SDK, the language's example with it, and the
 * language's host. Each has a folder in `.tools/languages`, and is built again when its sources have changed. If a tool is missing,
 * `.tools/languages/<language>.missing` says which one. Nothing else is written outside of the checkout than the caches of pip,
 * Go and Maven.
 * @throws {import("./setupError.mjs").SetupError} when an SDK or an example does not compile.
 */
export async function buildLanguages() {
  await provide("python", buildPython);
  await provide("go", buildGo);
  await provide("java", buildJava);
  await provide("yaml");
}

/**
 * @param {string} language
 * @param {() => Promise<void>} [build]
 */
async function provide(language, build) {
  const missing = join(languages, `${language}.missing`);
  mkdirSync(languages, { recursive: true });
  try {
    await build?.();
    await orMissing(() => provideLanguageHost(language));
    rmSync(missing, { force: true });
  } catch (error) {
    if (!(error instanceof MissingToolError) || stopped.aborted) throw error;
    const [reason = ""] = error.message.split("\n");
    writeFileSync(missing, reason);
    process.stderr.write(`set-up: tests of ${language} will be skipped: ${error.message}\n`);
  }
}
