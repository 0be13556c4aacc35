import { readFileSync } from "node:fs";
import { Option } from "commander";
import { type Client, ConfigurationError, messageOf, printable } from "../cloud/index.ts";
import { ConfiguredClient } from "../package/configuredClient.ts";
import { checkConfig, providerConfig } from "../package/providerConfig.ts";
import type { CommandContext } from "./commandContext.ts";
import { kebab } from "./kebab.ts";

/*
 * The command line finds keys, region and project exactly as the provider does, and takes the same settings as options. Secrets
 * are no options, because every user of the machine can read the arguments of a process: they come from the environment, from
 * the shared files, or from files that contain nothing else.
 */

/** What commander read for the options below. */
export type ConnectionOptions = Readonly<
  Partial<Record<keyof typeof providerConfig | "secretKeyFile" | "securityTokenFile", string | boolean>>
>;

/** The options of every command that calls the service. */
export function connectionOptions(): Option[] {
  const settings = Object.entries(providerConfig).filter(([, { secret }]) => !secret);
  return [
    ...settings.map(([name, { description }]) => {
      const isFlag = flagNames.has(name);
      const option = new Option(isFlag ? `--${kebab(name)}` : `--${kebab(name)} <${valueNames[name] ?? "value"}>`);
      option.description = plain(description);
      return option.helpGroup("Connection:");
    }),
    new Option("--access-key <id>", "Access key (AK) that belongs to --secret-key-file.").helpGroup("Connection:"),
    new Option("--secret-key-file <file>", "File whose content is the secret key (SK).").helpGroup("Connection:"),
    new Option("--security-token-file <file>", "File whose content is the token of temporary keys.").helpGroup(
      "Connection:",
    ),
  ];
}

const flagNames: ReadonlySet<string> = new Set(["insecure", "useEcsMetadata"]);
const valueNames: Readonly<Record<string, string>> = {
  region: "region",
  projectId: "id",
  projectName: "name",
  profile: "name",
  sharedConfigFile: "file",
  endpoint: "url",
  iamEndpoint: "url",
  maxRetries: "number",
  requestTimeout: "seconds",
};

/**
 * A client for the service, from options, environment and files. Warnings, such as an unknown region, go to standard error.
 * @throws ConfigurationError if a setting is wrong, or a file cannot be read
 */
export function connect(options: ConnectionOptions & { readonly quiet?: boolean }, { stderr }: CommandContext): Client {
  const warn = (text: string) => {
    if (!options.quiet) stderr.write(`warning: ${printable(text)}\n`);
  };
  const config: Record<string, string> = {};
  for (const [name, value] of Object.entries(options)) {
    if (Object.hasOwn(providerConfig, name) && value !== undefined) config[name] = String(value);
  }
  const { secretKeyFile, securityTokenFile } = options;
  if (typeof secretKeyFile === "string") config.secretKey = readSecret("--secret-key-file", secretKeyFile);
  if (typeof securityTokenFile === "string") {
    config.securityToken = readSecret("--security-token-file", securityTokenFile);
  }
  const isHalf = Object.hasOwn(config, "accessKey") !== Object.hasOwn(config, "secretKey");
  if (isHalf) {
    throw new ConfigurationError("", "--access-key and --secret-key-file belong together: give both, or neither.");
  }
  const { problems, warnings } = checkConfig(config);
  const [first] = problems;
  if (first !== undefined) {
    const texts = problems.map(({ property, reason }) =>
      property === "" ? reason : `--${kebab(property)}: ${reason}`,
    );
    throw new ConfigurationError(first.property, texts.join("\n"));
  }
  for (const text of warnings) warn(text);
  const configured = new ConfiguredClient();
  configured.configure(config, (level, text) => {
    if (level === "warning") warn(text);
  });
  return configured.client;
}

function readSecret(option: string, file: string): string {
  try {
    const secret = readFileSync(file, "utf8").trim();
    if (secret !== "") return secret;
  } catch (error) {
    throw new ConfigurationError("", `${option}: Cannot read ${file}: ${messageOf(error)}.`);
  }
  throw new ConfigurationError("", `${option}: ${file} is empty.`);
}

/** A description without Markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}
