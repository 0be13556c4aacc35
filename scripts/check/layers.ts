import { dirname, relative, resolve } from "node:path";
import ts from "typescript";
import { locationOf, type Source, sourcesIn } from "./sourceProgram.ts";

const cloud = "provider/src/cloud";
const migration = "provider/src/migration";
const providerPackage = "provider/src/package";

/** The layers, and the layers that each may import besides itself. */
const layers: Readonly<Record<string, readonly string[]>> = {
  [cloud]: [],
  [migration]: [cloud],
  [providerPackage]: [cloud, migration],
  "provider/src/plugin": [cloud, migration, providerPackage],
  "provider/src/dynamic": [cloud, migration, providerPackage],
  // The command line can also run the emulator.
  "provider/src/command": [cloud, migration, providerPackage, "emulator/src"],
  // Written from Huawei's API reference alone: the provider and the emulator check each other.
  "emulator/src": [],
};

/** A constant that every layer of the provider may import. */
const versionFile = "provider/src/version.ts";

/**
 * Finds imports that point up or sideways between layers. Type imports, re-exports and `import()` count; npm packages
 * (the generated SDK is one) do not.
 *
 * @param program The sources of `provider/src` and `emulator/src`.
 * @param root The root of the checkout, an absolute path.
 * @returns One line per finding. Empty if all imports point down.
 */
export function findUpwardImports(program: ts.Program, root: string): string[] {
  const sources = ["provider/src", "emulator/src"].flatMap((folder) => sourcesIn(program, root, folder));
  return sources.flatMap((source) => {
    if (source.path === versionFile) return [];
    const layer = layerOf(source.path);
    if (layer === undefined) return [`${source.path} is in no layer. Add its folder to scripts/check/layers.ts.`];
    return importsOf(source).flatMap((specifier) => {
      const imported = relative(root, resolveImport(specifier.text, source, program));
      if (imported.startsWith("sdk/") || imported.split("/").includes("node_modules")) return [];
      if (imported === versionFile && layer.startsWith("provider/")) return [];
      const importedLayer = layerOf(imported);
      const allowed = [layer, ...(layers[layer] ?? [])];
      if (importedLayer !== undefined && allowed.includes(importedLayer)) return [];
      const valid = allowed.length === 1 ? "nothing outside of itself" : `only ${allowed.slice(1).join(", ")}`;
      return [`${locationOf(source, specifier)} imports "${specifier.text}". ${layer} may import ${valid}.`];
    });
  });
}

function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((layer) => path.startsWith(`${layer}/`));
}

/** The module specifiers of all imports and re-exports that name a file or one of our workspaces. */
function importsOf({ file }: Source): ts.StringLiteral[] {
  const specifiers: ts.StringLiteral[] = [];
  const visit = (node: ts.Node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined && ts.isStringLiteral(specifier)) specifiers.push(specifier);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return specifiers.filter(({ text }) => !text.startsWith("node:"));
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}

/** The file that an import names. Links of npm workspaces are followed; what does not resolve is left to the compiler. */
function resolveImport(specifier: string, { file }: Source, program: ts.Program): string {
  const { resolvedModule } = ts.resolveModuleName(specifier, file.fileName, program.getCompilerOptions(), ts.sys);
  if (resolvedModule !== undefined) return resolvedModule.resolvedFileName;
  return specifier.startsWith(".") ? resolve(dirname(file.fileName), specifier) : `/node_modules/${specifier}`;
}
