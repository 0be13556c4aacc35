import type { Json } from "../../cloud/index.ts";
import { isList } from "./fields.ts";
import { failuresInText } from "./resultText.ts";
import { isBad, isGood, kindNamed, plain, type TaskFailure, uniqueFailures } from "./resultWords.ts";

/** A task's result, as far as it can be understood. */
export interface TaskResult {
  /** The result as JSON, when it is an object or a list. */
  readonly value?: Json;
  /** The result as the service wrote it; empty when there is none. */
  readonly text: string;
  /** What did not get across, and why. Empty when nothing of that is said, or not in a way that we understand. */
  readonly failures: readonly TaskFailure[];
}

/** Deeper nesting is not looked at: no result of a migration has it. */
const DEEPEST = 40;

/**
 * Reads a task's `result`. It is a JSON document inside a string whose layout is published nowhere, so that this looks for
 * anything that says "failed" of something with a name: lists of items with name, status and reason; maps from name to
 * reason, by kind or not; lists of names under a key such as `failed`; plain text. It never throws.
 */
export function parseTaskResult(raw: Json | undefined): TaskResult {
  if (raw === undefined || raw === null) {
    return { text: "", failures: [] };
  }
  const value = typeof raw === "string" ? parsed(raw) : raw;
  const text = typeof raw === "string" ? raw : asText(raw);
  if (typeof value !== "object" || value === null) {
    return { text, failures: failuresInText(text) };
  }
  return { value, text, failures: uniqueFailures(visit(value, { kind: "unknown", outcome: "unknown" }, 0)) };
}

/** What the keys on the way to a value say about it. */
interface Context {
  readonly kind: TaskFailure["kind"];
  readonly outcome: "failed" | "succeeded" | "unknown";
  /** The key of the value, when it may be the name of a thing. */
  readonly name?: string;
}

function visit(value: Json, context: Context, depth: number): TaskFailure[] {
  if (depth > DEEPEST || typeof value !== "object" || value === null) {
    return [];
  }
  if (isList(value)) {
    return value.flatMap((element) => visitElement(element, context, depth));
  }
  const fields = new Map(Object.entries(value).map(([key, field]) => [plain(key), field]));
  const nested = Object.entries(value).flatMap(([key, field]) => visitField(key, field, context, depth));
  const item = readItem(fields, context);
  if (item === undefined) {
    return nested;
  }
  // A vhost that failed because of its queues: the queues say more than the vhost does.
  const saidByParts = nested.length > 0 && item.reason === "";
  return saidByParts ? nested : [...item.failures, ...nested];
}

/** An element of a list: a name where the list says what became of it, else an item or a line of text. */
function visitElement(element: Json, context: Context, depth: number): TaskFailure[] {
  if (typeof element !== "string") {
    return visit(element, withoutName(context), depth + 1);
  }
  const document = parsed(element);
  if (typeof document === "object" && document !== null) {
    return visit(document, withoutName(context), depth + 1);
  }
  if (context.outcome === "failed") {
    return [{ kind: context.kind, name: element, reason: context.name ?? "" }];
  }
  return context.outcome === "succeeded" ? [] : failuresInText(element, context.kind);
}

function visitField(key: string, field: Json, context: Context, depth: number): TaskFailure[] {
  const inside = contextOf(key, context);
  const document = typeof field === "string" ? parsed(field) : field;
  if (CAUSE_FIELDS.includes(plain(key)) && causeIn(document) !== "") {
    return []; // The item itself gives this as its reason.
  }
  if (typeof document === "object" && document !== null) {
    // "already exists": ["a", "b"]
    const isReason = inside.name !== undefined && isList(document) && isBad(inside.name);
    return visit(document, isReason ? { ...inside, outcome: "failed" } : inside, depth + 1);
  }
  if (ITEM_FIELDS.has(plain(key))) {
    return [];
  }
  return inside.name === undefined
    ? visitStructuralText(key, field, inside)
    : visitNamedScalar(inside.name, field, context);
}

/** `"failedTopics": "a, b"`, or `"topics": "topic a failed: it exists"`. */
function visitStructuralText(key: string, field: Json, { kind, outcome }: Context): TaskFailure[] {
  if (typeof field !== "string" || field.trim() === "") {
    return [];
  }
  if (outcome === "failed" && kind !== "unknown" && plain(key) !== "error") {
    const names = field.split(/[,;\s]+/).filter((name) => name !== "");
    return names.map((name) => ({ kind, name, reason: "" }));
  }
  return failuresInText(field, kind);
}

