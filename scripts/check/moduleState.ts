import ts from "typescript";
import { locationOf, sourcesIn } from "./sourceProgram.ts";

/** Built-in types whose instances change. Their `Readonly…` counterparts, and `readonly` arrays, are not among them. */
const mutableTypes: ReadonlySet<string> = new Set([
  "AbortController",
  "AbortSignal",
  "Array",
  "Buffer",
  "Date",
  "EventEmitter",
  "Map",
  "Set",
  "Uint8Array",
  "WeakMap",
  "WeakSet",
]);

const mutatingMethods: ReadonlySet<string> = new Set([
  "add",
  "clear",
  "copyWithin",
  "delete",
  "fill",
  "pop",
  "push",
  "reverse",
  "set",
  "shift",
  "sort",
  "splice",
  "unshift",
]);

/** How deep a constant's properties are searched for mutable values. */
const maxDepth = 4;

/**
 * Finds module-level mutable state: a top-level `let` or `var`, a static class field that changes, and a top-level `const`
 * whose value changes. A value changes if its type is a mutable collection, a class with fields that change, or an object
 * with such a property, or if some code writes to one of its properties. State in the closure of a returned function is
 * not found.
 *
 * @param program The sources of `folder`.
 * @param root The root of the checkout, an absolute path.
 * @param folder Relative to the root, e.g. `provider/src`.
 * @param allowed The state that may exist: `path name` → the reason.
 * @returns One line per finding, and one per entry of `allowed` that no longer exists.
 */
export function findModuleState(
  program: ts.Program,
  root: string,
  folder: string,
  allowed: Readonly<Record<string, string>>,
): string[] {
  const checker = program.getTypeChecker();
  const sources = sourcesIn(program, root, folder);
  const written = new Set(sources.flatMap(({ file }) => writtenVariables(file, checker)));
  const found = sources.flatMap((source) =>
    moduleVariables(source.file).flatMap((variable) => {
      const reason = whyMutable(variable, checker, written);
      return reason === undefined ? [] : [{ key: `${source.path} ${variable.name.text}`, source, variable, reason }];
    }),
  );
  const keys = new Set(found.map(({ key }) => key));
  return [
    ...found
      .filter(({ key }) => !Object.hasOwn(allowed, key))
      .map(({ source, variable, reason }) => `${locationOf(source, variable.name)} ${variable.name.text}: ${reason}`),
    ...Object.keys(allowed)
      .filter((key) => !keys.has(key))
      .map((key) => `"${key}" is allowed in scripts/check/sources.ts, but no longer exists. Remove the entry.`),
  ];
}

interface ModuleVariable {
  name: ts.Identifier | ts.PrivateIdentifier;
  isReassignable: boolean;
}

/** The variables that live as long as the module: top-level ones, and static class fields. */
function moduleVariables(file: ts.SourceFile): ModuleVariable[] {
  const variables: ModuleVariable[] = [];
  const addBinding = (name: ts.BindingName, isReassignable: boolean) => {
    if (ts.isIdentifier(name)) variables.push({ name, isReassignable });
    else
      for (const element of name.elements)
        if (!ts.isOmittedExpression(element)) addBinding(element.name, isReassignable);
  };
  for (const statement of file.statements.filter(ts.isVariableStatement)) {
    const isReassignable = (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
    for (const { name } of statement.declarationList.declarations) addBinding(name, isReassignable);
  }
  const addStaticFields = (node: ts.Node) => {
    if (ts.isPropertyDeclaration(node) && hasModifier(node, ts.SyntaxKind.StaticKeyword)) {
      const { name } = node;
      const isReassignable = !hasModifier(node, ts.SyntaxKind.ReadonlyKeyword);
      if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) variables.push({ name, isReassignable });
    }
    ts.forEachChild(node, addStaticFields);
  };
  addStaticFields(file);
  return variables;
}

function whyMutable(
  { name, isReassignable }: ModuleVariable,
  checker: ts.TypeChecker,
  written: ReadonlySet<ts.Symbol>,
): string | undefined {
  if (isReassignable) return "it can be reassigned";
  const symbol = checker.getSymbolAtLocation(name);
  const isWritten = symbol !== undefined && written.has(symbol);
  return howItChanges(checker.getTypeAtLocation(name), checker) ?? (isWritten ? "some code writes to it" : undefined);
}

