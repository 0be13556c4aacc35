import { ConfigurationError, ResponseError } from "../errors.ts";
import { asObject, asText } from "../json.ts";
import type { SettingTerms } from "../settingTerms.ts";
import type { Sender } from "../transport/sender.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Asks IAM for the ID of a project by its name. It never creates one, as the official Node SDK does.
 * @throws ConfigurationError if IAM finds none or several, ResponseError if the response is not a list of projects
 */
export async function lookUpProject(
  sender: Sender,
  iam: Endpoint,
  name: string,
  { call }: SettingTerms,
): Promise<string> {
  const response = asObject(
    await sender.send({ method: "GET", endpoint: iam, path: "/v3/projects", query: { name }, repeatable: true }),
  );
  if (!Array.isArray(response?.projects)) {
    throw new ResponseError(
      `GET ${iam.basePath}/v3/projects: the response has no list "projects". Check that ${iam.origin} is IAM's endpoint, ` +
        `or set ${call("projectId")}.`,
    );
  }
  const ids = response.projects
    .map(asObject)
    .filter((project) => project?.name === undefined || project.name === name)
    .flatMap((project) => asText(project?.id) ?? []);
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return id;
  const seen = id === undefined ? "no project" : `${ids.length} projects (${ids.join(", ")})`;
  throw new ConfigurationError(
    "projectId",
    `${call("projectId")}: Not set, and IAM at ${iam.origin} finds ${seen} named "${name}" for these keys. ` +
      `Set ${call("projectId")}, or set ${call("projectName")} to one of your projects.`,
  );
}
