import { ResponseError } from "../cloud/index.ts";

/** The states that Huawei documents. `creating` and `starting` are in progress, `failed` and `finished` are final. */
export type KnownStatus = "creating" | "starting" | "failed" | "finished";

/** True for a state that Huawei documents. */
export function isKnownStatus(status: string): status is KnownStatus {
  return isRunning(status) || hasEnded(status);
}

/** True for a task in progress. An unknown state is neither running nor ended. */
export function isRunning(status: string): status is "creating" | "starting" {
  return status === "creating" || status === "starting";
}

/** True for a task that has ended: it finished or failed. */
export function hasEnded(status: unknown): status is "failed" | "finished" {
  return status === "failed" || status === "finished";
}

/** The form of a task's ID, also inside a URL and a resource's ID. */
export const taskIdPattern = /^[0-9A-Za-z-]{1,64}$/;

/** The form of a task's ID in words. */
export const taskIdForm = "1 to 64 letters, digits and dashes";

/** A migration task as the service lists it. A field that the service omits is an empty string. */
export interface Task {
  id: string;
  name: string;
  /** As the service writes it, such as `2023-03-13 19:43:32.12`: it has no time zone, so it is not parsed. */
  startDate: string;
  /** A KnownStatus, or a value unknown to this version, which never counts as finished. */
  status: string;
  /** `rocketmq`, `rabbitToRocket`, or a value unknown to this version. */
  type: string;
}

/**
 * Parses one entry of a response. Every field but the ID may be missing (the official SDKs declare all of them
 * optional). An entry without an ID is an error: dropping it would make a short list look complete.
 * @param source where the entry was found, as the subject of the error message
 * @throws ResponseError if the entry is not an object, or its ID is missing or malformed
 */
export function parseTask(entry: unknown, source: string): Task {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new ResponseError(`${source} has a task that is ${describe(entry)}, not an object.`, { isTransient: true });
  }
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  if (typeof fields.id !== "string" || fields.id === "") {
    throw new ResponseError(`${source} has a task without an ID (its id is ${describe(fields.id)}).`, {
      isTransient: true,
    });
  }
  if (!taskIdPattern.test(fields.id)) {
    throw new ResponseError(
      `${source} has a task with a malformed ID: it must be ${taskIdForm}, but is ${describe(fields.id)}.`,
      { isTransient: true },
    );
  }
  return {
    id: fields.id,
    name: text(fields.name),
    startDate: text(fields.start_date ?? fields.startDate),
    status: text(fields.status),
    type: text(fields.type),
  };
}

/** A value of a response in a word or two, for error messages. */
export function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const written = JSON.stringify(value);
  return written.length > 40 ? `${written.slice(0, 40)}…` : written;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
