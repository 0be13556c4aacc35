import { readSharedProfile } from "../credentials/sharedProfile.ts";
import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";
import { knownRegions } from "./regions.ts";
import { suggestRegion } from "./suggestRegion.ts";

/** The region, by setting, environment or shared profile; or where it was looked for in vain. */
export async function findRegion(
  settings: ClientSettings,
  surroundings: Surroundings,
): Promise<{ region: string } | { searched: string[] }> {
  const given = asText(settings.region);
  if (given !== undefined) return { region: given };
  const variable = asText(surroundings.environment.HW_REGION_NAME);
  if (variable !== undefined) return { region: checkRegion(variable, "HW_REGION_NAME") };
  const profile = await readSharedProfile(settings, surroundings);
  if (!("nothing" in profile) && profile.region !== undefined) {
    return { region: checkRegion(profile.region, `the region of ${profile.place}`) };
  }
  const note = "nothing" in profile ? profile.nothing : `${profile.place} (no region in it)`;
  return { searched: ["the provider's configuration (region)", "the environment (HW_REGION_NAME)", note] };
}

/** What a region looks like. Lower case only: it is also the name of the region's own project, where case counts. */
export const regionPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Answers the region, if it is well-formed. Throws ConfigurationError; `source` says where the value was found. */
export function checkRegion(region: string, source = "region"): string {
  if (regionPattern.test(region)) return region;
  const allowed = "lower-case letters, digits and hyphens, as in cn-north-4";
  throw new ConfigurationError("region", `${source}: got ${JSON.stringify(region)}, allowed are ${allowed}.`);
}

/** A warning for a region that is in no list: it may be new, but more often it is misspelt. */
export function unknownRegionWarning(region: string): string | undefined {
  if (knownRegions.includes(region)) return undefined;
  const suggestion = suggestRegion(region);
  const question = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  return `Unknown region "${region}". If it is new, ignore this warning.${question}`;
}

/** The error of a region that is needed and nowhere to be found; `purpose` says what for. */
export function missingRegion(searched: readonly string[], purpose: string): ConfigurationError {
  return new ConfigurationError(
    "region",
    `region: missing; it is needed to ${purpose}. Looked in: ${searched.join("; ")}. Set it, for example to cn-north-4.`,
  );
}
