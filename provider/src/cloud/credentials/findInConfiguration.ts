import { asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import { Credentials } from "./credentials.ts";
import type { Finding } from "./finding.ts";

/** Looks in the provider's configuration; that half a pair is an error there is checked when a client is created. */
export function findInConfiguration(settings: ClientSettings): Finding {
  const accessKey = asText(settings.accessKey);
  const secretKey = asText(settings.secretKey);
  if (!accessKey || !secretKey) return { nothing: "the provider's configuration (accessKey, secretKey)" };
  const keys = { accessKey, secretKey, securityToken: asText(settings.securityToken) };
  return { credentials: new Credentials(keys, "the provider's configuration") };
}