/** `"order-events": "already exists"` or `"order-events": false`. */
function visitNamedScalar(name: string, field: Json, { kind, outcome }: Context): TaskFailure[] {
  if (outcome === "succeeded") {
    return [];
  }
  if (typeof field === "boolean") {
    return !field && (outcome === "failed" || kind !== "unknown") ? [{ kind, name, reason: "" }] : [];
  }
  if (typeof field !== "string") {
    return outcome === "failed" ? [{ kind, name, reason: field === null ? "" : String(field) }] : [];
  }
  const failed = outcome === "failed" || isBad(field) || (kind !== "unknown" && field.trim() !== "" && !isGood(field));
  return failed ? [{ kind, name, reason: field.replace(/^\s*fail(?:ed|ure)?\s*[:,-]\s*/i, "") }] : [];
}

/** Keys that only wrap: their value is not the thing of that name. */
const WRAPPERS: ReadonlySet<string> = new Set(
  "data result results detail details item items list body response content rocketmq rabbittorocket metadata output summary info record records value values".split(
    " ",
  ),
);

/** What a key says about its value: `failedTopics` says the kind and the outcome, `topics` the kind, `order-events` is a name. */
function contextOf(key: string, context: Context): Context {
  const word = plain(key);
  const match = /^(fail(?:ed|ures?)?|errors?|unsuccessful|success(?:ful)?|succeeded|ok)?(.*)$/.exec(word);
  const [, before = "", rest = ""] = match ?? [];
  const stem = rest.replace(
    /(?:config)?s?(?:table|list|map|results?|status(?:es)?|details?|failures?|errors?|reasons?)?$/,
    "",
  );
  const kind = kindNamed(stem) ?? kindNamed(rest);
  const failing =
    /^(?:fail|error|unsuccess)/.test(before) || (kind !== undefined && /(?:failures?|errors?|reasons?)$/.test(rest));
  const outcome = failing ? "failed" : before === "" ? context.outcome : "succeeded";
  if (kind !== undefined) {
    return { kind, outcome };
  }
  const isOutcome =
    before !== "" && /^(?:s|es|list|items?|map|details?|reasons?|results?|names?|tasklist)?$/.test(rest);
  if (isOutcome || /^(?:fail)?(?:reasons?|causes?)$/.test(word)) {
    return { kind: context.kind, outcome: isOutcome ? outcome : "failed" };
  }
  return WRAPPERS.has(word) ? withoutName(context) : { ...context, name: key };
}

function withoutName({ kind, outcome }: Context): Context {
  return { kind, outcome };
}

const NAME_FIELDS: readonly string[] = [
  "name",
  "topicname",
  "topic",
  "groupname",
  "consumergroup",
  "subscriptiongroup",
  "group",
  "queuename",
  "queue",
  "exchangename",
  "exchange",
  "itemname",
  "item",
  "resourcename",
  "resource",
  "object",
  "key",
  "vhostname",
  "vhost",
];
const STATUS_FIELDS: readonly string[] = ["status", "state", "result", "success", "succeeded", "ok", "failed"];
/** What is written for failures only. */
const CAUSE_FIELDS: readonly string[] = [
  "reason",
  "failreason",
  "failedreason",
  "failurereason",
  "cause",
  "error",
  "errormsg",
  "errormessage",
  "failmsg",
  "failmessage",
  "exception",
];
/** What may be said of successes too. */
const REMARK_FIELDS: readonly string[] = ["message", "msg", "detail", "details", "description", "remark"];
const CODE_FIELDS: readonly string[] = ["errorcode", "code"];
const KIND_FIELDS: readonly string[] = ["kind", "type", "category", "resourcetype", "itemtype"];
const ITEM_FIELDS: ReadonlySet<string> = new Set([
  ...NAME_FIELDS,
  ...STATUS_FIELDS,
  ...CAUSE_FIELDS,
  ...REMARK_FIELDS,
  ...CODE_FIELDS,
  ...KIND_FIELDS,
  "id",
  "source",
  "destination",
  "destinationtype",
  "routingkey",
  "total",
  "count",
]);

type ItemFields = ReadonlyMap<string, Json>;

interface Item {
  readonly failures: TaskFailure[];
  readonly reason: string;
}

