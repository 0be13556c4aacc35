import { asObject, RocketMqError } from "../../cloud/index.ts";
import {
  type InstanceReport,
  type MigrationReport,
  type ObservedStatus,
  type ReportedTask,
  reportVersion,
  summarize,
  type TaskFailure,
} from "../../migration/index.ts";

/** The input is not a migration report, or has none. */
export class ReportInputError extends RocketMqError {
  override readonly name = "ReportInputError";
  readonly code = "REPORT_INPUT";
}

/** True if a value is meant to be a migration report: it has the properties by which one is recognized. */
export function looksLikeReport(value: unknown): boolean {
  const fields = asObject(value);
  return fields !== undefined && ["version", "observedAt", "instances", "tasks"].every((name) => name in fields);
}

/**
 * Parses a migration report. Its counts are computed anew, so they always match its tasks.
 * @param value from JSON
 * @param subject the report in an error message, such as `The output "migrations"`
 * @throws ReportInputError if it has another version, or a property has another type
 */
export function parseReport(value: unknown, subject: string): MigrationReport {
  const fields = objectAt(value, subject);
  if (fields.version !== reportVersion) {
    throw new ReportInputError(
      `${subject} has version ${JSON.stringify(fields.version)}, but this command reads version ${reportVersion}. Use the same version of the package on both sides.`,
    );
  }
  const tasks = listAt(fields.tasks, `${subject}: tasks`).map(({ item, at }) => parseTask(item, at));
  const instances = listAt(fields.instances, `${subject}: instances`).map(({ item, at }) =>
    parseInstance(item, at, tasks),
  );
  return {
    version: reportVersion,
    observedAt: timeAt(fields.observedAt, `${subject}: observedAt`),
    instances,
    tasks,
    counts: countsOf(tasks),
  };
}

/** The number of tasks in each state. */
export function countsOf(tasks: readonly ReportedTask[]): MigrationReport["counts"] {
  const { creating, starting, failed, finished, unknown } = summarize(tasks);
  return { creating, starting, failed, finished, unknown };
}

function parseInstance(value: unknown, at: string, tasks: readonly ReportedTask[]): InstanceReport {
  const fields = objectAt(value, at);
  const instanceId = textAt(fields.instanceId, `${at}.instanceId`);
  return {
    instanceId,
    observedAt: fields.observedAt === "" ? "" : timeAt(fields.observedAt, `${at}.observedAt`),
    counts: countsOf(tasks.filter((task) => task.instanceId === instanceId)),
    ...optional("name", fields.name, at, textAt),
    ...optional("error", fields.error, at, textAt),
  };
}

function parseTask(value: unknown, at: string): ReportedTask {
  const fields = objectAt(value, at);
  const text = (name: string) => textAt(fields[name], `${at}.${name}`);
  return {
    id: text("id"),
    instanceId: text("instanceId"),
    name: text("name"),
    startDate: text("startDate"),
    status: text("status"),
    type: text("type"),
    ...optional("startedAt", fields.startedAt, at, timeAt),
    ...optional("history", fields.history, at, (list, where) => listAt(list, where).map(parseStatus)),
    ...optional("reason", fields.reason, at, textAt),
    ...optional("failures", fields.failures, at, (list, where) => listAt(list, where).map(parseFailure)),
  };
}

interface Entry {
  readonly item: unknown;
  readonly at: string;
}

function parseStatus({ item, at }: Entry): ObservedStatus {
  const fields = objectAt(item, at);
  return { status: textAt(fields.status, `${at}.status`), since: timeAt(fields.since, `${at}.since`) };
}

const failureKinds: Readonly<Record<TaskFailure["kind"], true>> = {
  vhost: true,
  exchange: true,
  queue: true,
  binding: true,
  topic: true,
  consumerGroup: true,
  unknown: true,
};

function parseFailure({ item, at }: Entry): TaskFailure {
  const fields = objectAt(item, at);
  const kind = textAt(fields.kind, `${at}.kind`);
  return {
    kind: isFailureKind(kind) ? kind : "unknown",
    name: textAt(fields.name, `${at}.name`),
    reason: textAt(fields.reason, `${at}.reason`),
    ...optional("vhost", fields.vhost, at, textAt),
  };
}

function isFailureKind(kind: string): kind is TaskFailure["kind"] {
  return Object.hasOwn(failureKinds, kind);
}

/** A property that may be absent. Pulumi writes null for some that are. */
function optional<Name extends string, Value>(
  name: Name,
  value: unknown,
  at: string,
  parse: (value: unknown, at: string) => Value,
): Partial<Readonly<Record<Name, Value>>> {
  if (value === undefined || value === null) return {};
  return { [name]: parse(value, `${at}.${name}`) } as Partial<Readonly<Record<Name, Value>>>;
}

function objectAt(value: unknown, at: string): Readonly<Record<string, unknown>> {
  return asObject(value) ?? refuse(value, at, "an object");
}

function listAt(value: unknown, at: string): Entry[] {
  if (!Array.isArray(value)) return refuse(value, at, "a list");
  return value.map((item: unknown, index) => ({ item, at: `${at}[${index}]` }));
}

function textAt(value: unknown, at: string): string {
  return typeof value === "string" ? value : refuse(value, at, "a string");
}

function timeAt(value: unknown, at: string): string {
  const isTime = typeof value === "string" && !Number.isNaN(Date.parse(value));
  return isTime ? value : refuse(value, at, "a time such as 2026-01-23T08:15:00.000Z");
}

function refuse(value: unknown, at: string, wanted: string): never {
  const written = value === undefined ? "missing" : JSON.stringify(value);
  const seen = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  throw new ReportInputError(`${at} must be ${wanted}, but is ${seen}.`);
}
