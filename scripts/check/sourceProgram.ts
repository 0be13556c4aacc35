import { relative } from "node:path";
import ts from "typescript";

/** One of our own source files. */
export interface Source {
  file: ts.SourceFile;
  /** Relative to the root of the checkout, e.g. `provider/src/cloud/client.ts`. */
  path: string;
}

/**
 * Parses and resolves all TypeScript files of some folders, with the compiler options of the checkout's `tsconfig.json`.
 *
 * @param root The root of the checkout, an absolute path.
 * @param folders Relative to the root, e.g. `provider/src`.
 */
export function createSourceProgram(root: string, folders: readonly string[]): ts.Program {
  const config = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const include = folders.map((folder) => `${folder}/**/*.ts`);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent({ ...config.config, include }, ts.sys, root);
  const [error = config.error] = errors;
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  return ts.createProgram(fileNames, options);
}

/** The program's files below a folder, without what they import from npm packages. */
export function sourcesIn(program: ts.Program, root: string, folder: string): Source[] {
  return program
    .getSourceFiles()
    .filter(({ isDeclarationFile }) => !isDeclarationFile)
    .map((file) => ({ file, path: relative(root, file.fileName) }))
    .filter(({ path }) => path.startsWith(`${folder}/`) && !path.includes("node_modules/"));
}

/** Where a node starts, e.g. `provider/src/cloud/client.ts:12`. */
export function locationOf({ file, path }: Source, node: ts.Node): string {
  return `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}
