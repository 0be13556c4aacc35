/** Maps a request to its operation, and parses its path and query. */
import type { Operation } from "./faults.ts";

/** A request's operation with the parts of its path and its query, decoded. */
export interface Route {
  readonly operation: Operation;
  /** The path as it was sent, without the query. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly projectId: string;
  readonly instanceId: string;
  /** Name of the topic or consumer group. */
  readonly name: string;
}

const instancesPath = /^\/v2\/([^/]+)\/instances$/;
const instancePath = /^\/v2\/([^/]*)\/instances\/([^/]*?)(\/metadata|\/metadata\/batch-delete|\/topics|\/groups)?$/;
const namedPath = /^\/v2\/([^/]*)\/instances\/([^/]*)(\/topics\/|\/groups\/)([^/]+)$/;

/** Finds the operation. A query that cannot be decoded stays as it is: its signature will not match. */
export function route(method: string, target: string): Route {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = readQuery(mark === -1 ? "" : target.slice(mark + 1));
  const inInstance = instancePath.exec(path) ?? namedPath.exec(path);
  const [, projectId = "", instanceId = "", rest = "", name = ""] = inInstance ?? instancesPath.exec(path) ?? [];
  const found = inInstance === null ? otherOperation(method, path) : instanceOperation(method, rest, query);
  return {
    operation: found ?? "unknown",
    path,
    query,
    projectId: decode(projectId),
    instanceId: decode(instanceId),
    name: decode(name),
  };
}

function instanceOperation(method: string, rest: string, query: ReadonlyMap<string, string>): Operation | undefined {
  switch (`${method} ${rest}`) {
    case "GET ":
      return "getInstance";
    case "GET /metadata":
      return query.get("id") ? "getTask" : "listTasks";
    case "POST /metadata":
      return "createTask";
    case "POST /metadata/batch-delete":
    // SDKs called this one until 3.1.184; Terraform's provider still does.
    case "DELETE /metadata":
      return "deleteTasks";
    case "GET /topics":
      return "listTopics";
    case "GET /topics/":
      return "getTopic";
    case "GET /groups":
      return "listGroups";
    case "GET /groups/":
      return "getGroup";
    default:
      return undefined;
  }
}

function otherOperation(method: string, path: string): Operation | undefined {
  if (method === "GET" && instancesPath.test(path)) return "listInstances";
  switch (`${method} ${path}`) {
    case "GET /v3/projects":
      return "listProjects";
    case "GET /v3/auth/domains":
      return "listDomains";
    case "GET /v3/regions":
      return "listRegions";
    case "GET /openstack/latest/securitykey":
      return "getSecurityKey";
    default:
      return undefined;
  }
}

function readQuery(query: string): Map<string, string> {
  return new Map(
    query
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const [key = "", ...value] = pair.split("=");
        return [decode(key), decode(value.join("="))];
      }),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
