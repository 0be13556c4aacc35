import { type Kind, type Place, readAt, refuse } from "./kind.ts";
import { InvalidPropertiesError, Problems } from "./problem.ts";
import type { ObjectSpec, PropertySpec, TypeCollector } from "./schemaSpec.ts";
import { hasUnknown, isProperties, type Properties, type Value } from "./value.ts";

/** A default: a single value, or a list of them. */
export type Default = boolean | number | string | readonly (boolean | number | string)[];

/** One property: its kind, its documentation, and whether it may be omitted. */
export interface Property<T> {
  readonly kind: Kind<T>;
  /** The documentation that users see in their editor, in Markdown. The schema adds the default. */
  readonly description: string;
  readonly required: boolean;
  /** True: the engine encrypts it in state and hides it on the screen. */
  readonly secret: boolean;
  /** True: a change replaces the resource. */
  readonly replaces: boolean;
  /** True: messages show it even if the engine keeps it as a secret, because it was derived from one. */
  readonly open: boolean;
  /** The value of an omitted property. It is given here only: checked inputs and `Values` always have it. */
  readonly default?: Default;
}

/** What a property may have besides its kind and description. */
export interface PropertyTraits {
  readonly secret?: boolean;
  readonly replaces?: boolean;
  readonly open?: boolean;
}

/** Properties by name: the single definition that schema, parser and TypeScript type are made from. */
export type Shape = Readonly<Record<string, Property<unknown>>>;

/** A property that values always have: it is required or has a default. */
type AlwaysPresent = { readonly required: true } | { readonly default: Default };

type TypeOf<P> = P extends Property<infer T> ? T : never;
type PresentNames<S extends Shape> = { [N in keyof S]: S[N] extends AlwaysPresent ? N : never }[keyof S];
type DefaultedNames<S extends Shape> = {
  [N in keyof S]: S[N] extends { readonly default: Default } ? N : never;
}[keyof S];

/** The TypeScript type of a shape's values. Required properties and those with a default are always present. */
export type Values<S extends Shape> = { readonly [N in PresentNames<S>]: TypeOf<S[N]> } & {
  readonly [N in Exclude<keyof S, PresentNames<S>>]?: TypeOf<S[N]>;
};

/** The TypeScript type of a shape's defaults. */
export type Defaults<S extends Shape> = { readonly [N in DefaultedNames<S>]: TypeOf<S[N]> };

/** A property that must be given. */
export function required<T>(
  kind: Kind<T>,
  description: string,
  traits: PropertyTraits = {},
): Property<T> & { readonly required: true } {
  return { kind, description, required: true, ...completeTraits(traits) };
}

/** A property that may be omitted. With a default, values always have it. */
export function optional<T>(
  kind: Kind<T>,
  description: string,
  traits: PropertyTraits & { readonly default: NoInfer<T> & Default },
): Property<T> & { readonly required: false; readonly default: Default };
export function optional<T>(
  kind: Kind<T>,
  description: string,
  traits?: PropertyTraits,
): Property<T> & { readonly required: false };
export function optional<T>(
  kind: Kind<T>,
  description: string,
  traits: PropertyTraits & { readonly default?: Default } = {},
): Property<T> & { readonly required: false } {
  return {
    kind,
    description,
    required: false,
    ...completeTraits(traits),
    ...(traits.default === undefined ? {} : { default: traits.default }),
  };
}

function completeTraits({ secret = false, replaces = false, open = false }: PropertyTraits): Required<PropertyTraits> {
  return { secret, replaces, open };
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
    spec: (types) => types.add(type.name, () => ({ ...objectSpec(type.shape, types), description: type.description })),
    read(value, place) {
      if (!isProperties(value)) return refuse(value, place, "an object");
      return readShape(type.shape, value, place);
    },
  };
}

/** How to read properties from outside. */
export interface Reading {
  /** True: numbers and booleans may be text, as in stack configuration. Default: false. */
  readonly fromText?: boolean;
  /** Names of secret properties: no problem quotes their values. Default: none. */
  readonly secrets?: ReadonlySet<string>;
}

/** Finds the problems of a user's properties. Unknown values have none. */
export function check(shape: Shape, properties: Properties, options: Reading = {}): Problems {
  const problems = new Problems();
  readShape(shape, properties, placeOf(problems, { ...options, unknownsAllowed: true }));
  return problems;
}

/**
 * Reads properties into the shape's type, and fills in defaults.
 * @throws InvalidPropertiesError if one is missing, malformed, or has an unknown value
 */
export function read<S extends Shape>(shape: S, properties: Properties, options: Reading = {}): Values<S> {
  const problems = new Problems();
  const values = readShape(shape, properties, placeOf(problems, { ...options, unknownsAllowed: false }));
  if (problems.any) throw new InvalidPropertiesError(problems.found);
  return values;
}

/**
 * Reads the known properties in a preview, and fills in defaults. A property that is or contains an unknown is left out.
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

/** The defaults of a shape. */
export function defaultsOf<S extends Shape>(shape: S): Defaults<S> {
  return withDefaults(shape, {}) as unknown as Defaults<S>;
}

/** Fills in the defaults of omitted properties. */
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
      if (property.required) place.problems.add(at(name), `Missing. ${firstSentence(property.description)}`);
      else if (property.default !== undefined) values[name] = property.default;
      continue;
    }
    const secret = place.secret || property.secret || place.secrets.has(name);
    const value = readAt(property.kind, given, { ...place, path: at(name), secret, secrets: noSecrets });
    if (value !== undefined) values[name] = value;
  }
  for (const name of Object.keys(properties)) {
    // The engine and the SDKs add properties of their own, e.g. __internal and __provider.
    if (!Object.hasOwn(shape, name) && !name.startsWith("__")) {
      place.problems.add(at(name), `Unknown property. Valid properties: ${Object.keys(shape).join(", ")}.`);
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

/** The schema of an object with this shape. */
export function objectSpec(shape: Shape, types: TypeCollector): ObjectSpec {
  return {
    type: "object",
    properties: propertySpecs(shape, types),
    required: Object.entries(shape)
      .filter(([, property]) => property.required)
      .map(([name]) => name),
  };
}

/** The schema of a shape's properties. */
export function propertySpecs(shape: Shape, types: TypeCollector): Record<string, PropertySpec> {
  return Object.fromEntries(Object.entries(shape).map(([name, property]) => [name, propertySpec(property, types)]));
}

function propertySpec(property: Property<unknown>, types: TypeCollector): PropertySpec {
  const { default: fallback } = property;
  return {
    ...property.kind.spec(types),
    description: fallback === undefined ? property.description : `${property.description} ${defaultText(fallback)}`,
    ...(property.secret ? { secret: true } : {}),
    ...(property.replaces ? { willReplaceOnChanges: true } : {}),
    // Pulumi's schema has no default for lists; the description still names it.
    ...(fallback === undefined || typeof fallback === "object" ? {} : { default: fallback }),
  };
}

function defaultText(fallback: Default): string {
  const values = typeof fallback === "object" ? fallback : [fallback];
  return `Default: ${values.map((value) => `\`${value}\``).join(", ")}.`;
}
