/**
 * What an emulator plays: who may call, which instances exist, how their migration tasks progress, and what fails.
 * A scenario file is the JSON form of `Scenario`. All times are seconds since the emulator's start unless said otherwise.
 */
import * as v from "valibot";
import { errorForms } from "./answers.ts";
import { deviations } from "./deviations.ts";
import { faultSchema } from "./faults.ts";
import { actions } from "./permissions.ts";
import { itemKinds, submittedMetadata, type TaskType, taskTypes } from "./taskMetadata.ts";
import { consumerGroupSchema, topicSchema } from "./topicsAndGroups.ts";
import { arrayOf, isObject, matching, nonEmpty, object, oneOf, pattern, seconds, text, wholeFrom } from "./validate.ts";

const projectId = matching(/^[0-9a-f]{32}$/, "32 hex digits");
const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "a UUID in lower case");

/** A key pair that signs requests. The same `accessKey` may occur twice, with different secrets at different times. */
const accessKey = object({
  accessKey: matching(/^[A-Za-z0-9]+$/, "letters and digits"),
  secretKey: nonEmpty,
  /** Makes it a temporary key: requests must send this token as X-Security-Token. */
  securityToken: v.exactOptional(nonEmpty),
  /** When the key becomes valid. Default 0. */
  validAfterSeconds: v.exactOptional(seconds),
  /** When the key expires. Default: never. */
  expiresAfterSeconds: v.exactOptional(seconds),
  /** Projects that the key has access to; others get 403 APIGW.0302. Default: all. */
  projectIds: v.exactOptional(arrayOf(projectId)),
  /** Permissions that the key's user lacks, e.g. `dms:topic:list`; requests that need one get 403 DMS.00403002. Default: none. */
  deniedActions: v.exactOptional(arrayOf(oneOf(actions))),
});
/** A key pair that signs requests. */
export type AccessKey = v.InferOutput<typeof accessKey>;

const project = object({
  /** 32 hex digits. */
  id: projectId,
  /** Usually the region's name, or `region_name` for a sub-project. */
  name: nonEmpty,
});
/** An IAM project. */
export type Project = v.InferOutput<typeof project>;

const domain = object({ id: nonEmpty, name: nonEmpty });
/** An IAM domain (an account). */
export type Domain = v.InferOutput<typeof domain>;

const ecsMetadata = object({
  /** Access keys of the scenario; the service hands out the last one that is valid at the time. */
  accessKeys: arrayOf(nonEmpty),
});
/** The ECS metadata service, at `/openstack/latest/securitykey`. */
export type EcsMetadata = v.InferOutput<typeof ecsMetadata>;

const step = object({ afterSeconds: seconds, status: nonEmpty });
/** One step of a timeline: the status from then on. */
export type Step = v.InferOutput<typeof step>;

const timeline = v.pipe(
  arrayOf(step),
  v.check(
    (steps) => steps.every(({ afterSeconds }, i) => afterSeconds > (steps[i - 1]?.afterSeconds ?? -1)),
    ({ input }) => `afterSeconds must increase from step to step, not be ${times(input)}`,
  ),
  v.check(
    ([first]) => first?.afterSeconds === 0,
    ({ input: [first] }) =>
      `must start at afterSeconds 0, ${first === undefined ? "but has no steps" : `not at ${first.afterSeconds}`}`,
  ),
);

function times(steps: readonly Step[]): string {
  return steps.map(({ afterSeconds }) => afterSeconds).join(", ");
}

const failure = object({
  kind: oneOf(itemKinds),
  name: text,
  /** Only for items in a vhost. */
  vhost: v.exactOptional(text),
  reason: nonEmpty,
});
/** An item that could not be migrated, and why. */
export type Failure = v.InferOutput<typeof failure>;

