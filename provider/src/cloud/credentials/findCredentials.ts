import type { ClientSettings } from "../clientSettings.ts";
import { CredentialsError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import type { Credentials } from "./credentials.ts";
import { findInCredentialsFile } from "./credentialsFile.ts";
import { findInEcsMetadata } from "./ecsMetadata.ts";
import { findInConfiguration } from "./findInConfiguration.ts";
import { findInEnvironment } from "./findInEnvironment.ts";
import type { LookupResult } from "./lookupResult.ts";
import { findInSharedProfile } from "./sharedProfile.ts";

/**
 * Finds access keys. The first place that has a pair is used: the provider's configuration, a profile that it names, the
 * environment, any other profile, the official SDKs' credentials file, the ECS metadata service.
 * @throws CredentialsError, which lists every place searched
 */
export async function findCredentials(settings: ClientSettings, host: HostEnvironment): Promise<Credentials> {
  const inProfile = (): Promise<LookupResult> => findInSharedProfile(settings, host);
  const inEnvironment = (): LookupResult => findInEnvironment(host);
  const places: (() => LookupResult | Promise<LookupResult>)[] = [
    () => findInConfiguration(settings, host),
    ...(asText(settings.profile) ? [inProfile, inEnvironment] : [inEnvironment, inProfile]),
    () => findInCredentialsFile(host),
    () => findInEcsMetadata(settings, host),
  ];
  const searched: string[] = [];
  for (const find of places) {
    const result = await find();
    if ("credentials" in result) {
      host.log("debug", `Using access keys from ${result.credentials.source}.`);
      return result.credentials;
    }
    searched.push(result.notFound);
  }
  throw new CredentialsError(
    `No access keys found. Looked in: ${searched.join("; ")}. ` + `Set ${host.terms.waysToSetKeys}.`,
    searched,
  );
}
