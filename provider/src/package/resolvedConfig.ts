import {
  asText,
  type ClientSettings,
  createClient,
  type Environment,
  type HostEnvironment,
  type KnownLocation,
  knownLocation,
  RocketMqError,
  sameEndpoint,
  serviceUrl,
  withoutProjectId,
  withRemembered,
} from "../cloud/index.ts";
import { hasUnknown, InvalidPropertiesError, type Properties, read, type Value } from "./definition/index.ts";
import { ownSettings, providerConfig } from "./providerConfig.ts";

/*
 * The provider's inputs in state record where requests went, whether the configuration or the environment said so. Refresh
 * and destroy configure the provider from state, perhaps on another machine. A value that came from the environment is read
 * from there again, so that a change of project is noticed and nobody works on the wrong one. The value in state is used
 * only if the environment no longer has one.
 */

/** A hidden input that lists the inputs that came from the environment, joined by commas. `__` keeps it off the screen. */
const fromEnvironment = "__fromEnvironment";

const locationNames = ["region", "projectId", "endpoint"] as const;

/**
 * Returns the configuration with region, project and endpoint filled in from the environment, and the endpoint normalised.
 * It does no I/O: what only a file or IAM knows is left out, and so is an endpoint that follows from the region.
 */
export function resolveConfig(config: Properties, environment: Environment): Properties {
  const { [fromEnvironment]: _, ...resolved }: Record<string, Value> = config;
  // A project name overrides the environment's project, even while the name is still unknown.
  const projectName = hasUnknown(config.projectName) ? "unknown" : asText(config.projectName);
  const known = knownLocation({ ...locationIn(config), ...(projectName ? { projectName } : {}) }, environment);
  const found = locationNames.filter((name) => {
    const value = known[name];
    if (value === undefined || hasUnknown(config[name])) return false;
    if (name === "endpoint" && hasUnknown(config.region)) return false;
    resolved[name] = value;
    return asText(config[name]) === undefined;
  });
  return found.length === 0 ? resolved : { ...resolved, [fromEnvironment]: found.join(",") };
}

/**
 * Turns the configuration into a client's settings, and the environment for that client.
 * @throws InvalidPropertiesError if a setting is malformed
 */
export function readConfig(
  config: Properties,
  environment: Environment,
): { settings: ClientSettings; environment: Environment } {
  const names = new Set(asText(config[fromEnvironment])?.split(","));
  const given = Object.fromEntries(Object.entries(ownSettings(config)).filter(([name]) => !names.has(name)));
  const { requestTimeout, ...rest } = read(providerConfig, given, { fromText: true });
  const settings = { ...rest, ...(requestTimeout === undefined ? {} : { requestTimeoutSeconds: requestTimeout }) };
  const stored = locationIn(config);
  const remembered = Object.fromEntries(Object.entries(stored).filter(([name]) => names.has(name)));
  return {
    settings,
    environment: withRemembered(environment, remembered, { home: stored.region, given: settings.region }),
  };
}

/**
 * Names the settings in which two resolved configurations differ; `5` and `"5"` are equal, and an unknown value is a change.
 * If only one of them has a project ID, the other's project is looked up in files and at IAM, and the same project is no
 * change. Without the lookup a change could be missed: if nothing has changed, the engine may keep using a provider that
 * it configured from state, and would create new resources in the old project.
 */
export async function diffConfig(
  olds: Properties,
  news: Properties,
  host: HostEnvironment,
  signal: AbortSignal,
): Promise<string[]> {
  const changed = changedSettings(olds, news);
  if (isGiven(olds.projectId) === isGiven(news.projectId) || hasUnknown(Object.values(news))) return changed;
  const [given, other] = isGiven(olds.projectId) ? [olds, news] : [news, olds];
  const found = await findProject(other, news, host, signal);
  return found === asText(given.projectId) ? changed : [...changed, "projectId"];
}

/** The project that a configuration without a project ID resolves to, with the new keys; undefined if the lookup fails. */
async function findProject(
  { projectId: _, [fromEnvironment]: __, ...config }: Properties,
  { accessKey, secretKey, securityToken }: Properties,
  host: HostEnvironment,
  signal: AbortSignal,
): Promise<string | undefined> {
  const keys = { accessKey: accessKey ?? null, secretKey: secretKey ?? null, securityToken: securityToken ?? null };
  try {
    const { settings, environment } = readConfig({ ...config, ...keys }, withoutProjectId(host.environment));
    const client = createClient({ ...settings, maxRetries: 1 }, { ...host, environment, log: () => {} });
    return (await client.location(signal)).projectId;
  } catch (error) {
    if (error instanceof RocketMqError || error instanceof InvalidPropertiesError) return undefined;
    throw error;
  }
}

function changedSettings(olds: Properties, news: Properties): string[] {
  return Object.keys(providerConfig).filter((name) => {
    if (name === "projectName" && (isGiven(olds.projectId) || isGiven(news.projectId))) return false;
    if (hasUnknown(news[name])) return true;
    const [before, after] = [String(olds[name] ?? ""), String(news[name] ?? "")];
    if (before === after) return false;
    switch (name) {
      case "projectId":
        return before !== "" && after !== "";
      case "projectName":
        return nameOfProject(olds) !== nameOfProject(news);
      case "endpoint":
        return !sameEndpoint(serviceUrl(locationIn(olds)) ?? "", serviceUrl(locationIn(news)) ?? "");
      case "iamEndpoint":
        return !sameEndpoint(before, after);
      default:
        return true;
    }
  });
}

/** The name by which the project is looked up at IAM. Default: the region's. */
function nameOfProject({ projectName, region }: Properties): string | undefined {
  return asText(projectName) ?? asText(region);
}

function locationIn(config: Properties): KnownLocation {
  return Object.fromEntries(
    locationNames.flatMap((name) => {
      const value = asText(config[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function isGiven(value: Value | undefined): boolean {
  return hasUnknown(value) || asText(value) !== undefined;
}
