import type { Problems } from "./problem.ts";
import type { TypeCollector, TypeSpec } from "./schemaSpec.ts";
import { Asset, isProperties, Unknown, type Value } from "./value.ts";

/**
 * A kind of value: how Pulumi's schema names it, and how a value that came from outside is read as it.
 * The type parameter is what the value is in TypeScript, so that one definition gives schema, parser and type.
 */
export interface Kind<T> {
  /** The type in Pulumi's schema; named types are added to the collector. */
  spec(types: TypeCollector): TypeSpec;
  /** Reads a value; what is wrong with it goes to the problems, and the answer is undefined then. */
  read(value: Value, place: Place): T | undefined;
}

/** Where a value stands, and how to read it. */
export interface Place {
  /** The property's path, for messages. */
  readonly path: string;
  readonly problems: Problems;
  /** True: the value must not be quoted in a message. */
  readonly secret: boolean;
  /** Names of the properties at this place that came as secrets. */
  readonly secrets: ReadonlySet<string>;
  /** True: numbers and booleans may come as text, as stack configuration does. */
  readonly fromText: boolean;
  /** True: unknown values are passed over without a word. */
  readonly unknownsAllowed: boolean;
}

/** Text. With a `pattern`, `allowed` says in words what the pattern means. */
export function text(rules: { pattern?: RegExp; allowed?: string; remedy?: string } = {}): Kind<string> {
  return {
    spec: () => ({ type: "string" }),
    read(value, place) {
      if (typeof value === "string" && (rules.pattern ?? /./s).test(value)) return value;
      return refuse(value, place, rules.allowed ?? "text that is not empty", rules.remedy);
    },
  };
}

/** Any text, the empty one too. */
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

/** One named set of values, with what each of them means: an enum in every SDK. */
export interface Enumeration<V extends string> {
  readonly name: string;
  readonly description: string;
  readonly values: Readonly<Record<V, string>>;
}

/** A value that must be one of an enumeration's. */
export function choice<const V extends string>(enumeration: Enumeration<V>): Kind<V> {
  const values = Object.keys(enumeration.values) as V[];
  return {
    spec: (types) => types.addEnumeration(enumeration),
    read(value, place) {
      const found = values.find((candidate) => candidate === value);
      return found ?? refuse(value, place, `one of ${values.join(", ")}`);
    },
  };
}

/** A value that is usually one of an enumeration's, but is passed on when the service invents a new one. */
export function openChoice<const V extends string>(enumeration: Enumeration<V>): Kind<V | (string & {})> {
  return { ...text(), spec: (types) => types.addEnumeration(enumeration) };
}

/** A list; `minItems` 1 makes an empty one an error. */
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

/** Any JSON: for what the service documents nowhere. */
export function anything(): Kind<Value> {
  return { spec: () => ({ $ref: "pulumi.json#/Any" }), read: (value) => value };
}

/** A file, by its path or as a Pulumi asset. */
export function file(): Kind<string | Asset> {
  return {
    spec: () => ({ oneOf: [{ type: "string" }, { $ref: "pulumi.json#/Asset" }] }),
    read(value, place) {
      const path = value instanceof Asset && value.source === "path" ? value.content : value;
      if (typeof path === "string" && isContent(path)) {
        // Named in words: the engine prints the value of the property that a problem is attached to.
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

/** Reads a value that may be unknown: unknown ones are passed over where the place allows it. */
export function readAt<T>(kind: Kind<T>, value: Value, place: Place): T | undefined {
  if (value instanceof Unknown) {
    if (!place.unknownsAllowed) place.problems.add(place.path, "The value is not known yet, but is needed here.");
    return undefined;
  }
  return kind.read(value, place);
}

/** Notes the problem in our one form: what was seen, what is allowed, what to do. */
export function refuse(value: Value, place: Place, allowed: string, remedy?: string): undefined {
  const seen = place.secret ? "a secret value of another form" : describe(value);
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

/** Linux's longest path. */
const longestPath = 4096;

/** True for a text that can be no path of a file that is meant, but is what such a file holds. */
function isContent(text: string): boolean {
  return text.length > longestPath || /^\s*[{[<]|[\n\r\0]/.test(text);
}
