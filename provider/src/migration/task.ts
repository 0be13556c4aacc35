import { AnswerError } from "../cloud/index.ts";

/** The states that Huawei documents. `creating` and `starting` are on their way, `failed` and `finished` are final. */
export type KnownStatus = "creating" | "starting" | "failed" | "finished";

/** True for the states that Huawei documents. */
export function isKnownStatus(status: string): status is KnownStatus {
  return status === "creating" || status === "starting" || status === "failed" || status === "finished";
}

/** A migration task as the service lists it. What the service leaves out is an empty text. */
export interface Task {
  id: string;
  name: string;
  /** As the service writes it, such as `2023-03-13 19:43:32.12`: without a time zone, so it stays the text it is. */
  startDate: string;
  /** One of KnownStatus, or a value this version does not know: such a value never counts as finished. */
  status: string;
  /** `rocketmq`, `rabbitToRocket`, or a value this version does not know. */
  type: string;
}

/**
 * A task from one entry of an answer. Every field but the id may be missing (the official SDKs declare all of them
 * optional); without an id an entry cannot be told from another, and dropping it would make a short list look whole.
 * @throws AnswerError for an entry that is no object or has no id
 */
export function parseTask(entry: unknown, source: string): Task {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new AnswerError(`${source} holds a task that is ${describe(entry)}, not an object.`, { isTransient: true });
  }
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  if (typeof fields.id !== "string" || fields.id === "") {
    throw new AnswerError(`${source} holds a task without an id (its id is ${describe(fields.id)}).`, {
      isTransient: true,
    });
  }
  return {
    id: fields.id,
    name: text(fields.name),
    startDate: text(fields.start_date ?? fields.startDate),
    status: text(fields.status),
    type: text(fields.type),
  };
}

/** What a value of an answer is, in a word or two, for error messages. */
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
