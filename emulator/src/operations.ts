/** Handles one request: checks the signature's verdict, the project and the instance, then runs the operation. */
import { getSecurityKey } from "./accessKeys.ts";
import { type Answer, gatewayError, ServiceFault, serviceError } from "./answers.ts";
import { createTask } from "./createTask.ts";
import type { Fault } from "./faults.ts";
import { listDomains, listProjects, listRegions } from "./iam.ts";
import { getInstance, listInstances } from "./instanceAnswers.ts";
import type { InstanceState } from "./instances.ts";
import { deleteTasks, getTask, listTasks } from "./migrationTasks.ts";
import { deniedAction } from "./permissions.ts";
import type { Route } from "./routes.ts";
import type { AccessKey } from "./scenario.ts";
import { getGroup, getTopic, listGroups, listTopics } from "./topicAnswers.ts";
import { ValidationError } from "./validate.ts";
import type { Verdict } from "./verifySignature.ts";
import type { World } from "./world.ts";

/** A request with everything known about it. */
export interface Call {
  readonly route: Route;
  readonly body: Buffer;
  /** The header X-Project-Id. */
  readonly projectIdHeader: string | undefined;
  readonly verdict: Verdict;
  readonly fault: Fault | undefined;
  readonly requestId: string;
  readonly now: Date;
}

/** Handles a request. Errors are responses as well. */
export function carryOut(world: World, call: Call): Answer {
  const answer = answerTo(world, call);
  // IAM has its own name for a request id; the Python SDK reports it in errors.
  return call.route.path.startsWith("/v3/") ? { ...answer, headers: { "X-IAM-Trace-Id": call.requestId } } : answer;
}

function answerTo(world: World, call: Call): Answer {
  try {
    const { route, verdict, requestId, now } = call;
    if (route.operation === "getSecurityKey") {
      return getSecurityKey(world.scenario.ecsMetadata, world.scenario.accessKeys, world.start, now);
    }
    if (route.operation === "unknown") {
      return gatewayError(404, "APIGW.0101", "The API does not exist or has not been published", requestId);
    }
    if (!verdict.valid) {
      return gatewayError(401, "APIGW.0301", `Incorrect IAM authentication information: ${verdict.reason}`, requestId);
    }
    const { domains, projects } = world.scenario;
    if (route.operation === "listDomains") return listDomains(domains);
    if (route.operation === "listProjects")
      return listProjects(projects, domains, verdict.key, route.query.get("name"));
    if (route.operation === "listRegions") return listRegions(projects);
    return inProject(world, call, verdict.key);
  } catch (error) {
    const form = world.scenario.errorBody ?? "snake";
    if (error instanceof ServiceFault) return serviceError(error, form);
    if (error instanceof ValidationError) {
      return serviceError(new ServiceFault(400, "DMS.00400062", `Invalid parameter ${error.message}`), form);
    }
    throw error;
  }
}

function inProject(world: World, call: Call, key: AccessKey): Answer {
  const { route, requestId, now, fault } = call;
  checkProject(world, call);
  if (key.projectIds !== undefined && !key.projectIds.includes(route.projectId)) {
    return gatewayError(403, "APIGW.0302", "The access key has no access to this project", requestId);
  }
  const denied = deniedAction(route.operation, key.deniedActions);
  if (denied !== undefined)
    throw new ServiceFault(403, "DMS.00403002", `Policy doesn't allow ${denied} to be performed.`);
  if (route.operation === "listInstances") {
    const instances = [...world.instances.values()].filter(({ projectId }) => projectId === route.projectId);
    return listInstances(instances, route.query, now);
  }
  const instance = findInstance(world, route);
  switch (route.operation) {
    case "listTasks":
      return listTasks(instance, route.query, fault, now);
    case "getTask":
      return getTask(instance, route.query, fault, now);
    case "createTask":
      return createTask(instance, route.query, readJson(call.body), now);
    case "deleteTasks":
      return deleteTasks(instance, readJson(call.body), now);
    case "listTopics":
      return listTopics(instance, route.query, fault, now);
    case "getTopic":
      return getTopic(instance, route.name, now);
    case "listGroups":
      return listGroups(instance, route.query, fault, now);
    case "getGroup":
      return getGroup(instance, route.name, now);
    default:
      return getInstance(instance, now);
  }
}

function checkProject(world: World, { route, projectIdHeader }: Call): void {
  const { projectId } = route;
  const problem =
    (projectIdHeader !== undefined &&
      projectIdHeader !== projectId &&
      "X-Project-Id and the path name different projects") ||
    (!world.scenario.projects.some((project) => project.id === projectId) && `there is no project ${projectId}`);
  if (problem) throw new ServiceFault(400, "DMS.00400002", `The project ID is invalid: ${problem}`);
}

function findInstance(world: World, { projectId, instanceId }: Route): InstanceState {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(instanceId)) {
    throw new ServiceFault(400, "DMS.00400030", `The instance ID is invalid: ${instanceId}`);
  }
  const instance = world.instances.get(instanceId);
  if (instance?.projectId !== projectId) {
    throw new ServiceFault(404, "DMS.00404022", `This instance does not exist: ${instanceId}`);
  }
  return instance;
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new ValidationError("body", "must be JSON");
  }
}
