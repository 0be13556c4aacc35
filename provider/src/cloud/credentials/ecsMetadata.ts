import type { ClientSettings } from "../clientSettings.ts";
import { dateOf } from "../clock.ts";
import { readVariable, variables } from "../environment.ts";
import { RocketMqError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asObject, asText } from "../json.ts";
import { exchange } from "../transport/exchange.ts";
import { Credentials } from "./credentials.ts";
import type { LookupResult } from "./lookupResult.ts";

/** The same on every ECS. The address is link-local, so no other machine can respond. */
const defaultUrl = "http://169.254.169.254/openstack/latest/securitykey";

/** Keys are replaced this long before they expire, so that they do not expire during a request. */
const marginMs = 5 * 60_000;

/** Short, because a machine that is not an ECS gives no response at all. */
const limits = { lookup: 1000, connect: 1000, secureConnect: 1000, send: 1000, response: 2000, request: 3000 };

/**
 * Gets temporary keys from the metadata service of the ECS, if the user enabled that.
 * @throws ConfigurationError if the variable that enables it is neither true nor false
 */
export async function findInEcsMetadata(settings: ClientSettings, host: HostEnvironment): Promise<LookupResult> {
  const place = "the ECS metadata service";
  const isEnabled = settings.useEcsMetadata ?? readVariable(host.environment, variables.useEcsMetadata) ?? false;
  if (!isEnabled) return { notFound: `${place} (off: ${host.terms.call("useEcsMetadata")} is not set)` };
  const url = host.ecsMetadataUrl ?? defaultUrl;
  try {
    const { status, body } = await exchange(
      { method: "GET", url, headers: {}, body: "" },
      { limits, terms: host.terms },
    );
    const credentials = status === 200 ? parseKeys(body, place, dateOf(host.clock)) : undefined;
    if (credentials !== undefined) return { credentials };
    return { notFound: `${place} (HTTP ${status} without keys: assign an agency to the ECS)` };
  } catch (error) {
    if (!(error instanceof RocketMqError && error.isTransient)) throw error;
    return { notFound: `${place} (no response: ${error.message})` };
  }
}

function parseKeys(body: string, source: string, now: Date): Credentials | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const keys = asObject(asObject(value)?.credential);
  const accessKey = asText(keys?.access);
  const secretKey = asText(keys?.secret);
  if (!accessKey || !secretKey) return undefined;
  const parsed = new Date(asText(keys?.expires_at) ?? "");
  const expiresAt = Number.isNaN(parsed.getTime()) ? new Date(now.getTime() + 2 * marginMs) : parsed;
  const renewAt = new Date(expiresAt.getTime() - marginMs);
  return new Credentials({ accessKey, secretKey, securityToken: asText(keys?.securitytoken) }, source, {
    renewAt,
    expiresAt,
  });
}
