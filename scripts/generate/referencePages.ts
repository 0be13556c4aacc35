import { unfoldable } from "./exampleMarkdown.ts";
import type { Example } from "./examples.ts";

const folder = "docs/reference";
const notice =
  "<!-- Generated from the schema by `npm run generate`: edit the definitions in provider/src/package instead. -->";

/** What this file reads of Pulumi's package schema. */
interface Schema {
  readonly functions: Readonly<Record<string, FunctionSpec>>;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly provider: ResourceSpec;
  readonly types: Readonly<Record<string, ObjectSpec | EnumSpec>>;
}

interface FunctionSpec {
  readonly description: string;
  readonly inputs: ObjectSpec;
  readonly outputs: ObjectSpec;
}

interface ResourceSpec {
  readonly description: string;
  readonly inputProperties: Properties;
  readonly requiredInputs?: readonly string[];
  readonly properties?: Properties;
}

interface ObjectSpec {
  readonly description?: string;
  readonly properties: Properties;
  readonly required?: readonly string[];
}

interface EnumSpec {
  readonly description: string;
  readonly enum: readonly { readonly value: string; readonly description: string }[];
}

type Properties = Readonly<Record<string, PropertySpec>>;

interface PropertySpec extends TypeSpec {
  readonly description: string;
  readonly secret?: boolean;
  readonly willReplaceOnChanges?: boolean;
}

interface TypeSpec {
  readonly type?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly $ref?: string;
  readonly oneOf?: readonly TypeSpec[];
}

/**
 * Makes a page for each function and resource, and a table of contents.
 *
 * @param schema The package's schema, without examples in its descriptions.
 * @returns The text of each file by its path in the repository.
 */
export function referencePages(schema: Schema, examples: readonly Example[]): Map<string, string> {
  const pages = new Map<string, { readonly summary: string; readonly text: string }>();
  const add = (name: string, description: string, sections: readonly Section[]) => {
    const shown = examples.filter((example) => example.of === name).map(unfoldable);
    const text = [
      notice,
      `# ${name}`,
      description,
      ...(shown.length > 0 ? ["## Examples", ...shown] : []),
      ...sections.map(({ title, properties, required }) => `## ${title}\n\n${propertyTable(properties, required)}`),
      ...typeSections(sections, schema.types),
    ];
    pages.set(name, { summary: firstSentence(description), text: `${text.join("\n\n")}\n` });
  };
  for (const [token, { description, inputs, outputs }] of Object.entries(schema.functions)) {
    add(nameOf(token), description, [
      { title: "Arguments", isInput: true, ...inputs },
      { title: "Result", isInput: false, properties: outputs.properties },
    ]);
  }
  for (const [token, { description, inputProperties, requiredInputs, properties = {} }] of Object.entries(
    schema.resources,
  )) {
    const outputs = Object.entries(properties).filter(([name]) => !(name in inputProperties));
    add(nameOf(token), description, [
      { title: "Inputs", isInput: true, properties: inputProperties, required: requiredInputs },
      { title: "Outputs, besides the inputs", isInput: false, properties: Object.fromEntries(outputs) },
    ]);
  }
  add("Provider", schema.provider.description, [
    { title: "Configuration", isInput: true, properties: schema.provider.inputProperties },
  ]);
  return new Map([
    [`${folder}/README.md`, contents(pages)],
    ...[...pages].map(([name, { text }]): [string, string] => [`${folder}/${name}.md`, text]),
  ]);
}

interface Section {
  readonly title: string;
  readonly isInput: boolean;
  readonly properties: Properties;
  readonly required?: readonly string[] | undefined;
}

function contents(pages: ReadonlyMap<string, { readonly summary: string }>): string {
  const rows = [...pages].map(([name, { summary }]) => `| [${name}](${name}.md) | ${cell(summary)} |`);
  const spelling =
    "Names are written as in TypeScript, Java and YAML. Python spells them in snake case (`instance_id`), Go and C# start them " +
    "with a capital (`InstanceId`).";
  return `${[notice, "# Reference", spelling, `| | |\n|---|---|\n${rows.join("\n")}`].join("\n\n")}\n`;
}

function propertyTable(properties: Properties, required: readonly string[] = []): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const traits = [
      required.includes(name) ? "Required." : [],
      property.secret ? "Secret." : [],
      property.willReplaceOnChanges ? "A change replaces the resource." : [],
    ].flat();
    const description = [property.description, ...traits].join(" ");
    return `| \`${name}\` | ${typeText(property)} | ${cell(description)} |`;
  });
  return `| name | type | description |\n|---|---|---|\n${rows.join("\n")}`;
}

/** The types that properties refer to, directly or through other types, each once and in the order in which they appear. */
function typeSections(sections: readonly Section[], types: Schema["types"]): string[] {
  const asInput = typesOf(
    sections.filter(({ isInput }) => isInput),
    types,
  );
  const all = typesOf(sections, types);
  if (all.size === 0) return [];
  return ["## Types", ...[...all].map((name) => typeSection(name, typeNamed(name, types), asInput.has(name)))];
}

function typesOf(sections: readonly Section[], types: Schema["types"]): Set<string> {
  const found = new Set<string>();
  const visit = (properties: Properties) => {
    for (const name of Object.values(properties).flatMap(references)) {
      if (found.has(name)) continue;
      found.add(name);
      const type = typeNamed(name, types);
      if ("properties" in type) visit(type.properties);
    }
  };
  for (const { properties } of sections) visit(properties);
  return found;
}

function typeNamed(name: string, types: Schema["types"]): ObjectSpec | EnumSpec {
  const entry = Object.entries(types).find(([token]) => nameOf(token) === name);
  if (!entry) throw new Error(`The schema refers to a type "${name}" that it does not define`);
  return entry[1];
}

/** @param isInput whether users write it, so that it matters which properties are required */
function typeSection(name: string, type: ObjectSpec | EnumSpec, isInput: boolean): string {
  const table =
    "enum" in type
      ? `| value | meaning |\n|---|---|\n${type.enum.map((one) => `| \`${one.value}\` | ${cell(one.description)} |`).join("\n")}`
      : propertyTable(type.properties, isInput ? type.required : []);
  return [`### ${name}`, type.description ?? [], table].flat().join("\n\n");
}

function typeText(type: TypeSpec): string {
  if (type.$ref?.startsWith("#/types/")) return `[${nameOf(type.$ref)}](#${nameOf(type.$ref).toLowerCase()})`;
  if (type.$ref === "pulumi.json#/Asset") return "asset";
  if (type.$ref === "pulumi.json#/Any") return "any value";
  if (type.oneOf) return [...new Set(type.oneOf.map(typeText))].join(" or ");
  if (type.type === "array" && type.items) return `list of ${typeText(type.items)}`;
  if (type.type === "object" && type.additionalProperties) return `map of ${typeText(type.additionalProperties)}`;
  return type.type ?? "any value";
}

function references(type: TypeSpec): string[] {
  const own = type.$ref?.startsWith("#/types/") ? [nameOf(type.$ref)] : [];
  const inner = [type.items, type.additionalProperties, ...(type.oneOf ?? [])].filter((one) => one !== undefined);
  return [...own, ...inner.flatMap(references)];
}

/** `huaweicloud-rocketmq:index:getMigrationTasks` → `getMigrationTasks` */
function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** A text in one row of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
