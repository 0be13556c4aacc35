import type { Json } from "../../cloud/index.ts";
import { MetadataError } from "./metadataError.ts";

/**
 * The fields of one JSON object, read by name and type whatever their casing: `topic_name` is `topicName`. The service
 * and its clients write both. A null counts as missing. Every fault is a MetadataError with the field's JSON path.
 */
export class Fields {
  readonly source: string;
  readonly path: string;
  /** The object's entries under their own names, nulls left out. */
  readonly entries: readonly (readonly [name: string, value: Json])[];
  readonly #byPlainName = new Map<string, Json>();

  /** @throws MetadataError when the value is no object. */
  constructor(value: Json | undefined, source: string, path = "$") {
    this.source = source;
    this.path = path;
    if (typeof value !== "object" || value === null || isList(value)) {
      throw this.#fault(path, value, "an object");
    }
    this.entries = Object.entries(value).filter(([, field]) => field !== null);
    for (const [name, field] of this.entries) {
      const plain = plainName(name);
      if (!this.#byPlainName.has(plain)) {
        this.#byPlainName.set(plain, field);
      }
    }
  }

  /** The first of these fields that is there, or undefined. */
  value(...names: readonly string[]): Json | undefined {
    for (const name of names) {
      const found = this.#byPlainName.get(plainName(name));
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  has(...names: readonly string[]): boolean {
    return this.value(...names) !== undefined;
  }

  /** The path of one of this object's fields. */
  pathOf(name: string): string {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `${this.path}.${name}` : `${this.path}[${JSON.stringify(name)}]`;
  }

  /** A text that must be there. */
  text(name: string): string {
    const value = this.value(name);
    if (typeof value !== "string") {
      throw this.#fault(this.pathOf(name), value, "a string");
    }
    return value;
  }

  textOr<Fallback extends string | undefined>(
    fallback: Fallback,
    ...names: readonly [string, ...string[]]
  ): string | Fallback {
    const value = this.value(...names);
    if (value !== undefined && typeof value !== "string") {
      throw this.#fault(this.pathOf(names[0]), value, "a string");
    }
    return value ?? fallback;
  }

  flagOr(fallback: boolean, name: string): boolean {
    const value = this.value(name);
    if (value === "true" || value === "false") {
      return value === "true";
    }
    if (value !== undefined && typeof value !== "boolean") {
      throw this.#fault(this.pathOf(name), value, "true or false");
    }
    return value ?? fallback;
  }

  /** An integer; one in a string counts, since the service's own types have been both. */
  integerOr(fallback: number, ...names: readonly [string, ...string[]]): number {
    const value = this.value(...names);
    const number = typeof value === "string" && /^-?[0-9]{1,15}$/.test(value) ? Number(value) : value;
    if (number !== undefined && !Number.isSafeInteger(number)) {
      throw this.#fault(this.pathOf(names[0]), value, "an integer");
    }
    return (number as number | undefined) ?? fallback;
  }

  /** A list of objects; none when the field is missing. */
  list(name: string): Fields[] {
    const value = this.value(name) ?? [];
    if (!isList(value)) {
      throw this.#fault(this.pathOf(name), value, "an array");
    }
    return value.map((item, index) => new Fields(item, this.source, `${this.pathOf(name)}[${index}]`));
  }

  /** A field that holds an object; an empty one when it is missing. */
  object(name: string): Fields {
    return new Fields(this.value(name) ?? {}, this.source, this.pathOf(name));
  }

  /** The entries of a map from name to object. */
  table(name: string): [name: string, row: Fields][] {
    const table = this.object(name);
    return table.entries.map(([key, row]) => [key, new Fields(row, this.source, table.pathOf(key))]);
  }

  #fault(path: string, seen: Json | undefined, allowed: string): MetadataError {
    return new MetadataError(this.source, `expected ${allowed}, saw ${typeOf(seen)}. Correct it there.`, { path });
  }
}

/** Whether a JSON value is an array (TypeScript's own guard does not narrow read-only arrays). */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What a value is, in words; never the value itself. */
export function typeOf(value: Json | undefined): string {
  if (value === undefined || value === null) {
    return "nothing";
  }
  if (isList(value)) {
    return "an array";
  }
  return { string: "a string", number: "a number", boolean: "a boolean", object: "an object" }[
    typeof value as "string"
  ];
}

function plainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
