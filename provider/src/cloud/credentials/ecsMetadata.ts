import { isPassing, RocketMqError } from "../errors.ts";
import { asObject, asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";
import { exchange } from "../transport/exchange.ts";
import { Credentials } from "./credentials.ts";
import type { Finding } from "./finding.ts";

/** The same on every ECS; it is link-local, so that no other machine can answer. */
const defaultUrl = "http://169.254.169.254/openstack/latest/securitykey";

/** Keys are read anew this long before they end, so that a request on its way does not outlive them. */
const marginMs = 5 * 60_000;

/** A machine that is no ECS gives no answer at all: that must be found out quickly. */
const limits = { lookup: 1000, connect: 1000, secureConnect: 1000, send: 1000, response: 2000, request: 3000 };

/** Asks the metadata service of the ECS for temporary keys, if the user wants that (useEcsMetadata, HW_USE_ECS_METADATA). */
export async function findInEcsMetadata(settings: ClientSettings, surroundings: Surroundings): Promise<Finding> {
  const place = "the ECS metadata service";
  const wanted = settings.useEcsMetadata ?? asText(surroundings.environment.HW_USE_ECS_METADATA) === "true";
  if (!wanted) return { nothing: `${place} (not asked: useEcsMetadata is not set)` };
  const url = surroundings.ecsMetadataUrl ?? defaultUrl;
  try {
    const { status, body } = await exchange({ method: "GET", url, headers: {}, body: "" }, { limits });
    const credentials = status === 200 ? parseKeys(body, place, surroundings.now()) : undefined;
    if (credentials !== undefined) return { credentials };
    return { nothing: `${place} (HTTP ${status} without keys: the ECS has no agency with permissions)` };
  } catch (error) {
    if (!isPassing(error) || !(error instanceof RocketMqError)) throw error;
    return { nothing: `${place} (no answer: ${error.message})` };
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
  const readAgainAt = new Date(expiresAt.getTime() - marginMs);
  return new Credentials({ accessKey, secretKey, securityToken: asText(keys?.securitytoken) }, source, {
    readAgainAt,
    expiresAt,
  });
}
