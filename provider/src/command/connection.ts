import { Option } from "commander";
import {
  type Client,
  ConfigurationError,
  createClient,
  printable,
  processHostEnvironment,
  type SettingTerms,
} from "../cloud/index.ts";
import { checkConfig, providerConfig } from "../package/providerConfig.ts";
import { readConfig } from "../package/resolvedConfig.ts";
import type { CommandContext } from "./commandContext.ts";
import { kebab } from "./kebab.ts";
import { type KeyOptions, keysOf } from "./keyFiles.ts";

/*
 * The command finds keys, region and project exactly as the provider does, and takes the same settings as options. No option takes
 * a secret, because every user of the machine can read the arguments of a process: secrets come from the environment, from the
 * shared files, or from files of their own (keyFiles.ts).
 */

type Setting = keyof typeof providerConfig;

/** The settings that are not secret. */
const openSettings: readonly Setting[] = (Object.keys(providerConfig) as Setting[]).filter(
  (name) => !providerConfig[name].secret,
);

/** The options below, as commander parses them. */
export type ConnectionOptions = Readonly<Partial<Record<Exclude<Setting, "accessKey">, string | boolean>>> & KeyOptions;

/** The options of every command that calls the service. */
export function connectionOptions(): Option[] {
  return [
    ...openSettings.map((name) => {
      const isFlag = flagNames.has(name);
      const option = new Option(isFlag ? `--${kebab(name)}` : `--${kebab(name)} <${valueNames[name] ?? "value"}>`);
      option.description = plain(providerConfig[name].description);
      return option;
    }),
    new Option("--access-key <id>", "Access key (AK) that belongs to --secret-key-file."),
    new Option("--access-key-file <file>", "File with the access key, for temporary keys that are replaced."),
    new Option(
      "--secret-key-file <file>",
      "File with the secret key (SK). Read again if the service refuses the keys.",
    ),
    new Option("--security-token-file <file>", "File with the security token of temporary keys."),
  ].map((option) => option.helpGroup("Connection:"));
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

/** What messages call the settings. */
const terms: SettingTerms = {
  place: "the command line",
  keys: "the access keys (HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or --access-key and --secret-key-file)",
  waysToSetKeys: "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or --access-key and --secret-key-file",
  call: (setting) => ownNames[setting] ?? `--${kebab(setting)}`,
};
const ownNames: Readonly<Record<string, string>> = {
  secretKey: "--secret-key-file",
  securityToken: "the security token",
  instanceId: "the ID of the instance",
};

/**
 * A client for the service, from options, environment and files. Warnings, such as an unknown region, go to standard error.
 * @throws ConfigurationError if a setting is wrong, or a file cannot be read
 */
export function connect(
  options: ConnectionOptions & { readonly quiet?: boolean },
  { environment: given, stderr }: Pick<CommandContext, "environment" | "stderr">,
): Client {
  const warn = (text: string) => {
    if (!options.quiet) stderr.write(`warning: ${printable(text)}\n`);
  };
  const config: Record<string, string> = {};
  for (const name of openSettings) {
    const value = options[name];
    if (value !== undefined) config[name] = String(value);
  }
  const keySource = keysOf(options);
  const { problems, warnings } = checkConfig(config);
  const [first] = problems;
  if (first !== undefined) {
    const texts = problems.map(({ property, reason }) =>
      property === "" ? reason : `--${kebab(property)}: ${reason}`,
    );
    throw new ConfigurationError(first.property, texts.join("\n"));
  }
  for (const text of warnings) warn(text);
  const { settings, environment } = readConfig(config, given);
  return createClient(keySource === undefined ? settings : { ...settings, keySource }, {
    ...processHostEnvironment(),
    environment,
    terms,
    log(level, text) {
      if (level === "warning") warn(text);
    },
  });
}

/** A description without Markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}
