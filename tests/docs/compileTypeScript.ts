import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..", "..");
/** Does not exist: programs resolve packages from here, as a program next to node_modules would. */
const folder = join(root, "docs-blocks");

/**
 * Compiles programs as a strict TypeScript project with the npm packages of this checkout.
 * @param programs the texts by a name for messages
 * @returns one line for each error; empty if there is none
 */
export function typeErrors(programs: ReadonlyMap<string, string>): string[] {
  const files = new Map([...programs].map(([name, text], index) => [join(folder, `${index}.ts`), { name, text }]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.getCurrentDirectory = () => root;
  host.fileExists = (path) => files.has(path) || path === join(folder, "package.json") || fileExists(path);
  host.readFile = (path) => {
    // ES modules, for top-level `await`.
    if (path === join(folder, "package.json")) return '{ "type": "module" }';
    return files.get(path)?.text ?? readFile(path);
  };
  host.getSourceFile = (path, languageVersion) => {
    const text = files.get(path)?.text ?? (fileExists(path) ? readFileSync(path, "utf8") : undefined);
    return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const name = files.get(file?.fileName ?? "")?.name ?? file?.fileName ?? "";
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${name}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
