import { CredentialsError } from "../errors.ts";
import { asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Credentials } from "./credentials.ts";
import { findInCredentialsFile } from "./credentialsFile.ts";
import { findInEcsMetadata } from "./ecsMetadata.ts";
import { findInConfiguration } from "./findInConfiguration.ts";
import { findInEnvironment } from "./findInEnvironment.ts";
import type { Finding } from "./finding.ts";
import { findInSharedProfile } from "./sharedProfile.ts";

/**
 * Looks for access keys, place by place; the first that has a pair decides: the provider's configuration (a profile
 * named there counts as such, before the environment), the environment, the shared file's profile, the official SDKs'
 * credentials file, the ECS metadata service. Throws CredentialsError that lists every place it looked in.
 */
export async function findCredentials(settings: ClientSettings, surroundings: Surroundings): Promise<Credentials> {
  const inProfile = (): Promise<Finding> => findInSharedProfile(settings, surroundings);
  const inEnvironment = (): Finding => findInEnvironment(surroundings);
  const places: (() => Finding | Promise<Finding>)[] = [
    () => findInConfiguration(settings),
    ...(asText(settings.profile) ? [inProfile, inEnvironment] : [inEnvironment, inProfile]),
    () => findInCredentialsFile(surroundings),
    () => findInEcsMetadata(settings, surroundings),
  ];
  const searched: string[] = [];
  for (const look of places) {
    const finding = await look();
    if ("credentials" in finding) {
      surroundings.log("debug", `Access keys are taken from ${finding.credentials.source}.`);
      return finding.credentials;
    }
    searched.push(finding.nothing);
  }
  throw new CredentialsError(
    `No access keys found. Looked in: ${searched.join("; ")}. ` +
      `Set accessKey and secretKey in the provider's configuration, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.`,
    searched,
  );
}
