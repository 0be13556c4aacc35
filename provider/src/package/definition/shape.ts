import { type Kind, type Place, readAt, refuse } from "./kind.ts";
import { InvalidPropertiesError, Problems } from "./problem.ts";
import { hasUnknown, isProperties, type Properties, type Value } from "./value.ts";

/** One property: its kind, what users read about it, and whether it may be left out. */
export interface Property<T, Required extends boolean = boolean> {
  readonly kind: Kind<T>;
  /** The documentation that users see in their editor, in Markdown. */
  readonly description: string;
  readonly required: Required;
  /** True: the engine encrypts it in state and hides it on the screen. */
  readonly secret: boolean;
  /** True: a change of it makes a new resource. */
  readonly replaces: boolean;
  /** Used when it is left out. */
  readonly default?: boolean | number | string;
}

/** What a property may say beside its kind and description. */
export interface PropertyTraits {
  readonly secret?: boolean;
  readonly replaces?: boolean;
}

/** Properties by name: the one definition that schema, parser and TypeScript type are made from. */
export type Shape = Readonly<Record<string, Property<unknown>>>;

type TypeOf<P> = P extends Property<infer T> ? T : never;
type RequiredNames<S extends Shape> = { [N in keyof S]: S[N] extends Property<unknown, true> ? N : never }[keyof S];

/** The TypeScript type of a shape's values. */
export type Values<S extends Shape> = { readonly [N in RequiredNames<S>]: TypeOf<S[N]> } & {
  readonly [N in Exclude<keyof S, RequiredNames<S>>]?: TypeOf<S[N]>;
};

/** A property that must be given. */
export function required<T>(kind: Kind<T>, description: string, traits: PropertyTraits = {}): Property<T, true> {
  return { kind, description, required: true, secret: traits.secret ?? false, replaces: traits.replaces ?? false };
}

/** A property that may be left out; with a default, that is used then. */
export function optional<T>(
  kind: Kind<T>,
  description: string,
  traits: PropertyTraits & { default?: T & (boolean | number | string) } = {},
): Property<T, false> {
  return {
    kind,
    description,
    required: false,
    secret: traits.secret ?? false,
    replaces: traits.replaces ?? false,
    ...(traits.default === undefined ? {} : { default: traits.default }),
  };
}

/** A named object type: a class or interface in every SDK. */
export interface ObjectType<S extends Shape> {
  readonly name: string;
  readonly description: string;
  readonly shape: S;
}

/** A value that is an object of a named type. */
export function object<S extends Shape>(type: ObjectType<S>): Kind<Values<S>> {
  return {
    spec: (types) => types.addObject(type),
    read(value, place) {
      if (!isProperties(value)) return refuse(value, place, "an object");
      return readShape(type.shape, value, place);
    },
  };
}

/** How to read what came from outside. */
export interface Reading {
  /** True: numbers and booleans may come as text, as stack configuration does. Default: false. */
  readonly fromText?: boolean;
  /** Names of the properties that came as secrets: no problem quotes their values. Default: none. */
  readonly secrets?: ReadonlySet<string>;
}

/** Finds what is wrong with a user's properties; unknown ones are passed over. */
export function check(shape: Shape, properties: Properties, options: Reading = {}): Problems {
  const problems = new Problems();
  readShape(shape, properties, placeOf(problems, { ...options, unknownsAllowed: true }));
  return problems;
}

/**
 * Reads properties as the shape's type, defaults filled in.
 * @throws InvalidPropertiesError if one is missing, malformed or unknown
 */
export function read<S extends Shape>(shape: S, properties: Properties, options: Reading = {}): Values<S> {
  const problems = new Problems();
  const values = readShape(shape, properties, placeOf(problems, { ...options, unknownsAllowed: false }));
  if (problems.any) throw new InvalidPropertiesError(problems.found);
  return values;
}

/**
 * Reads what is known of properties in a preview: a property that is unknown, or holds an unknown, is left out.
 * @throws InvalidPropertiesError if one is malformed
 */
export function readKnown<S extends Shape>(shape: S, properties: Properties): Partial<Values<S>> {
  const problems = new Problems();
  const known = Object.fromEntries(Object.entries(properties).filter(([, value]) => !hasUnknown(value)));
  const present = Object.fromEntries(
    Object.entries(shape).filter(
      ([name, property]) => Object.hasOwn(known, name) || (!Object.hasOwn(properties, name) && !property.required),
    ),
  );
  const values = readShape(present, known, placeOf(problems, { unknownsAllowed: true }));
  if (problems.any) throw new InvalidPropertiesError(problems.found);
  return values as Partial<Values<S>>;
}

/** Fills in the defaults of the properties that were left out. */
export function withDefaults(shape: Shape, properties: Properties): Properties {
  const filled: Record<string, Value> = { ...properties };
  for (const [name, property] of Object.entries(shape)) {
    if (isAbsent(filled[name]) && property.default !== undefined) filled[name] = property.default;
  }
  return filled;
}

function placeOf(problems: Problems, options: Reading & { unknownsAllowed: boolean }): Place {
  return {
    path: "",
    problems,
    secret: false,
    secrets: options.secrets ?? noSecrets,
    fromText: options.fromText ?? false,
    unknownsAllowed: options.unknownsAllowed,
  };
}

const noSecrets: ReadonlySet<string> = new Set();

function readShape<S extends Shape>(shape: S, properties: Properties, place: Place): Values<S> {
  const values: Record<string, unknown> = {};
  const at = (name: string) => (place.path === "" ? name : `${place.path}.${name}`);
  for (const [name, property] of Object.entries(shape)) {
    const given = properties[name];
    if (isAbsent(given)) {
      if (property.required) place.problems.add(at(name), `Is missing. ${firstSentence(property.description)}`);
      else if (property.default !== undefined) values[name] = property.default;
      continue;
    }
    const secret = place.secret || property.secret || place.secrets.has(name);
    const value = readAt(property.kind, given, { ...place, path: at(name), secret, secrets: noSecrets });
    if (value !== undefined) values[name] = value;
  }
  for (const name of Object.keys(properties)) {
    // `__` begins what the engine and the SDKs add for themselves, e.g. __internal and __provider.
    if (!Object.hasOwn(shape, name) && !name.startsWith("__")) {
      place.problems.add(at(name), `Is no property here. Those that are: ${Object.keys(shape).join(", ")}.`);
    }
  }
  return values as Values<S>;
}

function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function firstSentence(description: string): string {
  return /^.*?\.(?=\s|$)/s.exec(description)?.[0].replace(/\s+/g, " ") ?? description;
}
