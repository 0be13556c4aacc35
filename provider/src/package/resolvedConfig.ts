import {
  type ClientSettings,
  createClient,
  type KnownLocation,
  knownLocation,
  RocketMqError,
  type Surroundings,
  sameEndpoint,
  serviceUrl,
  withoutProjectId,
  withRemembered,
} from "../cloud/index.ts";
import { hasUnknown, InvalidPropertiesError, type Properties, read, type Value } from "./definition/index.ts";
import { ownSettings, providerConfig } from "./provider.ts";

/*
 * The provider's inputs in state say where requests went, wherever it was said: by the configuration or the environment.
 * Refresh and destroy configure the provider from state, perhaps on another machine. A value that came from the environment is
 * therefore looked for there again, so that another project in it is noticed and nobody acts on the wrong one; only where the
 * environment says nothing any more does the one in state count.
 */

type Environment = Surroundings["environment"];

/** The hidden input that names the inputs that came from the environment, joined by commas. `__` keeps it off the screen. */
const fromEnvironment = "__fromEnvironment";

const locationNames = ["region", "projectId", "endpoint"] as const;

/**
 * Answers the configuration with region, project and endpoint as settings and environment give them, the endpoint in its
 * plain form. Reads no file and asks nobody; what cannot be told without that is left out, and an endpoint that follows
 * from the region, too.
 */
export function resolveConfig(config: Properties, environment: Environment): Properties {
  const { [fromEnvironment]: _, ...resolved }: Record<string, Value> = config;
  // Next to a project name that is not known yet, the environment's project counts as little as next to a known one.
  const projectName = hasUnknown(config.projectName) ? "unknown" : textOf(config.projectName);
  const known = knownLocation({ ...locationIn(config), ...(projectName ? { projectName } : {}) }, environment);
  const found = locationNames.filter((name) => {
    const value = known[name];
    if (value === undefined || hasUnknown(config[name])) return false;
    if (name === "endpoint" && hasUnknown(config.region)) return false;
    resolved[name] = value;
    return textOf(config[name]) === undefined;
  });
  return found.length === 0 ? resolved : { ...resolved, [fromEnvironment]: found.join(",") };
}

/**
 * Reads the configuration as a client's settings, and the environment that the client is to look into.
 * @throws InvalidPropertiesError if a setting is malformed
 */
export function readConfig(
  config: Properties,
  environment: Environment,
): { settings: ClientSettings; environment: Environment } {
  const names = new Set(textOf(config[fromEnvironment])?.split(","));
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
 * Names the settings in which two resolved configurations differ; `5` and `"5"` are the same. A value that is not known yet
 * is a change. A project that only one of them has is none if the other one finds the same in a file or at IAM. That must
 * be asked: when nothing has changed, the engine may go on with a provider that it configured from state, and what is
 * new in the program would be made in the project of before.
 */
export async function diffConfig(
  olds: Properties,
  news: Properties,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string[]> {
  const changed = changedSettings(olds, news);
  if (isGiven(olds.projectId) === isGiven(news.projectId) || hasUnknown(Object.values(news))) return changed;
  const [given, other] = isGiven(olds.projectId) ? [olds, news] : [news, olds];
  const found = await findProject(other, news, surroundings, signal);
  return found === textOf(given.projectId) ? changed : [...changed, "projectId"];
}

/** The project that a configuration without one finds, with the keys of the new one; undefined if that fails. */
async function findProject(
  { projectId: _, [fromEnvironment]: __, ...config }: Properties,
  { accessKey, secretKey, securityToken }: Properties,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string | undefined> {
  const keys = { accessKey: accessKey ?? null, secretKey: secretKey ?? null, securityToken: securityToken ?? null };
  try {
    const { settings, environment } = readConfig({ ...config, ...keys }, withoutProjectId(surroundings.environment));
    const client = createClient({ ...settings, maxRetries: 1 }, { ...surroundings, environment, log: () => {} });
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

/** The name by which the project is looked up at IAM: by default that of the region. */
function nameOfProject({ projectName, region }: Properties): string | undefined {
  return textOf(projectName) ?? textOf(region);
}

function locationIn(config: Properties): KnownLocation {
  return Object.fromEntries(
    locationNames.flatMap((name) => {
      const value = textOf(config[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function isGiven(value: Value | undefined): boolean {
  return hasUnknown(value) || textOf(value) !== undefined;
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
