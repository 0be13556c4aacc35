import { describe, isKnownStatus, type Task } from "../task.ts";
import type { WaitStats } from "./awaitVerdict.ts";

/** Words that waits tell their users: durations, tasks, lists, faults. */

/** A duration as people write it: `12 s`, `29 min 10 s`, `1 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const parts =
    hours > 0
      ? [`${hours} h`, minutes > 0 && `${minutes} min`]
      : [minutes > 0 && `${minutes} min`, (rest > 0 || minutes === 0) && `${rest} s`];
  return parts.filter((part) => part !== false).join(" ");
}

/** A point in time by the wall clock, to the second: `2026-11-24T10:00:00Z`. */
export function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A task by name and id. */
export function taskText({ name, id }: Pick<Task, "name" | "id">): string {
  return name === "" ? id : `${JSON.stringify(name)} (${id})`;
}

/** A state as the service wrote it; one that we do not know is quoted and called so. */
export function statusText(status: string): string {
  if (isKnownStatus(status)) return status;
  return status === "" ? "in an unreported state" : `in the unknown state ${describe(status)}`;
}

/** The first of many things, and how many more there are. */
export function listText(things: readonly string[], atMost: number, separator = ", "): string {
  const more = things.length - atMost;
  return more > 0 ? `${things.slice(0, atMost).join(separator)} and ${more} more` : things.join(separator);
}

/** `1 task`, `2 tasks`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** How often a wait looked, and what faults it met. */
export function looksText({ completeLooks, failedLooks, failedInARow, lastFault }: WaitStats): string {
  const looked = `Polled ${countText(completeLooks + failedLooks, "time")}`;
  if (failedLooks === 0 || !lastFault) return `${looked}.`;
  if (failedInARow === 0) {
    return `${looked}; ${failedLooks} of these polls failed, most recently with: ${lastFault.message}`;
  }
  const last = failedInARow === 1 ? "the last poll" : `the last ${failedInARow} polls`;
  return `${looked}; ${last} failed: ${lastFault.message}`;
}
