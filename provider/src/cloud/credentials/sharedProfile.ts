import { join } from "node:path";
import type { ClientSettings } from "../clientSettings.ts";
import { readVariable, variables } from "../environment.ts";
import { ConfigurationError, CredentialsError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asObject, asText } from "../json.ts";
import { Credentials } from "./credentials.ts";
import { expandHome, showPath } from "./homePath.ts";
import { missingKey } from "./keyPair.ts";
import type { LookupResult } from "./lookupResult.ts";
import { inOneMinute, readOptionalFile } from "./readOptionalFile.ts";

/** A profile in the configuration file that KooCLI and Terraform share: the fields that are used here. */
export interface SharedProfile {
  /** The profile and its file, for messages. */
  place: string;
  region: string | undefined;
  projectId: string | undefined;
  accessKey: string | undefined;
  secretKey: string | undefined;
  securityToken: string | undefined;
}

/**
 * Reads a profile (by setting, by environment, or else the file's current one) from the shared configuration file (by setting, by
 * environment, or else `~/.hcloud/config.json`).
 * @throws ConfigurationError if the user named a file or profile that does not exist or cannot be read
 */
export async function readSharedProfile(
  settings: ClientSettings,
  { environment, homeFolder, terms }: HostEnvironment,
): Promise<SharedProfile | { notFound: string }> {
  const given = (name: "sharedConfigFile" | "profile") => {
    const setting = asText(settings[name]);
    if (setting !== undefined) return { value: setting, source: terms.call(name) };
    return { value: readVariable(environment, variables[name]), source: variables[name].name };
  };
  const { value: askedFile, source: fileSource } = given("sharedConfigFile");
  const { value: askedProfile, source: profileSource } = given("profile");
  const path = askedFile === undefined ? join(homeFolder, ".hcloud", "config.json") : expandHome(askedFile, homeFolder);
  const shown = showPath(path, homeFolder);
  const read = await readOptionalFile(path);
  const file = "text" in read ? parse(read.text) : undefined;
  if (file === undefined) {
    const problem = "problem" in read ? read.problem : "not a JSON object";
    if (askedFile === undefined && askedProfile === undefined) return { notFound: `${shown} (${problem})` };
    const [property, source, seen] =
      askedProfile === undefined
        ? ["sharedConfigFile", fileSource, askedFile]
        : ["profile", profileSource, askedProfile];
    throw new ConfigurationError(property, `${source}: Cannot use "${seen}". ${shown}: ${problem}.`);
  }
  const profiles = (Array.isArray(file.profiles) ? file.profiles : []).map(asObject).filter((p) => p !== undefined);
  const name = askedProfile ?? asText(file.current);
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile === undefined) {
    if (askedProfile === undefined) return { notFound: `${shown} (no current profile)` };
    const known = profiles.map((candidate) => JSON.stringify(candidate.name)).join(", ") || "none";
    throw new ConfigurationError(
      "profile",
      `${profileSource}: No profile "${askedProfile}" in ${shown}. Profiles there: ${known}.`,
    );
  }
  const isSso = asText(profile.mode)?.toUpperCase() === "SSO";
  const keys = isSso ? (asObject(asObject(profile.ssoAuth)?.stsToken) ?? {}) : profile;
  return {
    place: `profile "${name}" in ${shown}`,
    region: asText(profile.region),
    projectId: asText(profile.projectId),
    accessKey: asText(keys.accessKeyId),
    secretKey: asText(keys.secretAccessKey),
    securityToken: asText(keys.securityToken),
  };
}

const keyNames = { accessKey: "accessKeyId", secretKey: "secretAccessKey" };

/**
 * Searches for keys in the profile.
 * @throws CredentialsError for half a pair, and what readSharedProfile throws
 */
export async function findInSharedProfile(settings: ClientSettings, host: HostEnvironment): Promise<LookupResult> {
  const profile = await readSharedProfile(settings, host);
  if ("notFound" in profile) return profile;
  const { place, accessKey = "", secretKey = "", securityToken } = profile;
  if (!accessKey && !secretKey) return { notFound: `${place} (no keys)` };
  const half = missingKey(keyNames, { accessKey: accessKey !== "", secretKey: secretKey !== "" }, ` in ${place}`);
  if (half !== undefined) throw new CredentialsError(half.message, [place]);
  return {
    credentials: new Credentials({ accessKey, secretKey, securityToken }, place, {
      renewAt: securityToken ? inOneMinute(host.clock) : undefined,
      project: profile.projectId === undefined ? undefined : { id: profile.projectId, region: profile.region },
    }),
  };
}

/** The parser's message is dropped: it quotes the file, which holds keys. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
