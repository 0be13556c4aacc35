import { AnswerError, ConfigurationError } from "../errors.ts";
import { asObject, asText } from "../json.ts";
import type { Sender } from "../transport/sender.ts";
import type { Endpoint } from "./endpoint.ts";

/**
 * Asks IAM for the id of the project with a name. Nothing is ever created there (the official Node SDK does).
 * Throws ConfigurationError when there is none or are several, AnswerError for an answer that has no list of projects.
 */
export async function lookUpProject(sender: Sender, iam: Endpoint, name: string): Promise<string> {
  const answer = asObject(
    await sender.send({ method: "GET", endpoint: iam, path: "/v3/projects", query: { name }, repeatable: true }),
  );
  if (!Array.isArray(answer?.projects)) {
    throw new AnswerError(
      `GET ${iam.basePath}/v3/projects: the answer has no list "projects". Check that ${iam.origin} is IAM's endpoint, ` +
        `or set projectId.`,
    );
  }
  const ids = answer.projects
    .map(asObject)
    .filter((project) => project?.name === undefined || project.name === name)
    .flatMap((project) => asText(project?.id) ?? []);
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return id;
  const seen = id === undefined ? "no project" : `${ids.length} projects (${ids.join(", ")})`;
  throw new ConfigurationError(
    "projectId",
    `projectId: not set, and IAM at ${iam.origin} knows ${seen} with the name "${name}" for these keys. ` +
      `Set projectId, or projectName to the name of a project of yours.`,
  );
}
