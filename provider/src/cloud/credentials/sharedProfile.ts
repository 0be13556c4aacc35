import { join } from "node:path";
import { ConfigurationError, CredentialsError } from "../errors.ts";
import { asObject, asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";
import { Credentials } from "./credentials.ts";
import type { Finding } from "./finding.ts";
import { readAgainSoon, readOptionalFile, showPath } from "./readOptionalFile.ts";

/** A profile of KooCLI's and Terraform's shared file, as far as it matters here. */
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
 * Reads the profile that is asked for (setting `profile`, `HW_PROFILE`, else the file's current one) from the shared file
 * (setting `sharedConfigFile`, `HW_SHARED_CONFIG_FILE`, else `~/.hcloud/config.json`).
 * Throws ConfigurationError for a file or profile that is asked for by name and is not there or no JSON.
 */
export async function readSharedProfile(
  settings: ClientSettings,
  { environment, homeFolder }: Surroundings,
): Promise<SharedProfile | { nothing: string }> {
  const askedFile = asText(settings.sharedConfigFile) ?? asText(environment.HW_SHARED_CONFIG_FILE);
  const askedProfile = asText(settings.profile) ?? asText(environment.HW_PROFILE);
  const path = askedFile?.replace(/^~(?=\/)/, homeFolder) ?? join(homeFolder, ".hcloud", "config.json");
  const shown = showPath(path, homeFolder);
  const read = await readOptionalFile(path);
  const file = "text" in read ? parse(read.text) : undefined;
  if (file === undefined) {
    const problem = "problem" in read ? read.problem : "no JSON object";
    if (askedFile === undefined && askedProfile === undefined) return { nothing: `${shown} (${problem})` };
    const [property, seen] = askedProfile === undefined ? ["sharedConfigFile", askedFile] : ["profile", askedProfile];
    throw new ConfigurationError(property, `${property}: got "${seen}", but the file to read is ${shown}: ${problem}.`);
  }
  const profiles = (Array.isArray(file.profiles) ? file.profiles : []).map(asObject).filter((p) => p !== undefined);
  const name = askedProfile ?? asText(file.current);
  const profile = profiles.find((candidate) => candidate.name === name);
  if (profile === undefined) {
    if (askedProfile === undefined) return { nothing: `${shown} (no current profile)` };
    const known = profiles.map((candidate) => JSON.stringify(candidate.name)).join(", ") || "none";
    throw new ConfigurationError(
      "profile",
      `profile: got "${askedProfile}", but the profiles in ${shown} are: ${known}.`,
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

/** Looks in the shared file. Throws CredentialsError for half a pair; otherwise as readSharedProfile. */
export async function findInSharedProfile(settings: ClientSettings, surroundings: Surroundings): Promise<Finding> {
  const profile = await readSharedProfile(settings, surroundings);
  if ("nothing" in profile) return profile;
  const { place, accessKey, secretKey, securityToken } = profile;
  if (!accessKey && !secretKey) return { nothing: `${place} (no keys in it)` };
  if (!accessKey || !secretKey) {
    const [missing, given] = accessKey ? ["secretAccessKey", "accessKeyId"] : ["accessKeyId", "secretAccessKey"];
    throw new CredentialsError(`${missing} is missing in ${place}, although ${given} is there. Set both.`, [place]);
  }
  return {
    credentials: new Credentials({ accessKey, secretKey, securityToken }, place, {
      readAgainAt: securityToken ? readAgainSoon(surroundings.now()) : undefined,
      project: profile.projectId === undefined ? undefined : { id: profile.projectId, region: profile.region },
    }),
  };
}

/** The parser's own message is not passed on: it quotes the file, and the file holds keys. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
