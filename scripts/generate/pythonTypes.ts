/** What the Python SDK needs besides Pulumi's generator, so that type checkers accept a program and no value fails in it. */

/**
 * The schema with a string accepted wherever an enum is. A program that writes `recheck="always"` runs, but type checkers refuse
 * it if the argument has the enum's type; and a value that a newer plugin returns would fail in an enum. Other languages keep the
 * enums: in TypeScript they are unions of literals, which a string would spoil.
 *
 * @param schema The JSON text of a package schema.
 * @returns The JSON text of the changed schema.
 */
export function withStringsForEnums(schema: string): string {
  const { types }: { types: Readonly<Record<string, { enum?: unknown }>> } = JSON.parse(schema);
  const changed = JSON.parse(schema, (_key, value) => {
    const reference = value?.$ref;
    if (typeof reference !== "string" || types[reference.replace("#/types/", "")]?.enum === undefined) return value;
    const { $ref, ...rest } = value;
    return { ...rest, oneOf: [{ type: "string" }, { $ref }] };
  });
  return JSON.stringify(changed);
}

/**
 * A generated module without the checks that a value is a dictionary. The generator also writes them for values of any type
 * and for unions, so that a function whose result is a list or a string would raise a TypeError.
 */
export function withoutFalseTypeErrors(module: string): string {
  return module.replaceAll(/^ +if (\w+) and not isinstance\(\1, dict\):\n +raise TypeError\(.*\)\n/gm, "");
}