const taskOf = (type: TaskType) =>
  v.pipe(
    object({
      /** Default: a UUID derived from the instance's id and the task's name, the same in every run. */
      id: v.exactOptional(uuid),
      name: nonEmpty,
      type: oneOf(taskTypes),
      /** As the service formats it, e.g. `2023-03-13 19:43:32.12`. Default: the emulator's start. */
      startDate: v.exactOptional(nonEmpty),
      /** A fixed status, of the service's or any other. Default finished. Not together with `timeline`. */
      status: v.exactOptional(nonEmpty),
      /** A status that changes over time. */
      timeline: v.exactOptional(timeline),
      /** What was submitted, as in a create's body. Default: nothing. */
      metadata: v.exactOptional(submittedMetadata(type)),
      /** What could not be migrated. Default: nothing. */
      failures: v.exactOptional(arrayOf(failure)),
      ...deviations,
    }),
    v.check(
      (task) => task.status === undefined || task.timeline === undefined,
      "has both status and timeline; keep one",
    ),
  );
const tasks = { rocketmq: taskOf("rocketmq"), rabbitToRocket: taskOf("rabbitToRocket") };

/** A migration task. */
export const taskSchema = v.lazy((input) =>
  isObject(input) && input.type === "rabbitToRocket" ? tasks.rabbitToRocket : tasks.rocketmq,
);
/** A migration task. */
export type Task = v.InferOutput<typeof taskSchema>;

const creation = object({
  /** Regular expression on the task's name. Default: every name. */
  name: v.exactOptional(pattern),
  /** By seconds since the task's creation. Default: creating at 0, starting at 1, finished at 3. */
  timeline: v.exactOptional(timeline),
  /** Items that fail, and with them the task: its timeline ends with failed. The name `*` means all items of the kind. */
  failures: v.exactOptional(arrayOf(failure)),
  ...deviations,
});
/** How tasks progress that are created while the emulator runs. */
export type Creation = v.InferOutput<typeof creation>;

/** Switches for servers that behave differently. Defaults are what clients saw in the field, or marked as our choice. */
export const behaviourSchema = object({
  /** Page size when the request has no `limit`. Default 10 (our choice; not documented). */
  defaultLimit: v.exactOptional(wholeFrom(1)),
  /** Largest page size; above it, DMS.10240042. Default 50 (our choice; clients in the field ask for 50). */
  maximumLimit: v.exactOptional(wholeFrom(1)),
  /** Caps pages at this size without an error. Default: no cap. */
  cappedLimit: v.exactOptional(wholeFrom(1)),
  /** What `offset` means: a page number (as documented), nothing, or a record offset as in other operations. Default page. */
  offset: v.exactOptional(oneOf(["page", "ignored", "record"])),
  /** The response to an `offset` below 1. Default error (DMS.10240043; our choice). */
  offsetBelowOne: v.exactOptional(oneOf(["error", "firstPage"])),
  /** `total` as a number, as a string, or left out. Default number. */
  total: v.exactOptional(oneOf(["number", "string", "missing"])),
  /** The response to `?id=`: flat as seen in the field, or `{total, task[]}` as documented. Default flat. */
  detail: v.exactOptional(oneOf(["flat", "documented"])),
  /** `task` adds `total` and `task[]` to the flat details of a rabbitToRocket task: the vhosts, exchanges or queues that `type` and `name` ask for. Default none. */
  tree: v.exactOptional(oneOf(["none", "task"])),
  /** How many requests (a page of the list, a detail) still show a task after its deletion. Default 0. */
  deletedStaysFor: v.exactOptional(wholeFrom(0)),
  /** Lists of topics and groups show the instance as it was this many seconds ago. Default 0. */
  listsLagSeconds: v.exactOptional(seconds),
  /** `total`, `max`, `remaining` and offsets in lists of topics and groups as numbers, or as texts as in Huawei's samples. Default number. */
  counts: v.exactOptional(oneOf(["number", "string"])),
  /** Keys in `json_content`. Default submitted: as the client sent them. */
  casing: v.exactOptional(oneOf(["submitted", "snake", "camel"])),
  /** The layout of `result`, which is published nowhere. Default items. */
  result: v.exactOptional(oneOf(["items", "byKind", "byName", "text"])),
});
/** Switches for servers that behave differently. */
export type Behaviour = v.InferOutput<typeof behaviourSchema>;

