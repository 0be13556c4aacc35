/** Reads a scenario from JSON, strictly: every mistake is an error that names its place in the file. */
import { FAULT_KINDS, type Fault, OPERATIONS } from "./faults.ts";
import type {
  AccessKey,
  Behaviour,
  Creation,
  Domain,
  EcsMetadata,
  Failure,
  Instance,
  InstanceMetadata,
  Project,
  Scenario,
  Step,
  Task,
} from "./scenario.ts";
import {
  type Fields,
  flag,
  listOf,
  matching,
  numberFrom,
  objectOf,
  oneOf,
  pattern,
  type Reader,
  StrictJsonError,
  text,
  wholeFrom,
} from "./strictJson.ts";
import { readMetadata } from "./taskMetadata.ts";

const seconds = numberFrom(0);
const notEmpty = matching(/./u, "a string that is not empty");
const projectId = matching(/^[0-9a-f]{32}$/, "32 hex digits");
const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a UUID in lower case");

const step = objectOf<Step>({ afterSeconds: seconds, status: notEmpty }, "afterSeconds", "status");

const timeline: Reader<Step[]> = (value, place) => {
  const steps = listOf(step)(value, place);
  if (steps[0]?.afterSeconds !== 0) throw new StrictJsonError(`${place}[0].afterSeconds`, "must be 0");
  steps.forEach((one, index) => {
    const before = steps[index - 1];
    if (before !== undefined && before.afterSeconds >= one.afterSeconds) {
      throw new StrictJsonError(`${place}[${index}].afterSeconds`, `must be more than ${before.afterSeconds}`);
    }
  });
  return steps;
};

const failure = objectOf<Failure>(
  {
    kind: oneOf("topic", "consumerGroup", "vhost", "exchange", "queue", "binding"),
    name: text,
    vhost: text,
    reason: notEmpty,
  },
  "kind",
  "name",
  "reason",
);

const taskFields = objectOf<Task>(
  {
    id: uuid,
    name: notEmpty,
    type: oneOf("rocketmq", "rabbitToRocket"),
    startDate: notEmpty,
    status: notEmpty,
    timeline,
    metadata: (value) => value,
    failures: listOf(failure),
  },
  "name",
  "type",
);

/** Reads one task of a scenario. Throws StrictJsonError. */
export const readTask: Reader<Task> = (value, place) => {
  const task = taskFields(value, place);
  if (task.status !== undefined && task.timeline !== undefined) {
    throw new StrictJsonError(`${place}.timeline`, "must not be there together with status");
  }
  if (task.metadata !== undefined) readMetadata(task.type, task.metadata, `${place}.metadata`);
  return task;
};

/** Reads the switches of an instance. Throws StrictJsonError. */
export const readBehaviour: Reader<Behaviour> = objectOf<Behaviour>({
  defaultLimit: wholeFrom(1),
  maximumLimit: wholeFrom(1),
  cappedLimit: wholeFrom(1),
  offset: oneOf("page", "ignored", "record"),
  offsetBelowOne: oneOf("error", "firstPage"),
  total: oneOf("number", "string", "missing"),
  detail: oneOf("flat", "documented"),
  deletedStaysFor: wholeFrom(0),
  casing: oneOf("snake", "camel"),
  result: oneOf("items", "byKind", "byName", "text"),
});

const instance = objectOf<Instance>(
  {
    id: uuid,
    name: notEmpty,
    projectId,
    status: notEmpty,
    runningAfterSeconds: seconds,
    metadata: objectOf<InstanceMetadata>({
      topics: listOf(text),
      consumerGroups: listOf(text),
      vhosts: listOf(text),
      exchanges: listOf(text),
      queues: listOf(text),
    }),
    tasks: listOf(readTask),
    creations: listOf(objectOf<Creation>({ name: pattern, timeline, failures: listOf(failure) })),
    behaviour: readBehaviour,
  },
  "id",
  "name",
);

