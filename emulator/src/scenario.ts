/**
 * The world that an emulator plays: who may call, which instances exist, what their migration tasks do over time,
 * and what goes wrong. A scenario file is the JSON form of `Scenario`, nothing more and nothing less.
 * All times are seconds since the emulator's start unless said otherwise.
 */
import type { Fault } from "./faults.ts";

/** The whole of a scenario file. */
export interface Scenario {
  /** What the scenario shows, for people. */
  description?: string;
  /** Who may sign requests. */
  accessKeys: AccessKey[];
  /** IAM's projects. Several may have the same name; a project without instances is fine. */
  projects: Project[];
  /** IAM's answer to `GET /v3/auth/domains`. Default: one invented domain. */
  domains?: Domain[];
  /** What the ECS metadata service hands out. Default: it does not exist (404). */
  ecsMetadata?: EcsMetadata;
  /** The RocketMQ instances and their migration tasks. */
  instances: Instance[];
  /** What goes wrong. Default: nothing. */
  faults?: Fault[];
  /**
   * The form of the service's own errors: `snake` {error_code, error_msg}, `camel` {errorCode, errorMsg},
   * `code` {code, message}, `nested` {error: {error_code, error_msg}}. Default snake. Errors of the gateway are always snake.
   */
  errorBody?: "snake" | "camel" | "code" | "nested";
}

/** A key pair that signs requests. The same `accessKey` may be there twice, with other secrets at other times. */
export interface AccessKey {
  accessKey: string;
  secretKey: string;
  /** Makes it a temporary key: X-Security-Token must be sent, signed and equal to this. */
  securityToken?: string;
  /** The key is refused before. Default 0. */
  validAfterSeconds?: number;
  /** The key is refused from then on. Default: never. */
  expiresAfterSeconds?: number;
  /** Projects the key may touch; others give 403 APIGW.0302. Default: all. */
  projectIds?: string[];
}

/** An IAM project. */
export interface Project {
  /** 32 hex digits. */
  id: string;
  /** Usually the region's name, or `region_name` for a sub-project. */
  name: string;
}

/** An IAM domain (an account). */
export interface Domain {
  id: string;
  name: string;
}

/** The ECS metadata service, at `/openstack/latest/securitykey`. */
export interface EcsMetadata {
  /** Access keys of the scenario that it hands out: at any time the last one that is valid already and not yet expired. */
  accessKeys: string[];
}

/** A RocketMQ instance. */
export interface Instance {
  /** A UUID. */
  id: string;
  name: string;
  /** Default: the scenario's first project. */
  projectId?: string;
  /** Default RUNNING. Anything else refuses new tasks with DMS.00400026. */
  status?: string;
  /** The status becomes RUNNING then. `status` (default CREATING) holds until that. */
  runningAfterSeconds?: number;
  /** What exists on the instance already, apart from what its finished tasks have brought. */
  metadata?: InstanceMetadata;
  /** In the order in which the service lists them. */
  tasks?: Task[];
  /** How tasks go that are created while the emulator runs, by their name: the first entry whose `name` matches counts. */
  creations?: Creation[];
  /** Where this server differs from the one in the field. */
  behaviour?: Behaviour;
}

/** Names that exist on an instance, by kind. Queues and exchanges as `vhost/name`. */
export interface InstanceMetadata {
  topics?: string[];
  consumerGroups?: string[];
  vhosts?: string[];
  exchanges?: string[];
  queues?: string[];
}

/** A migration task. */
export interface Task {
  /** Default: a UUID made of the instance's id and the task's name, the same in every run. */
  id?: string;
  name: string;
  type: TaskType;
  /** As the service writes it, e.g. `2023-03-13 19:43:32.12`. Default: the emulator's start. */
  startDate?: string;
  /** A status that stays. Either this or `timeline`; default finished. Values the service does not know are allowed. */
  status?: string;
  /** A status that changes, by seconds since the emulator's start. */
  timeline?: Step[];
  /** What was submitted, in the form of a create's body. Default: nothing. */
  metadata?: unknown;
  /** What did not get across. */
  failures?: Failure[];
}

/** What a task migrates: a RocketMQ cluster's metadata, or RabbitMQ's. */
export type TaskType = "rocketmq" | "rabbitToRocket";

/** One step of a timeline: the status that holds from then on. The first step is at 0. */
export interface Step {
  afterSeconds: number;
  status: string;
}

/** Something that did not get across, and why. */
export interface Failure {
  kind: ItemKind;
  name: string;
  /** For what lives in a vhost. */
  vhost?: string;
  reason: string;
}

/** The kinds of things that a task migrates. */
export type ItemKind = "topic" | "consumerGroup" | "vhost" | "exchange" | "queue" | "binding";

/** How newly created tasks go. */
export interface Creation {
  /** Regular expression on the task's name. Default: every name. */
  name?: string;
  /** By seconds since the task's creation. Default: creating at 0, starting at 1, finished at 3. */
  timeline?: Step[];
  /** These things fail, and so the task: its timeline ends with failed. The name `*` stands for all of that kind. */
  failures?: Failure[];
}

/** Switches for servers that behave otherwise. Defaults are what was seen in the field, or marked as our choice. */
export interface Behaviour {
  /** Page size when none is asked for. Default 10 (our choice; documented nowhere). */
  defaultLimit?: number;
  /** Largest page size; more is DMS.10240042. Default 50 (our choice; clients in the field ask for 50). */
  maximumLimit?: number;
  /** Pages are never longer than this, whatever is asked for, without an error. Default: no cap. */
  cappedLimit?: number;
  /** What `offset` means: a page number (as documented), nothing, or a record offset as in other operations. Default page. */
  offset?: "page" | "ignored" | "record";
  /** What `offset` below 1 gives. Default error (DMS.10240043; our choice). */
  offsetBelowOne?: "error" | "firstPage";
  /** `total` as a number, as a string, or left out. Default number. */
  total?: "number" | "string" | "missing";
  /** The answer to `?id=`: flat as seen in the field, or `{total, task[]}` as documented. Default flat. */
  detail?: "flat" | "documented";
  /** How many look-ups (a page of the list, a detail) still show a task after its deletion. Default 0. */
  deletedStaysFor?: number;
  /** Keys in `json_content`. Default snake. */
  casing?: "snake" | "camel";
  /** The layout of `result`, which is published nowhere. Default items. */
  result?: "items" | "byKind" | "byName" | "text";
}

/** How a newly created task goes when the scenario says nothing: seconds since its creation. */
export const DEFAULT_TIMELINE: readonly Step[] = [
  { afterSeconds: 0, status: "creating" },
  { afterSeconds: 1, status: "starting" },
  { afterSeconds: 3, status: "finished" },
];
