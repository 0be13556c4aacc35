/** What is remembered of each request. Neither a signature nor a secret is ever in it. */
import type { Fault, Operation } from "./faults.ts";

/** One request. */
export interface RequestLogEntry {
  /** When it had arrived in full: ISO 8601, by the emulator's clock. */
  readonly time: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly operation: Operation;
  /** True if the signature was valid; false if it was not, or if none is needed (`whyNot` says which). */
  readonly signed: boolean;
  /** Why the request does not count as signed. */
  readonly whyNot?: string;
  /** The access key's id, as the request names it. */
  readonly accessKey?: string;
  /** The HTTP status; left out if no answer was given. */
  readonly status?: number;
  /** Huawei's error code, for errors. */
  readonly errorCode?: string;
  readonly requestId: string;
  /** The fault that struck. */
  readonly fault?: Fault["kind"];
  /** The body as text, if there was one; left out of log files. */
  readonly body?: string;
}

/** How many requests are remembered; older ones are forgotten. */
const CAPACITY = 100_000;

/** Remembers requests and tells a listener of each. */
export class RequestLog {
  readonly entries: RequestLogEntry[] = [];
  readonly #listener: ((entry: RequestLogEntry) => void) | undefined;

  constructor(listener?: (entry: RequestLogEntry) => void) {
    this.#listener = listener;
  }

  add(entry: RequestLogEntry): void {
    if (this.entries.length >= CAPACITY) this.entries.splice(0, CAPACITY / 10);
    this.entries.push(entry);
    this.#listener?.(entry);
  }
}
