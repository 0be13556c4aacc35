/** IAM: the projects and the domain of the access key that signed the request, and the regions. */
import { type Answer, ok } from "./answers.ts";
import type { AccessKey, Domain, Project } from "./scenario.ts";

const defaultDomain: Domain = { id: "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0", name: "nordlicht-versand" };

/** `GET /v3/projects?name=`: all projects of that name that the key may touch; without a name all of them. */
export function listProjects(
  projects: readonly Project[],
  domains: readonly Domain[] | undefined,
  key: AccessKey,
  name: string | undefined,
): Answer {
  const domainId = (domains?.[0] ?? defaultDomain).id;
  return ok({
    projects: projects
      .filter((project) => key.projectIds?.includes(project.id) ?? true)
      .filter((project) => name === undefined || name === "" || project.name === name)
      .map(({ id, name }) => ({
        id,
        name,
        domain_id: domainId,
        parent_id: domainId,
        is_domain: false,
        enabled: true,
        description: "",
      })),
    links: { self: "https://iam.myhuaweicloud.com/v3/projects", next: null, previous: null },
  });
}

/** `GET /v3/auth/domains`. */
export function listDomains(domains: readonly Domain[] | undefined): Answer {
  return ok({
    domains: (domains ?? [defaultDomain]).map(({ id, name }) => ({ id, name, enabled: true, description: "" })),
    links: { self: "https://iam.myhuaweicloud.com/v3/auth/domains", next: null, previous: null },
  });
}

/** `GET /v3/regions`: the regions of the projects, which are named `region` or `region_name`. */
export function listRegions(projects: readonly Project[]): Answer {
  const regions = new Set(projects.map(({ name }) => name.replace(/_.*$/, "")));
  return ok({
    regions: [...regions].map((id) => ({
      id,
      type: "public",
      description: "",
      parent_region_id: null,
      locales: { "en-us": id, "zh-cn": id },
    })),
    links: { self: "https://iam.myhuaweicloud.com/v3/regions", next: null, previous: null },
  });
}
