import { existsSync, readFileSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { goEnvironment } from "../../scripts/setup/languages/go.mjs";
import { skip } from "../skip.ts";
import { openProject, type Project } from "../stack/project.ts";

const root = join(import.meta.dirname, "..", "..");
/** Where the set-up puts what it builds: a folder for each language. */
export const built = join(root, ".tools", "languages");

/** A language that programs are written in. */
export interface Language {
  readonly name: string;
  /** In `examples`. */
  readonly folder: string;
  /** A folder whose programs come first on PATH. */
  readonly programs?: string;
  /** The language's environment on this machine, with the SDK of this checkout in place of the published one. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What the project needs besides the example's files. */
  prepare?(projectFolder: string): Promise<void>;
}

const venv = join(built, "python");

/** The languages, each with its own host. Go and Java programs were compiled by the set-up. */
export const languages: readonly Language[] = [
  { name: "TypeScript", folder: "typescript" },
  {
    name: "Python",
    folder: "python",
    // A host that was built from source ignores the project's `virtualenv`, and takes the first python3 on PATH.
    programs: join(venv, "bin"),
    prepare: (projectFolder) => symlink(venv, join(projectFolder, "venv")),
  },
  {
    name: "Go",
    folder: "go",
    environment: {
      ...goEnvironment,
      // Without debug information, which takes half of the linker's time.
      GOFLAGS: `-modfile=${join(built, "go", "go.mod")} -buildvcs=false -ldflags=-w`,
    },
  },
  {
    name: "Java",
    folder: "java",
    async prepare(projectFolder) {
      const file = join(projectFolder, "Pulumi.yaml");
      const runtime = `runtime: {name: java, options: {binary: ${JSON.stringify(join(built, "java", "program.jar"))}}}`;
      await writeFile(file, readFileSync(file, "utf8").replace(/^runtime: java$/m, runtime));
    },
  },
  { name: "YAML", folder: "yaml" },
];

/**
 * Skips the running test, or the suite of the running hook, if this machine cannot run programs in the language.
 * @throws Error if the set-up has not built the languages
 */
export function skipIfMissing(context: Mocha.Context, { folder }: Pick<Language, "folder">): void {
  if (!existsSync(built)) throw new Error("The languages are not built. Run `node scripts/setup.mjs tests`.");
  const missing = join(built, `${folder}.missing`);
  if (existsSync(missing)) skip(context, readFileSync(missing, "utf8"));
}

/** The language of this name; skips the running test if this machine cannot run programs in it. */
export function languageOf(name: string, context: Mocha.Context): Language {
  const language = languages.find((one) => one.name === name);
  if (language === undefined) throw new Error(`No language is named ${name}.`);
  skipIfMissing(context, language);
  return language;
}

/**
 * Opens a project in the language.
 * @param source files, or the folder of an example
 */
export async function openLanguageProject(
  { programs, environment, prepare }: Language,
  source: Parameters<typeof openProject>[0],
  variables: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const PATH = [programs ?? [], process.env.PATH ?? []].flat().join(delimiter);
  const project = await openProject(source, undefined, { PATH, ...environment, ...variables });
  await prepare?.(project.folder);
  return project;
}
