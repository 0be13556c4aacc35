import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { buildGoTool } from "./goTool.ts";

const sources = "provider/src/package/examples";

/** An example program in every language. */
export interface Example {
  /** What it is an example of: a function, a resource, `Provider` or `index` (the package). */
  readonly of: string;
  readonly title: string;
  /** The program by language, in the order in which they are shown. */
  readonly programs: ReadonlyMap<string, string>;
}

/** As the registry orders them. */
const languages = ["typescript", "python", "go", "csharp", "java", "yaml"];

/**
 * Translates the examples in provider/src/package/examples, which are Pulumi YAML, into every language. The translation checks
 * them against the schema.
 *
 * @param schema The JSON text of the schema.
 * @returns The examples in the order of their files' names.
 * @throws {SetupError} when an example does not fit the schema, or the translator cannot be built.
 */
export async function translateExamples(schema: string): Promise<Example[]> {
  const translator = await buildGoTool("examples", "Pulumi's program generators");
  const files = readdirSync(join(root, sources))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(root, sources, name));
  const folder = mkdtempSync(join(tmpdir(), "huaweicloud-rocketmq-examples-"));
  try {
    writeFileSync(join(folder, "schema.json"), schema);
    const json = await run(translator, [join(folder, "schema.json"), ...files]);
    const translated: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(json);
    return files.map((file) => example(file, readFileSync(file, "utf8"), translated[file] ?? {}));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function example(file: string, yaml: string, translated: Readonly<Record<string, string>>): Example {
  const title = /^description: (.*)$/m.exec(yaml)?.[1] ?? "";
  const programs = { ...translated, yaml };
  return {
    of: basename(file).replace(/\..*$/, ""),
    title,
    programs: new Map(languages.map((language) => [language, tidy(language, programs[language as "yaml"] ?? "")])),
  };
}

/** Makes a generated program look as one would write it: short names, no imports without a use. */
function tidy(language: string, program: string): string {
  return `${(tidiers[language] ?? ((text: string) => text))(program).trim()}\n`;
}

const tidiers: Readonly<Record<string, (program: string) => string>> = {
  typescript: (program) =>
    dropUnusedImports(program.replaceAll("huaweicloud_rocketmq", "rocketmq"), /^import \* as (\w+) from .*;\n/gm),
  python: (program) =>
    program
      .replace(" as huaweicloud_rocketmq", " as rocketmq")
      .replaceAll(/(?<!pulumi_)huaweicloud_rocketmq\./g, "rocketmq."),
  go: (program) => exportsInputs(program.replaceAll(/\bGetMigrationTask(Args)?\b/g, "LookupMigrationTask$1")),
  java: (program) =>
    dropUnusedImports(readsResults(withJavaPackage(program)), /^import [\w.]+\.(\w+);\n/gm).replace(
      /^package generated_program;\n\n/,
      "",
    ),
  yaml: (program) => program.replace(/^description: .*\n/m, ""),
};

/**
 * The generator for Go exports the results of functions as they are, but only inputs and outputs can be exported. (It also does not
 * know that the SDK calls a function Lookup… if a resource has the same name.)
 */
function exportsInputs(program: string): string {
  const results = [...program.matchAll(/(\w+), err := huaweicloudrocketmq\.(?:Get|Lookup)/g)].map(([, name]) => name);
  if (results.length === 0) return program;
  const exported = new RegExp(`ctx\\.Export\\(("\\w+"), ((?:${results.join("|")})(?:\\.\\w+)*)\\)`, "g");
  return program.replaceAll(exported, "ctx.Export($1, pulumi.Any($2))");
}

/** The generator for Java reads the fields of a function's result, although the function returns an output of it. */
function readsResults(program: string): string {
  const results = [...program.matchAll(/final var (\w+) = HuaweicloudrocketmqFunctions\./g)].map(([, name]) => name);
  if (results.length === 0) return program;
  const fields = new RegExp(`\\b(${results.join("|")})\\.(\\w+)\\(\\)`, "g");
  return program.replaceAll(fields, "$1.applyValue(result -> result.$2())");
}

/** The generator for Java imports functions and types from packages of other names than the SDK has. */
function withJavaPackage(program: string): string {
  return program
    .replaceAll(/(?<!import )com\.\w+\.huaweicloudrocketmq\.inputs\./g, "")
    .replaceAll(/com\.\w+\.huaweicloudrocketmq\./g, "io.github.huaweicloudrocketmq.");
}

/** @param importLine its first group is the name that the line imports */
function dropUnusedImports(program: string, importLine: RegExp): string {
  const body = program.replaceAll(importLine, "");
  return program.replaceAll(importLine, (line, name: string) => (new RegExp(`\\b${name}\\b`).test(body) ? line : ""));
}
