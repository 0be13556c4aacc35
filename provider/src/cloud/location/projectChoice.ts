import type { Credentials } from "../credentials/credentials.ts";
import { environmentFamilies } from "../credentials/environmentFamilies.ts";
import { ConfigurationError } from "../errors.ts";
import { asText } from "../json.ts";
import type { ClientSettings } from "../settings.ts";
import type { Surroundings } from "../surroundings.ts";

/** The project to work in: known by its id, or by a name to look up at IAM. */
export type ProjectChoice = { id: string } | { name: string };

/**
 * Chooses the project: setting (id, then name), environment (id, then name), the place the keys come from if it is of the
 * same region, else undefined: the region's own project, which has the region's name.
 */
export function chooseProject(
  settings: ClientSettings,
  { environment, log }: Surroundings,
  credentials: Credentials,
  region: string | undefined,
): ProjectChoice | undefined {
  const id = asText(settings.projectId);
  if (id !== undefined) return { id };
  const name = asText(settings.projectName);
  if (name !== undefined) return { name };
  const [first, second] = projectVariables(environment);
  if (first !== undefined && second !== undefined && second.value !== first.value) {
    log("debug", `${first.variable} and ${second.variable} name different projects; ${first.variable} is used.`);
  }
  const found = environmentProject(environment);
  if (found !== undefined) return found;
  const beside = credentials.project;
  const isHere =
    beside !== undefined && (beside.region === undefined || region === undefined || beside.region === region);
  return isHere ? { id: beside.id } : undefined;
}

/** The environment without the ids of projects in it. */
export function withoutProjectId(environment: Surroundings["environment"]): Surroundings["environment"] {
  const variables = new Set(projectVariables(environment).map(({ variable }) => variable));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !variables.has(name)));
}

/** The project that the environment gives: its id, else its name; undefined when it gives none. */
export function environmentProject(environment: Surroundings["environment"]): ProjectChoice | undefined {
  const [first] = projectVariables(environment);
  if (first !== undefined) return { id: first.value };
  const name = asText(environment.HW_PROJECT_NAME);
  return name === undefined ? undefined : { name };
}

function projectVariables(environment: Surroundings["environment"]): { variable: string; value: string }[] {
  return environmentFamilies.flatMap(({ projectId: variable = "" }) => {
    const value = asText(environment[variable]);
    return value === undefined ? [] : [{ variable, value }];
  });
}

/** Answers the project id, if it is well-formed: it becomes a part of the path. Throws ConfigurationError. */
export function checkProjectId(id: string): string {
  if (/^[\w-]+$/.test(id)) return id;
  const seen = JSON.stringify(id);
  throw new ConfigurationError("projectId", `projectId: got ${seen}, allowed are letters, digits, "-" and "_".`);
}
