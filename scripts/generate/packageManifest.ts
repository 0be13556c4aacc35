/** What Pulumi's generator puts into package.json, as far as we keep it. */
interface GeneratedManifest {
  name: string;
  version: string;
  keywords?: readonly string[];
  license?: string;
  pulumi: { name: string; version: string };
}

/**
 * The SDK's package.json. Pulumi's generator makes one for a package that is published from its `bin` folder; ours is
 * also an npm workspace, and has two more entries: `dynamic` (the front without a plugin) and `core` (what the dynamic
 * front loads when it is called: an ES module, as got is one).
 *
 * @param generated The package.json that Pulumi's generator wrote.
 * @param versions Versions of the npm packages that the provider uses.
 * @returns The file's text.
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
    types: "bin/index.d.ts",
    exports: {
      ".": { types: "./bin/index.d.ts", default: "./bin/index.js" },
      "./dynamic": { types: "./bin/dynamic.d.ts", default: "./bin/dynamic.js" },
      "./core": { types: "./bin/core.d.mts", default: "./bin/core.mjs" },
      "./package.json": "./package.json",
    },
    // For programs whose tsconfig.json says `moduleResolution: node`, which does not read `exports`.
    typesVersions: { "*": { dynamic: ["bin/dynamic.d.ts"], core: ["bin/core.d.mts"] } },
    files: ["bin"],
    engines: { node: ">=22" },
    // A range for Pulumi, so that a program and its SDKs can share one copy.
    dependencies: { "@pulumi/pulumi": `^${versions["@pulumi/pulumi"]}`, got: versions.got },
    pulumi,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
