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
  const variables = environmentFamilies
    .map((family) => ({ variable: family.projectId ?? "", value: asText(environment[family.projectId ?? ""]) }))
    .filter(({ value }) => value !== undefined);
  const [first, second] = variables;
  if (first?.value !== undefined) {
    if (second !== undefined && second.value !== first.value) {
      log("debug", `${first.variable} and ${second.variable} name different projects; ${first.variable} is used.`);
    }
    return { id: first.value };
  }
  const environmentName = asText(environment.HW_PROJECT_NAME);
  if (environmentName !== undefined) return { name: environmentName };
  const beside = credentials.project;
  const isHere =
    beside !== undefined && (beside.region === undefined || region === undefined || beside.region === region);
  return isHere ? { id: beside.id } : undefined;
}

/** Answers the project id, if it is well-formed: it becomes a part of the path. Throws ConfigurationError. */
export function checkProjectId(id: string): string {
  if (/^[\w-]+$/.test(id)) return id;
  const seen = JSON.stringify(id);
  throw new ConfigurationError("projectId", `projectId: got ${seen}, allowed are letters, digits, "-" and "_".`);
}
