import { version } from "../version.ts";
import { objectSpec, propertySpecs, TypeCollector } from "./definition/index.ts";
import exampleSections from "./examples.json" with { type: "json" };
import { functions, resources } from "./index.ts";
import { moduleToken, packageName } from "./packageName.ts";
import { providerConfig } from "./providerConfig.ts";

const repository = `https://github.com/${packageName}/pulumi-${packageName}`;

/**
 * The package's schema, made from the definitions. SDKs are generated from it, and editors show it.
 * schema.json is never edited by hand: `npm run generate` writes it.
 *
 * @param examples The examples of each function and resource and of `Provider`, in Markdown: the end of its description.
 */
export function packageSchema(examples: Readonly<Record<string, string>> = exampleSections): object {
  const described = ({ name, description }: { readonly name: string; readonly description: string }) =>
    [description, examples[name] ?? []].flat().join("\n\n");
  const types = new TypeCollector(moduleToken);
  const config = propertySpecs(providerConfig, types);
  return {
    name: packageName,
    displayName: "Huawei Cloud RocketMQ",
    version,
    description: "Runs metadata migrations onto Huawei Cloud DMS for RocketMQ, and holds back what depends on them.",
    keywords: ["pulumi", "huaweicloud", "rocketmq", "rabbitmq", "migration", "category/infrastructure", "kind/native"],
    homepage: repository,
    license: "Apache-2.0",
    publisher: packageName,
    repository,
    logoUrl: `${repository}/raw/main/docs/logo.png`,
    // The releases of the organization's repository `pulumi-<name>`, which Pulumi appends. Short, because it becomes part of the
    // default provider's name, which errors show.
    pluginDownloadURL: `github://api.github.com/${packageName}`,
    meta: { moduleFormat: "(.*)", supportPack: true },
    language: {
      nodejs: { packageName: `pulumi-${packageName}`, respectSchemaVersion: true },
      python: {
        packageName: "pulumi_huaweicloud_rocketmq",
        pyproject: { enabled: true },
        respectSchemaVersion: true,
      },
      go: {
        importBasePath: "github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go/huaweicloudrocketmq",
        generateResourceContainerTypes: true,
        respectSchemaVersion: true,
      },
      // With the package's name, which the generator appends: io.github.huaweicloudrocketmq. Built with Maven.
      java: { basePackage: "io.github", buildFiles: "none" },
      csharp: {
        rootNamespace: "PulumiHuaweiCloud",
        namespaces: { [packageName]: "RocketMQ" },
        respectSchemaVersion: true,
      },
    },
    config: { variables: config },
    provider: {
      description: described({
        name: "Provider",
        description:
          "How to reach Huawei Cloud: region, project, keys. Without arguments it takes the stack's configuration.",
      }),
      type: "object",
      inputProperties: config,
    },
    functions: Object.fromEntries(
      functions.map((definition) => [
        `${moduleToken}:${definition.name}`,
        {
          description: described(definition),
          inputs: objectSpec(definition.inputs, types),
          outputs: objectSpec(definition.outputs, types),
        },
      ]),
    ),
    resources: Object.fromEntries(
      resources.map((definition) => {
        const inputs = objectSpec(definition.inputs, types);
        const checked = objectSpec(definition.checkedInputs, types);
        const outputs = objectSpec(definition.outputs, types);
        // An input with a default is always present in the outputs.
        const always = Object.entries(definition.checkedInputs).filter(([, input]) => input.default !== undefined);
        return [
          `${moduleToken}:${definition.name}`,
          {
            description: described(definition),
            inputProperties: inputs.properties,
            requiredInputs: inputs.required,
            properties: { ...checked.properties, ...outputs.properties },
            required: [...new Set([...checked.required, ...always.map(([name]) => name), ...outputs.required])],
          },
        ];
      }),
    ),
    types: types.types,
  };
}
