import type { ClientSettings } from "../clientSettings.ts";
import { readSharedProfile } from "../credentials/sharedProfile.ts";
import { readVariable, variables } from "../environment.ts";
import { ConfigurationError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import { checkRule, type Rule } from "../rule.ts";
import type { SettingTerms } from "../settingTerms.ts";
import { knownRegions } from "./regions.ts";
import { suggestRegion } from "./suggestRegion.ts";

/** The region, by setting, environment or profile; or the places searched, if none of them has it. */
export async function findRegion(
  settings: ClientSettings,
  host: HostEnvironment,
): Promise<{ region: string } | { searched: string[] }> {
  const given = asText(settings.region);
  if (given !== undefined) return { region: given };
  const found = readVariable(host.environment, variables.region);
  if (found !== undefined) return { region: checkRegion(found, variables.region.name) };
  const profile = await readSharedProfile(settings, host);
  if (!("notFound" in profile) && profile.region !== undefined) {
    return { region: checkRegion(profile.region, `the region of ${profile.place}`) };
  }
  const note = "notFound" in profile ? profile.notFound : `${profile.place} (no region)`;
  return {
    searched: [
      `${host.terms.place} (${host.terms.call("region")})`,
      `the environment (${variables.region.name})`,
      note,
    ],
  };
}

/** What a region must be. In lower case, because it is also the name of the region's own project, where case matters. */
export const regionRule: Rule = {
  allowed: "a region like cn-north-4, in lower case",
  accepts: (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
};

/**
 * Returns the region, if it is well-formed.
 * @param source where the value comes from, for the message
 * @throws ConfigurationError
 */
export function checkRegion(region: string, source = "region"): string {
  return checkRule(regionRule, region, "region", source);
}

/** A warning for a region that is not in the list: it may be new, but usually it is a typo. */
export function unknownRegionWarning(region: string): string | undefined {
  if (knownRegions.includes(region)) return undefined;
  const suggestion = suggestRegion(region);
  const question = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  return `Unknown region "${region}". If it is new, ignore this warning.${question}`;
}

/** The error for a region that is needed but was not found; `purpose` says what for. */
export function missingRegion(
  searched: readonly string[],
  purpose: string,
  { call }: SettingTerms,
): ConfigurationError {
  return new ConfigurationError(
    "region",
    `${call("region")}: Missing, but needed to ${purpose}. Looked in: ${searched.join("; ")}. Set it, e.g. to cn-north-4.`,
  );
}
