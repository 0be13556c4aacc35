import { describe, isKnownStatus, type Task } from "./task.ts";

/** Wording that messages share: durations, times, tasks, lists and counts. */

/** A duration: `12 s`, `29 min 10 s`, `1 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const parts =
    hours > 0
      ? [`${hours} h`, minutes > 0 && `${minutes} min`]
      : [minutes > 0 && `${minutes} min`, (rest > 0 || minutes === 0) && `${rest} s`];
  return parts.filter((part) => part !== false).join(" ");
}

/**
 * A wall-clock time in UTC, to the second: `2026-11-24T10:00:00Z`.
 * @param ms milliseconds since 1970
 */
export function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A task by name and ID, or by ID if the service gave no name. */
export function taskText({ name, id }: Pick<Task, "name" | "id">): string {
  return name === "" ? id : `${JSON.stringify(name)} (${id})`;
}

/** A state as the service wrote it; an unknown one is quoted and called unknown. */
export function statusText(status: string): string {
  if (isKnownStatus(status)) return status;
  return status === "" ? "in an unreported state" : `in the unknown state ${describe(status)}`;
}

/** The first items of a list, and how many more there are. */
export function listText(items: readonly string[], atMost: number, separator = ", "): string {
  const more = items.length - atMost;
  return more > 0 ? `${items.slice(0, atMost).join(separator)} and ${more} more` : items.join(separator);
}

/** `1 task`, `2 tasks`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Why nothing of a RabbitMQ migration can be looked for by name, as a clause. */
export const mappingUnpublished = "Huawei does not publish how vhosts, exchanges, queues and bindings become topics";
