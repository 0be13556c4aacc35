import { readSharedProfile } from "../credentials/sharedProfile.ts";
import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";

/** The region, by setting, environment or shared profile; or where it was looked for in vain. */
export async function findRegion(
  settings: ClientSettings,
  surroundings: Surroundings,
): Promise<{ region: string } | { searched: string[] }> {
  const given = asText(settings.region) ?? asText(surroundings.environment.HW_REGION_NAME);
  if (given !== undefined) return { region: given };
  const profile = await readSharedProfile(settings, surroundings);
  if (!("nothing" in profile) && profile.region !== undefined) return { region: profile.region };
  const note = "nothing" in profile ? profile.nothing : `${profile.place} (no region in it)`;
  return { searched: ["the provider's configuration (region)", "the environment (HW_REGION_NAME)", note] };
}

/** The error of a region that is needed and nowhere to be found; `purpose` says what for. */
export function missingRegion(searched: readonly string[], purpose: string): ConfigurationError {
  return new ConfigurationError(
    "region",
    `region: missing; it is needed to ${purpose}. Looked in: ${searched.join("; ")}. Set it, for example to cn-north-4.`,
  );
}
