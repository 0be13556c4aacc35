import type { ClientSettings } from "../clientSettings.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import { Credentials } from "./credentials.ts";
import type { LookupResult } from "./lookupResult.ts";
import { inOneMinute } from "./readOptionalFile.ts";

/**
 * Searches for keys in the settings. createClient has already rejected half a pair.
 * @throws ConfigurationError if the settings name a source that cannot be read
 */
export function findInConfiguration(settings: ClientSettings, { clock, terms }: HostEnvironment): LookupResult {
  const { keySource } = settings;
  if (keySource !== undefined) {
    const keys = keySource.read();
    const renewAt = keys.securityToken === undefined ? undefined : inOneMinute(clock);
    return { credentials: new Credentials(keys, keySource.place, { renewAt }) };
  }
  const accessKey = asText(settings.accessKey);
  const secretKey = asText(settings.secretKey);
  if (!accessKey || !secretKey) {
    return { notFound: `${terms.place} (${terms.call("accessKey")}, ${terms.call("secretKey")})` };
  }
  const keys = { accessKey, secretKey, securityToken: asText(settings.securityToken) };
  return { credentials: new Credentials(keys, terms.place) };
}
