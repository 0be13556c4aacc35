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
}

const instancesPath = /^\/v2\/([^/]+)\/instances$/;
const instancePath = /^\/v2\/([^/]*)\/instances\/([^/]*?)(\/metadata(?:\/batch-delete)?)?$/;

/** Finds the operation. A query that cannot be decoded stays as it is: its signature will not match. */
export function route(method: string, target: string): Route {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = readQuery(mark === -1 ? "" : target.slice(mark + 1));
  const [, projectId = "", instanceId = "", rest = ""] = instancePath.exec(path) ?? instancesPath.exec(path) ?? [];
  const found = instancePath.test(path) ? instanceOperation(method, rest, query) : otherOperation(method, path);
  return { operation: found ?? "unknown", path, query, projectId: decode(projectId), instanceId: decode(instanceId) };
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
      return "deleteTasks";
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
