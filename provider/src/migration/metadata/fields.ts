import type { Json } from "../../cloud/index.ts";
import { MetadataError } from "./metadataError.ts";

/**
 * The fields of one JSON object, read by name and type. Casing and underscores don't count (`topic_name` is
 * `topicName`): the service and its clients write both. A null counts as missing. Every method that reads a value
 * throws a MetadataError with the field's JSON path if the value has another type.
 */
export class Fields {
  readonly source: string;
  readonly path: string;
  /** The object's entries under their own names, without nulls. */
  readonly entries: readonly (readonly [name: string, value: Json])[];
  readonly #byPlainName = new Map<string, readonly [name: string, value: Json]>();

  /** @throws MetadataError if the value is not an object */
  constructor(value: Json | undefined, source: string, path = "$") {
    this.source = source;
    this.path = path;
    if (typeof value !== "object" || value === null || isList(value)) throw this.#error(path, value, "an object");
    this.entries = Object.entries(value).filter(([, field]) => field !== null);
    for (const entry of this.entries) {
      const plain = plainName(entry[0]);
      if (!this.#byPlainName.has(plain)) this.#byPlainName.set(plain, entry);
    }
  }

  /** The value of the first of these fields that is present. */
  value(...names: readonly string[]): Json | undefined {
    return this.#find(names)?.[1];
  }

  /** Whether any of these fields is present. */
  has(...names: readonly string[]): boolean {
    return this.#find(names) !== undefined;
  }

  /** The JSON path of one of this object's fields. */
  pathOf(name: string): string {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${this.path}.${name}` : `${this.path}[${JSON.stringify(name)}]`;
  }

  /** A required string. */
  text(...names: Names): string {
    const value = this.value(...names);
    if (typeof value !== "string") throw this.#errorFor(names, "a string");
    return value;
  }

  /** A string, or undefined if it is missing. */
  optionalText(...names: Names): string | undefined {
    return this.has(...names) ? this.text(...names) : undefined;
  }

  /** A required boolean; `"true"` and `"false"` count too. */
  flag(...names: Names): boolean {
    const value = this.value(...names);
    if (value === "true" || value === "false") return value === "true";
    if (typeof value !== "boolean") throw this.#errorFor(names, "true or false");
    return value;
  }

  /** A required integer; one in a string counts too, since the SDKs have typed these fields as strings. */
  integer(...names: Names): number {
    const value = this.value(...names);
    const number = typeof value === "string" && /^-?[0-9]{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isSafeInteger(number)) throw this.#errorFor(names, "an integer");
    return number;
  }

  /** An array of objects; empty if the field is missing. */
  list(name: string): Fields[] {
    const value = this.value(name) ?? [];
    if (!isList(value)) throw this.#errorFor([name], "an array");
    return value.map((item, index) => new Fields(item, this.source, `${this.pathOf(name)}[${index}]`));
  }

  /** An object; empty if the field is missing. */
  object(name: string): Fields {
    return new Fields(this.value(name) ?? {}, this.source, this.pathOf(name));
  }

  /** The entries of a map from name to object; none if the field is missing. */
  table(name: string): [name: string, row: Fields][] {
    const table = this.object(name);
    return table.entries.map(([key, row]) => [key, new Fields(row, this.source, table.pathOf(key))]);
  }

  #find(names: readonly string[]): readonly [name: string, value: Json] | undefined {
    for (const name of names) {
      const found = this.#byPlainName.get(plainName(name));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #errorFor(names: Names, allowed: string): MetadataError {
    const [name, value] = this.#find(names) ?? [names[0], undefined];
    return this.#error(this.pathOf(name), value, allowed);
  }

  #error(path: string, seen: Json | undefined, allowed: string): MetadataError {
    return new MetadataError(
      this.source,
      `Must be ${allowed}, but is ${typeOf(seen)}. Fix the value, or export the file again.`,
      { path },
    );
  }
}

type Names = readonly [string, ...string[]];

/** Whether a JSON value is an array (`Array.isArray` does not narrow read-only arrays). */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The type of a value in words. Never the value: it may be a password hash. */
export function typeOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "missing";
  if (isList(value)) return "an array";
  return { string: "a string", number: "a number", boolean: "a boolean", object: "an object" }[
    typeof value as "string"
  ];
}

function plainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
