import type { Problems } from "./problem.ts";
import type { EnumSpec, TypeCollector, TypeSpec } from "./schemaSpec.ts";
import { Asset, isProperties, Unknown, type Value } from "./value.ts";

/** A kind of value: its type in Pulumi's schema, its parser, and, as `T`, its type in TypeScript. */
export interface Kind<T> {
  /** The type in Pulumi's schema. Named types are added to the collector. */
  spec(types: TypeCollector): TypeSpec;
  /** Reads a value from outside. Undefined if there are problems; they are added to the place's. */
  read(value: Value, place: Place): T | undefined;
}

/** Where a value is, and how to read it. */
export interface Place {
  /** The property's path, for messages. */
  readonly path: string;
  readonly problems: Problems;
  /** True: the value must not be quoted in a message. */
  readonly secret: boolean;
  /** Names of the secret properties at this place. */
  readonly secrets: ReadonlySet<string>;
  /** True: numbers and booleans may be text, as in stack configuration. */
  readonly fromText: boolean;
  /** True: unknown values are no problem. */
  readonly unknownsAllowed: boolean;
}

/** Text. `allowed` describes the `pattern` in words. Without a pattern: any text that is not empty. */
export function text(rules: { pattern?: RegExp; allowed?: string; remedy?: string } = {}): Kind<string> {
  return {
    spec: () => ({ type: "string" }),
    read(value, place) {
      if (typeof value === "string" && (rules.pattern ?? /./s).test(value)) return value;
      return refuse(value, place, rules.allowed ?? "non-empty text", rules.remedy);
    },
  };
}

/** Any text, including the empty one. */
export function anyText(): Kind<string> {
  return text({ pattern: /^/ });
}

/** A whole number within bounds. */
export function integer(rules: { minimum: number; maximum: number; remedy?: string }): Kind<number> {
  return {
    spec: () => ({ type: "integer" }),
    read(value, place) {
      const given = place.fromText && typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
      const allowed = `a whole number from ${rules.minimum} to ${rules.maximum}`;
      if (typeof given !== "number" || !Number.isInteger(given) || given < rules.minimum || given > rules.maximum) {
        return refuse(value, place, allowed, rules.remedy);
      }
      return given;
    },
  };
}

/** A number within bounds, both included. */
export function number(rules: { minimum: number; maximum: number; remedy?: string }): Kind<number> {
  return {
    spec: () => ({ type: "number" }),
    read(value, place) {
      const given =
        place.fromText && typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
          ? Number(value)
          : value;
      if (typeof given !== "number" || !(given >= rules.minimum) || !(given <= rules.maximum)) {
        return refuse(value, place, `a number from ${rules.minimum} to ${rules.maximum}`, rules.remedy);
      }
      return given;
    },
  };
}

/** True or false. */
export function flag(): Kind<boolean> {
  return {
    spec: () => ({ type: "boolean" }),
    read(value, place) {
      if (typeof value === "boolean") return value;
      if (place.fromText && (value === "true" || value === "false")) return value === "true";
      return refuse(value, place, "true or false");
    },
  };
}

/** A named set of values, each with its description: an enum in every SDK. */
export interface Enumeration<V extends string> {
  readonly name: string;
  readonly description: string;
  readonly values: Readonly<Record<V, string>>;
}

/** One of an enumeration's values. */
export function choice<const V extends string>(enumeration: Enumeration<V>): Kind<V> {
  const values = Object.keys(enumeration.values) as V[];
  return {
    spec: (types) => types.add(enumeration.name, () => enumSpec(enumeration)),
    read(value, place) {
      const found = values.find((candidate) => candidate === value);
      return found ?? refuse(value, place, `one of ${values.join(", ")}`);
    },
  };
}

/** A list. With `minItems` 1, an empty one is a problem. */
export function list<T>(item: Kind<T>, rules: { minItems?: number; remedy?: string } = {}): Kind<T[]> {
  return {
    spec: (types) => ({ type: "array", items: item.spec(types) }),
    read(value, place) {
      if (!Array.isArray(value)) return refuse(value, place, "a list");
      if (value.length < (rules.minItems ?? 0))
        return refuse(value, place, "a list with at least one entry", rules.remedy);
      const items: T[] = [];
      for (const [index, entry] of value.entries()) {
        const read = readAt(item, entry, { ...place, path: `${place.path}[${index}]` });
        if (read !== undefined) items.push(read);
      }
      return items;
    },
  };
}

/** Any JSON: for what the service does not document. */
export function anything(): Kind<Value> {
  return { spec: () => ({ $ref: "pulumi.json#/Any" }), read: (value) => value };
}

/** A file: its path, or a Pulumi asset. */
export function file(): Kind<string | Asset> {
  return {
    spec: () => ({ oneOf: [{ type: "string" }, { $ref: "pulumi.json#/Asset" }] }),
    read(value, place) {
      const path = value instanceof Asset && value.source === "path" ? value.content : value;
      if (typeof path === "string" && isContent(path)) {
        // Without a path: the engine prints the value at a problem's path.
        place.problems.add(
          "",
          `${place.path}: Must be the path of a file, but is the content of one (${path.length} characters, not shown). Give the path, or wrap the content: new pulumi.asset.StringAsset(content).`,
        );
        return undefined;
      }
      if (value instanceof Asset) return value;
      if (typeof value === "string" && value !== "") return value;
      return refuse(value, place, "the path of a file, or a FileAsset or StringAsset");
    },
  };
}

/** Reads a value that may be unknown. An unknown is a problem unless the place allows it. */
export function readAt<T>(kind: Kind<T>, value: Value, place: Place): T | undefined {
  if (value instanceof Unknown) {
    if (!place.unknownsAllowed) place.problems.add(place.path, "The value is unknown, but is needed here.");
    return undefined;
  }
  return kind.read(value, place);
}

/** Adds a problem in the form that all share: what is allowed, what was seen, what to do. */
export function refuse(value: Value, place: Place, allowed: string, remedy?: string): undefined {
  const seen = place.secret ? "a secret value (not shown)" : describe(value);
  place.problems.add(place.path, `Must be ${allowed}, but is ${seen}.${remedy ? ` ${remedy}` : ""}`);
  return undefined;
}

function describe(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Asset) return "an asset";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isProperties(value)) return Object.keys(value).length === 0 ? "an empty object" : "an object";
  const quoted = JSON.stringify(value);
  return quoted.length > 60 ? `${quoted.slice(0, 57)}…"` : quoted;
}

/** The longest path on Linux. */
const longestPath = 4096;

/** True for a text that is the content of a file rather than its path. */
function isContent(text: string): boolean {
  return text.length > longestPath || /^\s*[{[<]|[\n\r\0]/.test(text);
}

function enumSpec({ description, values }: Enumeration<string>): EnumSpec {
  return {
    type: "string",
    description,
    enum: Object.entries(values).map(([value, meaning]) => ({ name: enumName(value), value, description: meaning })),
  };
}

/** `SingleTag` for `SINGLE_TAG`, `RabbitToRocket` for `rabbitToRocket`. */
function enumName(value: string): string {
  return value
    .split(/[^A-Za-z0-9]+/)
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
