import { isJsonObject, isNestedDeeperThan, type Json } from "../../cloud/index.ts";
import { isList } from "./fields.ts";
import { itemKinds } from "./model.ts";

/** An item that a task failed to migrate. */
export interface TaskFailure {
  readonly kind: keyof typeof itemKinds | "unknown";
  /** Name of the item. */
  readonly name: string;
  /** Vhost of the item, if the result gives one. */
  readonly vhost?: string;
  /** The service's own words; empty if it gives no reason. */
  readonly reason: string;
}

/** The result of a task. */
export interface TaskResult {
  /** The result as JSON, if it is an object or an array of at most 100 levels. */
  readonly value?: Json;
  /** The result as the service sent it; empty if there is none. */
  readonly text: string;
  /** The items that failed. Empty if none did, or if the result has a form that is not understood. */
  readonly failures: readonly TaskFailure[];
}

/** The engine can take some thousand levels. A result that anybody reads has three or four. */
const maxLevels = 100;

/**
 * Reads a task's `result`, a JSON document inside a string. Huawei documents no layout. Two forms are understood:
 * a list of items, and an object with items by kind. Anything else, and what is nested more than 100 levels deep, is left to
 * `text`. Never throws.
 */
export function parseTaskResult(raw: Json | undefined): TaskResult {
  if (raw === undefined || raw === null) return { text: "", failures: [] };
  const text = typeof raw === "string" ? raw : stringify(raw);
  const value = typeof raw === "string" ? parse(raw) : raw;
  if (typeof value !== "object" || value === null || isNestedDeeperThan(maxLevels, value))
    return { text, failures: [] };
  const failures = isList(value)
    ? failedItems(value, "unknown")
    : Object.entries(value).flatMap(([key, items]) => failuresOfKind(key, items));
  // A failed item without a name is not understood, and the text says more than a partial list.
  return { value, text, failures: failures.every(({ name }) => name !== "") ? failures : [] };
}

/** A failure in one line, e.g. `topic order-events: already exists`. */
export function describeFailure({ kind, name, vhost, reason }: TaskFailure): string {
  const item = kind === "unknown" ? name : `${itemKinds[kind]} ${name}`;
  const place = vhost === undefined ? "" : ` in vhost ${vhost}`;
  return `${item}${place}: ${reason || "failed, no reason given"}`;
}

/** Items by kind: a list, or lists by outcome (`{success: [], failed: []}`). */
function failuresOfKind(key: string, items: Json): TaskFailure[] {
  const kind = kindOf(key);
  if (kind === "unknown" || typeof items !== "object" || items === null) return [];
  if (isList(items)) return failedItems(items, kind);
  const failed = items.failed;
  return isList(failed) ? failed.map((item) => failureOf(item, kind)) : [];
}

function failedItems(items: readonly Json[], kind: TaskFailure["kind"]): TaskFailure[] {
  return items
    .filter((item) => isJsonObject(item) && (/^fail/i.test(textOf(item.status)) || item.success === false))
    .map((item) => failureOf(item, kind));
}

/** A failed item: its name, or an object with its name and more. */
function failureOf(item: Json, listKind: TaskFailure["kind"]): TaskFailure {
  if (!isJsonObject(item)) return { kind: listKind, name: textOf(item), reason: "" };
  const { vhost } = item;
  return {
    kind: listKind === "unknown" ? kindOf(textOf(item.type)) : listKind,
    name: firstText(item.name, item.topic_name, item.group_name),
    ...(typeof vhost === "string" ? { vhost } : {}),
    reason: firstText(item.reason, item.error_msg, item.message),
  };
}

/** The kind that a key or `type` names: `topic`, `topics`, `consumer_group`, … */
function kindOf(word: string): TaskFailure["kind"] {
  const plain = word.replaceAll("_", "").toLowerCase().replace(/s$/, "");
  const kinds = Object.keys(itemKinds) as (keyof typeof itemKinds)[];
  return kinds.find((kind) => kind.toLowerCase() === plain) ?? "unknown";
}

function firstText(...values: readonly (Json | undefined)[]): string {
  return values.map(textOf).find((text) => text !== "") ?? "";
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The JSON of a text, or the text itself. */
function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function stringify(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return ""; // Nested some thousand levels deep, which the client refuses.
  }
}
