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
  readonly #tokens = new Set<string>();

  /** @param module the package and module, e.g. `huaweicloud-rocketmq:index` */
  constructor(module: string) {
    this.#module = module;
  }

  /** Adds a named type unless it exists already, and returns the reference to it. */
  add(name: string, spec: () => ObjectSpec | EnumSpec): TypeSpec {
    const token = `${this.#module}:${name}`;
    if (!this.#tokens.has(token)) {
      // Noted before its properties are, because a type may contain itself.
      this.#tokens.add(token);
      this.types[token] = spec();
    }
    return { $ref: `#/types/${token}` };
  }
}
