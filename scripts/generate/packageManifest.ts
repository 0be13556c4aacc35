/** The part of the package.json from Pulumi's generator that we keep. */
interface GeneratedManifest {
  name: string;
  version: string;
  keywords?: readonly string[];
  license?: string;
  pulumi: { name: string; version: string };
}

/**
 * The package.json of the SDK. The one from Pulumi's generator is meant to be published from its `bin` folder; ours is
 * also an npm workspace, has two more entry points, `dynamic` (the front without a plugin) and `core` (which the dynamic front
 * loads when it is called: an ES module, because got is one), a command, and the plugin.
 *
 * @param generated The package.json from Pulumi's generator.
 * @param versions The versions of the provider's npm dependencies.
 * @returns The text of the file.
 */
export function packageManifest(generated: string, versions: Readonly<Record<string, string>>): string {
  const { name, version, keywords, license, pulumi }: GeneratedManifest = JSON.parse(generated);
  const manifest = {
    name,
    version,
    description: "The Pulumi SDK for Node: metadata migrations onto Huawei Cloud DMS for RocketMQ",
    keywords,
    license,
    main: "bin/index.js",
    bin: {
      "rocketmq-migration": "bin/command/main.mjs",
      // On PATH in every npm script, where Pulumi's engine finds it. A script for Node, which npm can also start on Windows.
      "pulumi-resource-huaweicloud-rocketmq": "plugin/start.cjs",
    },
    types: "bin/index.d.ts",
    exports: {
      ".": { types: "./bin/index.d.ts", default: "./bin/index.js" },
      "./dynamic": { types: "./bin/dynamic.d.ts", default: "./bin/dynamic.js" },
      "./core": { types: "./bin/core.d.mts", default: "./bin/core.mjs" },
      "./package.json": "./package.json",
    },
    // For programs with `moduleResolution: node`, which ignores `exports`.
    typesVersions: { "*": { dynamic: ["bin/dynamic.d.ts"], core: ["bin/core.d.mts"] } },
    files: ["bin", "plugin", "!plugin/compiled"],
    engines: { node: ">=22" },
    // A range, so that a program and its SDKs can share one copy of Pulumi.
    dependencies: { "@pulumi/pulumi": `^${versions["@pulumi/pulumi"]}`, got: versions.got },
    // `true` makes `pulumi install` download the plugin, which is in this package.
    pulumi: { ...pulumi, resource: false },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
