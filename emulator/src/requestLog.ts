/** The record of each request. It never contains a signature or a secret. */
import type { Fault, Operation } from "./faults.ts";

/** One request. */
export interface RequestLogEntry {
  /** When it had arrived completely: ISO 8601, by the emulator's clock. */
  readonly time: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly operation: Operation;
  /** Whether the signature was valid; false also if none is needed (`whyNot` says which). */
  readonly signed: boolean;
  /** Why the request does not count as signed. */
  readonly whyNot?: string;
  /** The access key's id, as the request names it. */
  readonly accessKey?: string;
  /** The HTTP status; absent if there was no response. */
  readonly status?: number;
  /** Huawei's error code, for errors. */
  readonly errorCode?: string;
  readonly requestId: string;
  /** The fault that applied. */
  readonly fault?: Fault["kind"];
  /** The body as text, if there was one; not in log files. */
  readonly body?: string;
}

/** Maximum number of entries; older ones are dropped. */
const capacity = 100_000;

/** Records requests and calls a listener for each. */
export class RequestLog {
  readonly entries: RequestLogEntry[] = [];
  readonly #listener: ((entry: RequestLogEntry) => void) | undefined;

  constructor(listener?: (entry: RequestLogEntry) => void) {
    this.#listener = listener;
  }

  add(entry: RequestLogEntry): void {
    if (this.entries.length >= capacity) this.entries.splice(0, capacity / 10);
    this.entries.push(entry);
    this.#listener?.(entry);
  }
}
