import type { Enumeration } from "./kind.ts";
import type { Default, ObjectType, Property, Shape } from "./shape.ts";

/** A type in Pulumi's package schema (https://www.pulumi.com/docs/iac/extending-pulumi/schema/). */
export type TypeSpec =
  | { readonly type: "string" | "integer" | "number" | "boolean" }
  | { readonly type: "array"; readonly items: TypeSpec }
  | { readonly $ref: string }
  | { readonly oneOf: readonly TypeSpec[] };

/** A property in Pulumi's package schema. */
export type PropertySpec = TypeSpec & {
  readonly description: string;
  readonly secret?: boolean;
  readonly default?: boolean | number | string;
  readonly willReplaceOnChanges?: boolean;
};

/** An object with properties in Pulumi's package schema. */
export interface ObjectSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required: readonly string[];
}

/** An enum in Pulumi's package schema. */
export interface EnumSpec {
  readonly type: "string";
  readonly description: string;
  readonly enum: readonly { readonly name: string; readonly value: string; readonly description: string }[];
}

/** Collects the named types that properties refer to, each once. */
export class TypeCollector {
  readonly types: Record<string, ObjectSpec | EnumSpec> = {};
  readonly #module: string;

  /** @param module the package and module, e.g. `huaweicloud-rocketmq:index` */
  constructor(module: string) {
    this.#module = module;
  }

  addObject(type: ObjectType<Shape>): TypeSpec {
    const token = `${this.#module}:${type.name}`;
    // Added before its properties, because a type may contain itself.
    if (!(token in this.types)) {
      this.types[token] = { type: "object", description: type.description, properties: {}, required: [] };
      this.types[token] = { ...objectSpec(type.shape, this), description: type.description };
    }
    return { $ref: `#/types/${token}` };
  }

  addEnumeration(enumeration: Enumeration<string>): TypeSpec {
    const token = `${this.#module}:${enumeration.name}`;
    this.types[token] = {
      type: "string",
      description: enumeration.description,
      enum: Object.entries(enumeration.values).map(([value, description]) => ({
        name: enumName(value),
        value,
        description,
      })),
    };
    return { $ref: `#/types/${token}` };
  }
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

function enumName(value: string): string {
  return value
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
