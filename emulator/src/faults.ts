/** What can go wrong on the way: which requests a fault strikes, and what it does to them. The table is in README.md. */
import { type Answer, gatewayError } from "./answers.ts";

/** Everything the emulator can be asked for. `unknown` is any other path. */
export const OPERATIONS = [
  "listTasks",
  "getTask",
  "createTask",
  "deleteTasks",
  "getInstance",
  "listProjects",
  "listDomains",
  "getSecurityKey",
  "unknown",
] as const;

/** One of OPERATIONS. */
export type Operation = (typeof OPERATIONS)[number];

/** The kinds of faults; what each does is in README.md. */
export const FAULT_KINDS = [
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

/** A fault: its kind, the requests it strikes (all conditions together), and how often. */
export interface Fault {
  kind: (typeof FAULT_KINDS)[number];
  /** GET or POST. */
  method?: "GET" | "POST";
  /** Regular expression on the path, without the query. */
  path?: string;
  operation?: Operation;
  /** Only lists of this page: the request's `offset`, or 1. */
  page?: number;
  /** The first of the matching requests that is struck, from 1. Default 1. */
  nth?: number;
  /** How many matching requests are struck from then on. Default 1. */
  count?: number | "always";
  /** Wait before anything else happens, in milliseconds of real time. Needed for `delay`, allowed for all. */
  delayMs?: number;
  /** throttle429, throttle404, apig0308, http500, busy503, htmlGateway: send Retry-After. Default: none. */
  retryAfterSeconds?: number;
  /** Send Retry-After as an HTTP date instead of seconds. Default false. */
  retryAfterAsDate?: boolean;
  /** redirect: where to. Default: the same path on `http://elsewhere.invalid`. */
  location?: string;
  /** unknownStatus: the status. Default `paused`. */
  status?: string;
  /** unknownStatus: only tasks whose name matches this regular expression. Default: all. */
  taskName?: string;
}

/** What a fault is matched against. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly page: number;
}

/** The faults in force. Of several that match a request, the first that still strikes does. */
export class FaultList {
  #faults: { readonly fault: Fault; seen: number }[] = [];

  /** Adds a fault after those that are there. */
  add(fault: Fault): void {
    this.#faults.push({ fault, seen: 0 });
  }

  /** Removes all faults. */
  clear(): void {
    this.#faults = [];
  }

  /** The fault that strikes this request, counted as struck; undefined if none does. */
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
    (fault.page === undefined || (target.operation === "listTasks" && fault.page === target.page))
  );
}

/** The answer that a fault gives instead of carrying the request out; undefined for faults that do not. */
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