/** An object that says of one thing what became of it; undefined for an object that only holds others. */
function readItem(fields: ItemFields, context: Context): Item | undefined {
  const status = STATUS_FIELDS.map((field) => [field, fields.get(field)] as const).find(([, value]) => isScalar(value));
  const cause = firstText(fields, CAUSE_FIELDS);
  const remark = firstText(fields, REMARK_FIELDS);
  const name = nameOf(fields) ?? context.name;
  if (
    status === undefined &&
    cause === "" &&
    remark === "" &&
    !(nameOf(fields) !== undefined && context.outcome === "failed")
  ) {
    return undefined;
  }
  const code = firstText(fields, CODE_FIELDS);
  const words = cause || remark;
  const reason =
    code !== "" && words !== "" && !words.includes(code) && isBad(code, words) ? `${code}: ${words}` : words || code;
  const failed = hasFailed(status, cause, remark, context);
  const kind = kindOf(fields, context);
  const vhost = fields.get("vhost");
  const failure: TaskFailure = {
    kind,
    name: name ?? "",
    ...(typeof vhost === "string" && kind !== "vhost" ? { vhost } : {}),
    reason,
  };
  return { failures: failed ? [failure] : [], reason: failed ? reason : "" };
}

function hasFailed(
  status: readonly [string, Json | undefined] | undefined,
  cause: string,
  remark: string,
  { outcome }: Context,
): boolean {
  if (status !== undefined) {
    const [field, value] = status;
    const word = typeof value === "boolean" && field === "failed" ? String(!value) : String(value);
    if (isGood(word) || isBad(word)) {
      return !isGood(word);
    }
  }
  if (outcome !== "unknown") {
    return outcome === "failed";
  }
  return (cause !== "" && !isGood(cause)) || (status === undefined && isBad(remark));
}

function nameOf(fields: ItemFields): string | undefined {
  const source = fields.get("source");
  const destination = fields.get("destination");
  if (typeof source === "string" && typeof destination === "string") {
    return `${source} -> ${destination}`;
  }
  return NAME_FIELDS.map((field) => fields.get(field)).find(
    (value): value is string => typeof value === "string" && value !== "",
  );
}

/** The keys above say the kind best: an exchange's own `type` may be `topic`. */
function kindOf(fields: ItemFields, { kind }: Context): TaskFailure["kind"] {
  if (kind !== "unknown") {
    return kind;
  }
  if (fields.has("source") && fields.has("destination")) {
    return "binding";
  }
  const stated = KIND_FIELDS.map((field) => fields.get(field)).find((value) => typeof value === "string");
  const fromType = typeof stated === "string" ? kindNamed(plain(stated).replace(/s$/, "")) : undefined;
  if (fromType !== undefined && !(fromType === "topic" && fields.has("vhost"))) {
    return fromType;
  }
  const named = NAME_FIELDS.find(
    (field) => field !== "name" && fields.has(field) && !(field === "vhost" && fields.has("name")),
  );
  return kindNamed((named ?? "").replace(/name$/, "")) ?? "unknown";
}

/** The first field with something to read; an error object counts by its own message. */
function firstText(fields: ItemFields, names: readonly string[]): string {
  for (const name of names) {
    const value = fields.get(name);
    if (typeof value === "string" && value.trim() !== "" && typeof parsed(value) !== "object") {
      return value;
    }
    if (typeof value === "number") {
      return String(value);
    }
    const inner = CAUSE_FIELDS.includes(name) ? causeIn(value) : "";
    if (inner !== "") {
      return inner;
    }
  }
  return "";
}

/** The words of an error object such as `{error_code, error_msg}`; empty for anything else. */
function causeIn(value: Json | undefined): string {
  if (typeof value !== "object" || value === null || isList(value)) {
    return "";
  }
  const fields = new Map(Object.entries(value).map(([key, field]) => [plain(key), field]));
  const texts = [...CODE_FIELDS, ...CAUSE_FIELDS, ...REMARK_FIELDS].map((name) => fields.get(name));
  return texts.filter((text) => typeof text === "string" && text !== "").join(": ");
}

function isScalar(value: Json | undefined): boolean {
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number";
}

/** The JSON in a text that looks like a list or an object; any other text as it is. */
function parsed(text: string): Json {
  if (!/^\s*[[{]/.test(text)) {
    return text;
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function asText(value: Json): string {
  try {
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  } catch {
    // Nested too deeply for JSON.stringify.
    return "";
  }
}
