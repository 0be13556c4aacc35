/**
 * A property value as a program gave it: JSON, plus the two kinds of value that only Pulumi has.
 * Secrets are unwrapped before; `MarkedProperties` says which properties were secret.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [property: string]: Value }
  | Unknown
  | Asset;

/** Properties by name, as they travel between the engine and a provider. */
export type Properties = { readonly [property: string]: Value };

/** Properties in plain text, and which of them are secrets. */
export interface MarkedProperties {
  readonly properties: Properties;
  /** Names of the top-level properties that are secrets or contain one. */
  readonly secrets: ReadonlySet<string>;
}

/** A value that is not known yet: an output of a resource that a preview has not created. */
export class Unknown {
  /** Keeps the class nominal, so that no other empty object passes for an unknown. */
  readonly isUnknown = true;
}

/** The only unknown value: unknown values are indistinguishable. */
export const unknown = new Unknown();

/** A file that a program passed as a Pulumi asset: by its path, or as text. */
export class Asset {
  readonly source: "path" | "text" | "uri";
  /** The path, the text or the URI, depending on `source`. */
  readonly content: string;

  constructor(source: "path" | "text" | "uri", content: string) {
    this.source = source;
    this.content = content;
  }
}

/** True for a map of properties; false for lists, assets, unknowns and simple values. */
export function isProperties(value: Value | undefined): value is Properties {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Asset)
  );
}

/** True if the value is unknown or holds an unknown at any depth. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value instanceof Unknown) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isProperties(value) && Object.values(value).some(hasUnknown);
}

/** Deep equality of two values; an unknown equals nothing, not even another unknown. */
export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left instanceof Unknown || right instanceof Unknown) return false;
  if (left instanceof Asset || right instanceof Asset) {
    return (
      left instanceof Asset && right instanceof Asset && left.source === right.source && left.content === right.content
    );
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index]));
  }
  if (isProperties(left) && isProperties(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => sameValue(left[name], right[name]));
  }
  return left === right;
}