/** A name alone, or an object with this schema. */
function nameOr<S extends v.GenericSchema>(schema: S) {
  return v.lazy((input): typeof nonEmpty | S => (typeof input === "string" ? nonEmpty : schema));
}

const instance = object({
  /** A UUID. */
  id: uuid,
  name: nonEmpty,
  /** Default: the scenario's first project. */
  projectId: v.exactOptional(projectId),
  /** Default RUNNING. Any other status refuses new tasks with DMS.00400026. */
  status: v.exactOptional(nonEmpty),
  /** When the status becomes RUNNING. Until then it is `status` (default CREATING). */
  runningAfterSeconds: v.exactOptional(seconds),
  /** Default 4.8.0. Version 5 does not tell brokers and permissions of topics, but their message type. */
  engineVersion: v.exactOptional(matching(/^(4\.8\.0|5\.[0-9.x]+)$/, "4.8.0, or a version that starts with 5")),
  /** Number of brokers: `broker-0` and so on. A topic is created on each of them. Default 1. */
  brokers: v.exactOptional(wholeFrom(1)),
  /** How many topics and groups may exist; a task fails on what does not fit. Default 100,000 each. */
  quotas: v.exactOptional(
    object({ topics: v.exactOptional(wholeFrom(0)), consumerGroups: v.exactOptional(wholeFrom(0)) }),
  ),
  /** What exists on the instance from the start, by kind. Queues and exchanges as `vhost/name`. */
  metadata: v.exactOptional(
    object({
      topics: v.exactOptional(arrayOf(nameOr(topicSchema))),
      consumerGroups: v.exactOptional(arrayOf(nameOr(consumerGroupSchema))),
      vhosts: v.exactOptional(arrayOf(text)),
      exchanges: v.exactOptional(arrayOf(text)),
      queues: v.exactOptional(arrayOf(text)),
    }),
  ),
  /** In the order in which the service lists them. */
  tasks: v.exactOptional(arrayOf(taskSchema)),
  /** How new tasks progress: the first entry whose `name` matches applies. */
  creations: v.exactOptional(arrayOf(creation)),
  behaviour: v.exactOptional(behaviourSchema),
});
/** A RocketMQ instance. */
export type Instance = v.InferOutput<typeof instance>;

const optionalParts = {
  /** What the scenario shows, for people. */
  description: v.exactOptional(text),
  /** IAM's response to `GET /v3/auth/domains`. Default: one invented domain. */
  domains: v.exactOptional(arrayOf(domain)),
  /** Default: there is no metadata service (404). */
  ecsMetadata: v.exactOptional(ecsMetadata),
  /** Default: none. */
  faults: v.exactOptional(arrayOf(faultSchema)),
  /**
   * The form of the service's own errors: `snake` {error_code, error_msg}, `camel` {errorCode, errorMsg},
   * `code` {code, message}, `nested` {error: {error_code, error_msg}}. Default snake. Errors of the gateway are always snake.
   */
  errorBody: v.exactOptional(oneOf(errorForms)),
};
const accessKeys = arrayOf(accessKey);
const projects = arrayOf(project);
const instances = arrayOf(instance);

/** A whole scenario file. */
export const scenarioSchema = object({
  /** Who may sign requests. */
  accessKeys,
  /** IAM's projects. Several may have the same name; a project without instances is fine. */
  projects,
  /** The RocketMQ instances and their migration tasks. */
  instances,
  ...optionalParts,
});
/** A whole scenario file. */
export type Scenario = v.InferOutput<typeof scenarioSchema>;

/** Some parts of a scenario. */
export const scenarioChangeSchema = object({
  accessKeys: v.exactOptional(accessKeys),
  projects: v.exactOptional(projects),
  instances: v.exactOptional(instances),
  ...optionalParts,
});

/** How a new task progresses by default, in seconds since its creation. */
export const defaultTimeline: readonly Step[] = [
  { afterSeconds: 0, status: "creating" },
  { afterSeconds: 1, status: "starting" },
  { afterSeconds: 3, status: "finished" },
];
