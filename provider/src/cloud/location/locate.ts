import type { ClientSettings } from "../clientSettings.ts";
import type { Credentials } from "../credentials/credentials.ts";
import { readVariable, variables } from "../environment.ts";
import { ConfigurationError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import { type Endpoint, environmentEndpoint, parseEndpoint, regionEndpoint } from "./endpoint.ts";
import { checkProjectId, chooseProject, environmentProject } from "./projectChoice.ts";
import { checkRegion, findRegion, missingRegion, unknownRegionWarning } from "./region.ts";

/** Where requests go. */
export interface Location {
  /** Undefined if the user set an endpoint but no region. */
  region: string | undefined;
  endpoint: Endpoint;
  projectId: string;
  configured: Configured;
}

/** Which parts the settings decide. Everything else comes from the environment or a file, and may be different next time. */
export interface Configured {
  readonly region: boolean;
  readonly projectId: boolean;
}

/** What one call uses in place of the provider's own. */
export interface Overrides {
  region?: string;
  projectId?: string;
}

/** What `locate` needs from its caller. */
interface LocationServices {
  lookUpProject(iam: Endpoint, name: string): Promise<string>;
  warn(message: string): void;
}

/**
 * Determines where requests go. A project belongs to a region: a call to another region than the provider's uses that
 * region's own project, not the provider's. If the endpoint is set, calls to another region are refused.
 * @throws ConfigurationError, and what looking the project up throws
 */
export async function locate(
  settings: ClientSettings,
  overrides: Overrides,
  host: HostEnvironment,
  credentials: Credentials,
  services: LocationServices,
): Promise<Location> {
  const { environment } = host;
  const home = await findRegion(settings, host);
  const homeRegion = "region" in home ? home.region : undefined;
  const asked = asText(overrides.region);
  const region = asked === undefined ? homeRegion : checkRegion(asked);
  const fixed = asText(settings.endpoint);
  if (asked !== undefined && fixed !== undefined && asked !== homeRegion) {
    throw new ConfigurationError(
      "region",
      `region: Cannot be "${asked}" for this call, because the provider has an endpoint, ${fixed}, to which every call goes. ` +
        `Leave region out, or use a Provider for ${asked}.`,
    );
  }
  const isAway = homeRegion !== undefined && region !== homeRegion;
  const regionFor = (purpose: string): string => {
    if (region === undefined) throw missingRegion("searched" in home ? home.searched : [], purpose, host.terms);
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
    if (id !== undefined) return checkProjectId(id);
    const choice = isAway ? undefined : chooseProject(settings, host, credentials, region);
    if (choice !== undefined && "id" in choice) return checkProjectId(choice.id, choice.source);
    const name = choice?.name ?? regionFor("look the project up at IAM");
    return checkProjectId(await services.lookUpProject(findIamEndpoint(), name));
  };

  const findIamEndpoint = (): Endpoint => {
    const given = asText(settings.iamEndpoint);
    if (given !== undefined) return parseEndpoint("iamEndpoint", given);
    const found = readVariable(environment, variables.iamEndpoint);
    if (found !== undefined) return parseEndpoint("iamEndpoint", found, variables.iamEndpoint.name);
    return regionEndpoint("iam", regionFor("look the project up at IAM"));
  };

  const endpoint = findEndpoint();
  const isRegionGiven = asText(settings.region) !== undefined;
  const isProjectGiven = asText(settings.projectId) !== undefined || asText(settings.projectName) !== undefined;
  const isProjectFound = environmentProject(environment) !== undefined || credentials.project !== undefined;
  const configured = { region: isRegionGiven, projectId: isProjectGiven || (isRegionGiven && !isProjectFound) };
  return { region, endpoint, projectId: await findProject(), configured };
}
