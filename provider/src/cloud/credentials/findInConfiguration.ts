import type { ClientSettings } from "../clientSettings.ts";
import { asText } from "../json.ts";
import { Credentials } from "./credentials.ts";
import type { LookupResult } from "./lookupResult.ts";

/** Searches for keys in the provider's configuration. createClient has already rejected half a pair. */
export function findInConfiguration(settings: ClientSettings): LookupResult {
  const accessKey = asText(settings.accessKey);
  const secretKey = asText(settings.secretKey);
  if (!accessKey || !secretKey) return { notFound: "the provider's configuration (accessKey, secretKey)" };
  const keys = { accessKey, secretKey, securityToken: asText(settings.securityToken) };
  return { credentials: new Credentials(keys, "the provider's configuration") };
}
