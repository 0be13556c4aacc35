import type { Credentials } from "../credentials/credentials.ts";
import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";
import { type Endpoint, environmentEndpoint, parseEndpoint, regionEndpoint } from "./endpoint.ts";
import { checkProjectId, chooseProject, environmentProject } from "./projectChoice.ts";
import { checkRegion, findRegion, missingRegion, unknownRegionWarning } from "./region.ts";

/** Where requests go. */
export interface Location {
  /** Undefined when the endpoint is given and no region is. */
  region: string | undefined;
  endpoint: Endpoint;
  projectId: string;
  configured: Configured;
}

/** What the settings decide; everything else was found in the environment or a file, and may be another thing tomorrow. */
export interface Configured {
  readonly region: boolean;
  readonly projectId: boolean;
}

/** What one call may ask for in place of the provider's own. */
export interface Overrides {
  region?: string;
  projectId?: string;
}

/** What locating needs others to do. */
interface LocationServices {
  lookUpProject(iam: Endpoint, name: string): Promise<string>;
  warn(message: string): void;
}

/**
 * Finds out where requests go. A project belongs to a region: for a call into another region than the provider's, the
 * provider's project does not count, and that region's own one is looked up. Where the endpoint is set there is no way into
 * another region. Throws ConfigurationError.
 */
export async function locate(
  settings: ClientSettings,
  overrides: Overrides,
  surroundings: Surroundings,
  credentials: Credentials,
  services: LocationServices,
): Promise<Location> {
  const { environment } = surroundings;
  const home = await findRegion(settings, surroundings);
  const homeRegion = "region" in home ? home.region : undefined;
  const asked = asText(overrides.region);
  const region = asked === undefined ? homeRegion : checkRegion(asked);
  const fixed = asText(settings.endpoint);
  if (asked !== undefined && fixed !== undefined && asked !== homeRegion) {
    throw new ConfigurationError(
      "region",
      `region: got "${asked}", but the provider's endpoint is set, so that every call goes to ${fixed} and this region would ` +
        `be ignored. Leave region out, or use a Provider for ${asked}.`,
    );
  }
  const isAway = homeRegion !== undefined && region !== homeRegion;
  const regionFor = (purpose: string): string => {
    if (region === undefined) throw missingRegion("searched" in home ? home.searched : [], purpose);
    return region;
  };

  const findEndpoint = (): Endpoint => {
    if (fixed !== undefined) return parseEndpoint("endpoint", fixed);
    const wanted = regionFor("build the service's endpoint");
    const found = environmentEndpoint(environment, wanted);
    if (found !== undefined) return found;
    const warning = unknownRegionWarning(wanted);
    if (warning !== undefined) services.warn(warning);
    return regionEndpoint("dms", wanted);
  };

  const findProject = async (): Promise<string> => {
    const id = asText(overrides.projectId);
    if (id !== undefined) return id;
    const choice = isAway ? undefined : chooseProject(settings, surroundings, credentials, region);
    if (choice !== undefined && "id" in choice) return choice.id;
    return services.lookUpProject(findIamEndpoint(), choice?.name ?? regionFor("look the project up at IAM"));
  };

  const findIamEndpoint = (): Endpoint => {
    const given = asText(settings.iamEndpoint);
    if (given !== undefined) return parseEndpoint("iamEndpoint", given);
    const variable = "HUAWEICLOUD_SDK_IAM_ENDPOINT";
    const found = asText(environment[variable]);
    if (found !== undefined) return parseEndpoint("iamEndpoint", found, variable);
    return regionEndpoint("iam", regionFor("look the project up at IAM"));
  };

  const endpoint = findEndpoint();
  const isRegionGiven = asText(settings.region) !== undefined;
  const isProjectGiven = asText(settings.projectId) !== undefined || asText(settings.projectName) !== undefined;
  const isProjectFound = environmentProject(environment) !== undefined || credentials.project !== undefined;
  const configured = { region: isRegionGiven, projectId: isProjectGiven || (isRegionGiven && !isProjectFound) };
  return { region, endpoint, projectId: checkProjectId(await findProject()), configured };
}