/** Reads one fault. Throws StrictJsonError. */
export const readFault: Reader<Fault> = (value, place) => {
  const fault = faultFields(value, place);
  if (fault.kind === "delay" && fault.delayMs === undefined)
    throw new StrictJsonError(`${place}.delayMs`, "is missing");
  return fault;
};

const faultFields = objectOf<Fault>(
  {
    kind: oneOf(...FAULT_KINDS),
    method: oneOf("GET", "POST"),
    path: pattern,
    operation: oneOf(...OPERATIONS),
    page: wholeFrom(1),
    nth: wholeFrom(1),
    count: (value, place) => (value === "always" ? value : wholeFrom(1)(value, place)),
    delayMs: wholeFrom(0),
    retryAfterSeconds: wholeFrom(0),
    retryAfterAsDate: flag,
    location: notEmpty,
    status: notEmpty,
    taskName: pattern,
  },
  "kind",
);

const scenarioReaders: Fields<Scenario> = {
  description: text,
  accessKeys: listOf(
    objectOf<AccessKey>(
      {
        accessKey: matching(/^[A-Za-z0-9]+$/, "letters and digits"),
        secretKey: notEmpty,
        securityToken: notEmpty,
        validAfterSeconds: seconds,
        expiresAfterSeconds: seconds,
        projectIds: listOf(projectId),
      },
      "accessKey",
      "secretKey",
    ),
  ),
  projects: listOf(objectOf<Project>({ id: projectId, name: notEmpty }, "id", "name")),
  domains: listOf(objectOf<Domain>({ id: notEmpty, name: notEmpty }, "id", "name")),
  ecsMetadata: objectOf<EcsMetadata>({ accessKeys: listOf(notEmpty) }, "accessKeys"),
  instances: listOf(instance),
  faults: listOf(readFault),
  errorBody: oneOf("snake", "camel", "code", "nested"),
};
const scenarioFields = objectOf<Scenario>(scenarioReaders, "accessKeys", "projects", "instances");
const changeFields = objectOf<Partial<Scenario>>(scenarioReaders);

/** Reads a whole scenario and checks what one part says of another. Throws StrictJsonError. */
export function readScenario(value: unknown): Scenario {
  const scenario = scenarioFields(value, "");
  checkInstances(scenario.instances, scenario.projects);
  scenario.ecsMetadata?.accessKeys.forEach((accessKey, index) => {
    if (!scenario.accessKeys.some((one) => one.accessKey === accessKey)) {
      const place = `ecsMetadata.accessKeys[${index}]`;
      throw new StrictJsonError(place, `names no access key of this scenario: ${accessKey}`);
    }
  });
  return scenario;
}

/** Reads parts of a scenario that are to replace those of `current`. Throws StrictJsonError. */
export function readScenarioChange(value: unknown, current: Scenario): Partial<Scenario> {
  const changed = changeFields(value, "");
  checkInstances(changed.instances ?? [], changed.projects ?? current.projects);
  return changed;
}

function checkInstances(instances: readonly Instance[], projects: readonly Project[]): void {
  if (projects.length === 0 && instances.length > 0) {
    throw new StrictJsonError("projects", "must not be empty when there are instances");
  }
  requireUnique(instances, "id", "instances");
  instances.forEach(({ projectId, tasks = [] }, index) => {
    const place = `instances[${index}]`;
    if (projectId !== undefined && !projects.some((project) => project.id === projectId)) {
      throw new StrictJsonError(`${place}.projectId`, `names no project of this scenario: ${projectId}`);
    }
    requireUnique(tasks, "id", `${place}.tasks`);
    requireUnique(tasks, "name", `${place}.tasks`);
  });
}

function requireUnique<K extends string>(items: readonly { [key in K]?: string }[], key: K, place: string): void {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const value = item[key];
    if (value === undefined) return;
    if (seen.has(value)) throw new StrictJsonError(`${place}[${index}].${key}`, `is there twice: ${value}`);
    seen.add(value);
  });
}
