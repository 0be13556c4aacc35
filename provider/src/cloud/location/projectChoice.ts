import type { ClientSettings } from "../clientSettings.ts";
import type { Credentials } from "../credentials/credentials.ts";
import { environmentFamilies } from "../credentials/environmentFamilies.ts";
import { type Environment, readVariable, variables } from "../environment.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import { checkRule, type Rule } from "../rule.ts";

/** The project to use: by its ID, with where that comes from, for messages; or by a name to look up at IAM. */
export type ProjectChoice = { id: string; source: string } | { name: string };

/**
 * Chooses the project: by setting (ID, then name), by environment (ID, then name), by the place that the keys come from if
 * its region is the same. Undefined means the region's own project, which has the region's name.
 */
export function chooseProject(
  settings: ClientSettings,
  { environment, log, terms }: HostEnvironment,
  credentials: Credentials,
  region: string | undefined,
): ProjectChoice | undefined {
  const id = asText(settings.projectId);
  if (id !== undefined) return { id, source: terms.call("projectId") };
  const name = asText(settings.projectName);
  if (name !== undefined) return { name };
  const [first, second] = projectVariables(environment);
  if (first !== undefined && second !== undefined && second.value !== first.value) {
    log("debug", `${first.variable} and ${second.variable} name different projects. Using ${first.variable}.`);
  }
  const found = environmentProject(environment);
  if (found !== undefined) return found;
  const ofKeys = credentials.project;
  const isHere =
    ofKeys !== undefined && (ofKeys.region === undefined || region === undefined || ofKeys.region === region);
  return isHere ? { id: ofKeys.id, source: `the project of ${credentials.source}` } : undefined;
}

/** The environment without its project IDs. */
export function withoutProjectId(environment: Environment): Environment {
  const variables = new Set(projectVariables(environment).map(({ variable }) => variable));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !variables.has(name)));
}

/** The project that the environment names, by ID or else by name. */
export function environmentProject(environment: Environment): ProjectChoice | undefined {
  const [first] = projectVariables(environment);
  if (first !== undefined) return { id: first.value, source: first.variable };
  const name = readVariable(environment, variables.projectName);
  return name === undefined ? undefined : { name };
}

function projectVariables(environment: Environment): { variable: string; value: string }[] {
  return environmentFamilies.flatMap(({ projectId: variable = "" }) => {
    const value = asText(environment[variable]);
    return value === undefined ? [] : [{ variable, value }];
  });
}

/** What a project ID must be. */
export const projectIdRule: Rule = {
  allowed: "a project ID, 32 letters and digits",
  remedy: "The console lists it under My Credentials > API Credentials; it is not the project's name.",
  accepts: (value) => /^[0-9a-zA-Z]{32}$/.test(value),
};

/**
 * Returns the project ID, if it is well-formed: it becomes a part of the URL.
 * @param source where it comes from, for the message
 * @throws ConfigurationError
 */
export function checkProjectId(id: string, source = "projectId"): string {
  return checkRule(projectIdRule, id, "projectId", source);
}
