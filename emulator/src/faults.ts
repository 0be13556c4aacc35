/** Faults: which requests fail, and how. README.md has the table. */
import * as v from "valibot";
import { type Answer, gatewayError } from "./answers.ts";
import { flag, mustBe, nonEmpty, object, oneOf, pattern, wholeFrom } from "./validate.ts";

/** The operations that the emulator knows. `unknown` is any other path. */
export const operations = [
  "listTasks",
  "getTask",
  "createTask",
  "deleteTasks",
  "getInstance",
  "listInstances",
  "listTopics",
  "getTopic",
  "listGroups",
  "getGroup",
  "listProjects",
  "listDomains",
  "listRegions",
  "getSecurityKey",
  "unknown",
] as const;

/** One of OPERATIONS. */
export type Operation = (typeof operations)[number];

/** The kinds of faults; README.md says what each does. */
export const faultKinds = [
  "throttle429",
  "throttle404",
  "apig0308",
  "http500",
  "busy503",
  "htmlGateway",
  "gatewayTimeout",
  "notJson",
  "reset",
  "resetAfterHandling",
  "hang",
  "delay",
  "truncatedBody",
  "redirect",
  "unknownStatus",
  "missingPage",
  "emptyPage",
  "repeatedPage",
] as const;

/** A fault: its kind, the requests it applies to (all conditions must hold), and how often. */
export const faultSchema = v.pipe(
  object({
    kind: oneOf(faultKinds),
    method: v.exactOptional(oneOf(["GET", "POST", "DELETE"])),
    /** Regular expression on the path, without the query. */
    path: v.exactOptional(pattern),
    operation: v.exactOptional(oneOf(operations)),
    /** Only lists of tasks, topics or groups, and only their page of this number, from 1. */
    page: v.exactOptional(wholeFrom(1)),
    /** The first of the matching requests that fails, from 1. Default 1. */
    nth: v.exactOptional(wholeFrom(1)),
    /** How many matching requests fail from then on. Default 1. */
    count: v.exactOptional(
      v.union([v.literal("always"), wholeFrom(1)], mustBe('a whole number of at least 1, or "always"')),
    ),
    /** How long to wait first, in milliseconds of real time. Required for `delay`, allowed for all. */
    delayMs: v.exactOptional(wholeFrom(0)),
    /** throttle429, throttle404, apig0308, http500, busy503, htmlGateway: sends Retry-After. Default: not sent. */
    retryAfterSeconds: v.exactOptional(wholeFrom(0)),
    /** Sends Retry-After as an HTTP date instead of seconds. Default false. */
    retryAfterAsDate: v.exactOptional(flag),
    /** redirect: the target. Default: the same path on `http://elsewhere.invalid`. */
    location: v.exactOptional(nonEmpty),
    /** unknownStatus: the status. Default `paused`. */
    status: v.exactOptional(nonEmpty),
    /** unknownStatus: only tasks whose name matches this regular expression. Default: all. */
    taskName: v.exactOptional(pattern),
  }),
  v.check((fault) => fault.kind !== "delay" || fault.delayMs !== undefined, "a delay requires delayMs"),
);
/** A fault: its kind, the requests it applies to, and how often. */
export type Fault = v.InferOutput<typeof faultSchema>;

/** The offset, in pages, of the page that a fault returns instead of the requested one; undefined for an empty page. */
export function pageShift(fault: Fault | undefined): number | undefined {
  if (fault?.kind === "emptyPage") return undefined;
  if (fault?.kind === "missingPage") return 1;
  return fault?.kind === "repeatedPage" ? -1 : 0;
}

/** What a fault is matched against. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  /** Of a list of tasks, topics or groups: the page's number, from 1. */
  readonly page: number | undefined;
}

/** The current faults. If several match a request, the first that is not used up applies. */
export class FaultList {
  #faults: { readonly fault: Fault; seen: number }[] = [];

  /** Adds a fault after the present ones. */
  add(fault: Fault): void {
    this.#faults.push({ fault, seen: 0 });
  }

  /** Removes all faults. */
  clear(): void {
    this.#faults = [];
  }

  /** The fault that applies to this request, which then counts as used once; undefined if none does. */
  strike(target: FaultTarget): Fault | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry;
      const last = fault.count === "always" ? Number.POSITIVE_INFINITY : (fault.nth ?? 1) + (fault.count ?? 1) - 1;
      if (entry.seen >= last || !matches(fault, target)) continue;
      entry.seen += 1;
      if (entry.seen >= (fault.nth ?? 1)) return fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, target: FaultTarget): boolean {
  return (
    (fault.method === undefined || fault.method === target.method) &&
    (fault.path === undefined || new RegExp(fault.path).test(target.path)) &&
    (fault.operation === undefined || fault.operation === target.operation) &&
    (fault.page === undefined || fault.page === target.page)
  );
}

/** The response of a fault in place of handling the request; undefined for faults that let it be handled. */
export function answerOf(fault: Fault, path: string, requestId: string, now: Date): Answer | undefined {
  const headers = retryAfter(fault, now);
  const dms = (status: number, code: string, message: string): Answer => ({
    status,
    body: { error_code: code, error_msg: message },
    errorCode: code,
    headers,
  });
  switch (fault.kind) {
    case "throttle429":
      return { ...gatewayError(429, "APIGW.0308", "The throttling threshold has been reached", requestId), headers };
    case "throttle404":
      return dms(404, "DMS.10240407", "Too many requests");
    case "apig0308":
      return { ...gatewayError(400, "APIG.0308", "The throttling threshold has been reached", requestId), headers };
    case "http500":
      return dms(500, "DMS.00500000", "Internal service error");
    case "busy503":
      return dms(503, "DMS.111501025", "The service is busy; try again later");
    case "htmlGateway":
      return raw(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>", headers);
    case "notJson":
      return raw(200, "application/json", "this is not JSON", headers);
    case "redirect":
      return raw(302, "text/html", "", { Location: fault.location ?? `http://elsewhere.invalid${path}` });
    default:
      return undefined;
  }
}

function raw(status: number, contentType: string, text: string, headers: Record<string, string>): Answer {
  return { status, body: undefined, raw: { contentType, text }, headers };
}

function retryAfter(fault: Fault, now: Date): Record<string, string> {
  if (fault.retryAfterSeconds === undefined) return {};
  const date = new Date(now.getTime() + fault.retryAfterSeconds * 1000);
  return { "Retry-After": fault.retryAfterAsDate ? date.toUTCString() : String(fault.retryAfterSeconds) };
}