/** How the values of a type change, e.g. `it is a Map`; `undefined` if they do not. */
function howItChanges(type: ts.Type, checker: ts.TypeChecker, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined;
  if (type.isUnionOrIntersection()) return firstDefined(type.types, (part) => howItChanges(part, checker, depth));
  const { symbol } = type;
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const isReadonly = checker.isTupleType(type)
      ? (type as ts.TupleTypeReference).target.readonly
      : symbol.name === "ReadonlyArray";
    // Arrays in a table's columns are not required to be readonly: the ones that change are found by their writers.
    return isReadonly || depth > 0 ? undefined : "it is an array that is not readonly";
  }
  if (symbol === undefined) return undefined;
  if (mutableTypes.has(symbol.name)) return `it is ${article(symbol.name)} ${symbol.name}`;
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
  const isOurs = symbol.declarations?.every((declaration) => !declaration.getSourceFile().isDeclarationFile) ?? false;
  if (!isOurs) return isClass ? `it is ${article(symbol.name)} ${symbol.name}` : undefined;
  if (isClass) {
    const field = firstDefined(fieldsOf(symbol), (declaration) => changingField(declaration, checker, depth));
    return field === undefined ? undefined : `it is ${article(symbol.name)} ${symbol.name}, which has ${field}`;
  }
  return firstDefined(checker.getPropertiesOfType(type), (property) => {
    const what = howItChanges(checker.getTypeOfSymbol(property), checker, depth + 1);
    return what === undefined ? undefined : `in its property ${property.name}, ${what}`;
  });
}

function article(name: string): string {
  return /^[AEIOU]/.test(name) ? "an" : "a";
}

/** The fields of a class: declared ones, private ones included. `erasableSyntaxOnly` rules out those that parameters declare. */
function fieldsOf(symbol: ts.Symbol): ts.PropertyDeclaration[] {
  const classes = (symbol.declarations ?? []).filter(ts.isClassLike);
  return classes.flatMap(({ members }) => members.filter(ts.isPropertyDeclaration));
}

function changingField(field: ts.PropertyDeclaration, checker: ts.TypeChecker, depth: number): string | undefined {
  if (hasModifier(field, ts.SyntaxKind.StaticKeyword)) return undefined;
  const name = field.name.getText();
  if (!hasModifier(field, ts.SyntaxKind.ReadonlyKeyword)) return `the reassignable field ${name}`;
  const what = howItChanges(checker.getTypeAtLocation(field.name), checker, depth + 1);
  return what === undefined ? undefined : `the mutable field ${name}`;
}

/** The variables to whose properties a file assigns, or which it changes by a method such as `push`. */
function writtenVariables(file: ts.SourceFile, checker: ts.TypeChecker): ts.Symbol[] {
  const symbols: ts.Symbol[] = [];
  const visit = (node: ts.Node) => {
    const target = writtenObject(node);
    const symbol = target === undefined ? undefined : checker.getSymbolAtLocation(target);
    if (symbol !== undefined) {
      const isImported = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      symbols.push(isImported ? checker.getAliasedSymbol(symbol) : symbol);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return symbols;
}

/** `x` in `x.a.b = 1`, `x[i]++`, `delete x.a`, `x.a.push(1)` and `Object.assign(x, y)`. */
function writtenObject(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isAssignment = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment ? baseOf(node.left) : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const isUpdate = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return isUpdate ? baseOf(node.operand) : undefined;
  }
  if (ts.isDeleteExpression(node)) return baseOf(node.expression);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression: object, name } = node.expression;
    if (mutatingMethods.has(name.text)) return ts.isIdentifier(object) ? object : baseOf(object);
    if (object.getText() === "Object" && name.text === "assign") return node.arguments[0];
  }
  return undefined;
}

/** The variable at the start of `variable.a[0].b`; `undefined` for a bare variable and for anything else. */
function baseOf(node: ts.Expression): ts.Identifier | undefined {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  return ts.isIdentifier(node.expression) ? node.expression : baseOf(node.expression);
}

function hasModifier(node: ts.PropertyDeclaration, kind: ts.ModifierSyntaxKind): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

function firstDefined<Item, Result>(
  items: readonly Item[],
  find: (item: Item) => Result | undefined,
): Result | undefined {
  for (const item of items) {
    const result = find(item);
    if (result !== undefined) return result;
  }
  return undefined;
}
