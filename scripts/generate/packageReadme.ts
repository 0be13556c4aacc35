/** The part of the schema that a README repeats. */
interface PackageInfo {
  readonly displayName: string;
  readonly version: string;
  readonly description: string;
  readonly repository: string;
}

/** How a program gets the package, by the name of its language's folder. */
const installation: Readonly<Record<string, (version: string) => string>> = {
  python: (version) => `pip install pulumi_huaweicloud_rocketmq==${version}`,
  go: (version) =>
    `go get github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go/huaweicloudrocketmq@v${version}`,
  java: (version) => `<dependency>
  <groupId>io.github.huaweicloud-rocketmq</groupId>
  <artifactId>pulumi-huaweicloud-rocketmq</artifactId>
  <version>${version}</version>
</dependency>`,
  dotnet: (version) => `dotnet add package PulumiHuaweiCloud.RocketMQ --version ${version}`,
};

/** Pulumi's Go generator gives the name of the function to the lookup of the resource by its ID. */
const goNote = `
The function \`getMigrationTask\` is \`LookupMigrationTask\` in Go. \`GetMigrationTask\` reads a \`MigrationTask\` resource by its ID.
`;

/**
 * What a package registry shows of an SDK. Pulumi's generators write the description alone.
 *
 * @param language The language's folder in `sdk`.
 * @param schema The package's schema.
 * @returns The text of README.md. Undefined for a language whose README is not generated.
 */
export function packageReadme(language: string, schema: PackageInfo): string | undefined {
  const { displayName, version, description, repository } = schema;
  const command = installation[language]?.(version);
  if (command === undefined) return undefined;
  return `# ${displayName} for Pulumi

${description}

\`\`\`
${command}
\`\`\`

The first \`pulumi up\` downloads the plugin unless it is installed. [${repository.replace("https://", "")}](${repository}) has
examples in every language, and says how to install the plugin where there is no internet.
${language === "go" ? goNote : ""}`;
}
