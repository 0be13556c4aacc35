import { environmentFamilies } from "../credentials/environmentFamilies.ts";
import { type Environment, endpointVariable, readVariable, variables } from "../environment.ts";
import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";
import { type Endpoint, environmentEndpoint, parseEndpoint, regionEndpoint } from "./endpoint.ts";
import { checkProjectId, environmentProject } from "./projectChoice.ts";
import { checkRegion } from "./region.ts";

/** As much of a location as is known without reading a file or asking IAM. */
export interface KnownLocation {
  region?: string;
  projectId?: string;
  /** The service's URL, without a trailing slash. Left out if it follows from the region. */
  endpoint?: string;
}

/** The settings that say where requests go. */
export interface LocationSettings extends KnownLocation {
  projectName?: string;
}

/**
 * Where requests go according to settings and environment, with the same precedence as in a client. Malformed values are
 * left out: the client reports them when it is used.
 */
export function knownLocation(settings: LocationSettings, environment: Environment): KnownLocation {
  const region = wellFormed(() => {
    const value = asText(settings.region) ?? readVariable(environment, variables.region);
    return value === undefined ? undefined : checkRegion(value);
  });
  const projectId = wellFormed(() => {
    const given = asText(settings.projectId);
    if (given !== undefined) return checkProjectId(given);
    if (asText(settings.projectName) !== undefined) return undefined;
    const found = environmentProject(environment);
    return found !== undefined && "id" in found ? checkProjectId(found.id) : undefined;
  });
  const endpoint = wellFormed(() => {
    const given = asText(settings.endpoint);
    if (given !== undefined) return urlOf(parseEndpoint("endpoint", given));
    const found = region === undefined ? undefined : environmentEndpoint(environment, region);
    return found === undefined ? undefined : urlOf(found);
  });
  return {
    ...(region === undefined ? {} : { region }),
    ...(projectId === undefined ? {} : { projectId }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** The service's URL in a known location: its own, else the region's. Undefined if it has neither. */
export function serviceUrl({ region, endpoint }: KnownLocation): string | undefined {
  return endpoint ?? (region === undefined ? undefined : urlOf(regionEndpoint("dms", region)));
}

/**
 * The environment, with variables that are no longer set filled in from what was remembered of it.
 * A remembered project is used only in the region that it was remembered with, `home`.
 * @param given the region in the settings, if there is one
 */
export function withRemembered(
  environment: Environment,
  remembered: KnownLocation,
  { home, given }: { home: string | undefined; given: string | undefined },
): Environment {
  const region = given ?? readVariable(environment, variables.region) ?? remembered.region;
  const filled: Record<string, string | undefined> = { ...environment };
  const fill = (variable: string, value: string | undefined) => {
    if (value !== undefined && asText(environment[variable]) === undefined) filled[variable] = value;
  };
  fill(variables.region.name, remembered.region);
  if (home !== undefined) fill(endpointVariable(home).name, remembered.endpoint);
  const [{ projectId: projectVariable = "" } = {}] = environmentFamilies;
  if (region === home && environmentProject(environment) === undefined) fill(projectVariable, remembered.projectId);
  return filled;
}

function urlOf({ origin, basePath }: Endpoint): string {
  return `${origin}${basePath}`;
}

function wellFormed(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}
