import {
  CancelledError,
  type Client,
  ConnectionError,
  type Json,
  type Query,
  ResponseError,
  ServiceError,
  TimeoutError,
} from "../../provider/src/cloud/index.ts";
import type { TestClock } from "./testClock.ts";

/** A task over time, as it really was. Times are those of the clock. */
export interface TrueTask {
  id: string;
  name: string;
  type: string;
  /** Its position in the list: the service lists tasks by rank, whenever they were created. */
  rank: number;
  createdMs: number;
  /** When its record is deleted; infinity if never. */
  deletedMs: number;
  /** Its states; the first starts at its creation. */
  states: readonly { fromMs: number; status: string }[];
}

export type FaultKind =
  | "throttled429"
  | "throttled404"
  | "http500"
  | "reset"
  | "timeout"
  | "html"
  | "brokenJson"
  | "noId"
  | "emptyPage"
  | "repeatedPage"
  | "forbidden"
  | "instanceGone";

/** Affects the requests answered from fromMs to toMs, all of them or every other one. */
export interface TrueFault {
  kind: FaultKind;
  fromMs: number;
  toMs: number;
  everyOther: boolean;
}

export interface ModelOptions {
  tasks: readonly TrueTask[];
  faults?: readonly TrueFault[];
  /** The maximum page size, whatever is requested. */
  cap?: number;
  /** A page longer than `cap` is refused, in place of being shortened. */
  refusesLargerPages?: boolean;
  /** Pages are shortened to `cap`, but counted as if they were as long as was asked for: tasks between them are not shown. */
  miscountsLargerPages?: boolean;
  total?: "number" | "text" | "missing";
  /** From this request on, counting from 1, responses have no total. Default: never. */
  totalMissingFrom?: number | undefined;
  offset?: "page" | "ignored";
  /** What a page past the end contains. */
  pastTheEnd?: "empty" | "last page";
  /** How long successive requests take; the list repeats. */
  latenciesMs?: readonly number[];
}

/** A row of a response: the status that the service reported for a task, and at what time. */
export interface ServedRow {
  id: string;
  status: string;
  atMs: number;
}

export function isAlive(task: TrueTask, atMs: number): boolean {
  return task.createdMs <= atMs && atMs < task.deletedMs;
}

export function trueStatus(task: TrueTask, atMs: number): string {
  return task.states.findLast(({ fromMs }) => fromMs <= atMs)?.status ?? "creating";
}

/** The service as a function of the clock and a history: no socket, no signature, only pages. */
export class ModelServer implements Pick<Client, "get" | "identity"> {
  readonly identity = "model";
  /** When each list request was sent. */
  readonly listRequests: { sentMs: number; page: number }[] = [];
  readonly detailRequests: string[] = [];
  /** When each request was sent, whatever it asked for. */
  readonly requestsSentMs: number[] = [];
  readonly served: ServedRow[] = [];
  readonly #clock: TestClock;
  readonly #options: ModelOptions;
  #requests = 0;

  constructor(clock: TestClock, options: ModelOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  async get(path: string, query: Query = {}, options: { signal?: AbortSignal } = {}): Promise<Json> {
    const { latenciesMs = [0] } = this.#options;
    const latencyMs = latenciesMs[this.#requests % latenciesMs.length] ?? 0;
    this.#requests += 1;
    const number = this.#requests;
    this.requestsSentMs.push(this.#clock.now());
    if (query.id === undefined) this.listRequests.push({ sentMs: this.#clock.now(), page: Number(query.offset) });
    else this.detailRequests.push(String(query.id));

    const unending = new AbortController().signal;
    await this.#clock.sleep(latencyMs / 2, options.signal ?? unending);
    const answer = this.#answer(path, query, number);
    await this.#clock.sleep(latencyMs / 2, options.signal ?? unending);
    if (options.signal?.aborted) throw new CancelledError();
    return answer();
  }

  /** The response is computed halfway through the latency and arrives at its end. */
  #answer(path: string, query: Query, number: number): () => Json {
    const now = this.#clock.now();
    const fault = this.#options.faults?.find(
      ({ fromMs, toMs, everyOther }) => fromMs <= now && now < toMs && (!everyOther || number % 2 === 0),
    );
    const error = fault && errorOf(fault.kind, path);
    if (error) {
      return () => {
        throw error;
      };
    }
    const alive = this.#options.tasks.filter((task) => isAlive(task, now)).sort((a, b) => a.rank - b.rank);
    if (query.id !== undefined) return this.#detail(String(query.id), alive, now);

    const { cap = Number.POSITIVE_INFINITY, refusesLargerPages, miscountsLargerPages } = this.#options;
    const limit = Number(query.limit);
    if (refusesLargerPages && limit > cap) {
      return () => {
        throw refusal(400, "DMS.10240043", path);
      };
    }
    const size = Math.min(limit, cap);
    if (path.endsWith("/topics")) return this.#topicPage(alive, size, query, fault?.kind, number);
    const lastPage = Math.max(1, Math.ceil(alive.length / size));
    let page = this.#options.offset === "ignored" || fault?.kind === "repeatedPage" ? 1 : Number(query.offset);
    if (this.#options.pastTheEnd === "last page") page = Math.min(page, lastPage);
    const start = (page - 1) * (miscountsLargerPages ? limit : size);
    const rows = fault?.kind === "emptyPage" ? [] : alive.slice(start, start + size);
    const task: Json[] = rows.map((each) => rowOf(each, now));
    for (const each of rows) this.served.push({ id: each.id, status: trueStatus(each, now), atMs: now });
    if (fault?.kind === "noId") task.push({ name: "half-written" });
    // Without a total, an empty page cannot be told from the end of the list, so this one omits `task` as well.
    if (fault?.kind === "emptyPage" && this.#options.total === "missing") return () => ({});
    return () => ({ ...this.#total(alive.length, number), task });
  }

  /** Tasks as topics, which the service pages by the number of a record, from 0. */
  #topicPage(
    alive: readonly TrueTask[],
    size: number,
    query: Query,
    fault: FaultKind | undefined,
    number: number,
  ): () => Json {
    const isRepeated = this.#options.offset === "ignored" || fault === "repeatedPage";
    const first = isRepeated ? 0 : Number(query.offset);
    const topics: Json[] =
      fault === "emptyPage" ? [] : alive.slice(first, first + size).map(({ id }) => ({ name: id }));
    if (fault === "noId") topics.push({ permission: "all" });
    if (fault === "emptyPage" && this.#options.total === "missing") return () => ({});
    return () => ({ ...this.#total(alive.length, number), topics });
  }

  #detail(id: string, alive: readonly TrueTask[], now: number): () => Json {
    const task = alive.find((each) => each.id === id);
    if (task) this.served.push({ id, status: trueStatus(task, now), atMs: now });
    return () => {
      if (task) return { ...rowOf(task, now), result: JSON.stringify([{ topic: `topic-of-${id}`, status: "failed" }]) };
      throw refusal(400, "DMS.00405011", "task");
    };
  }

  #total(count: number, request: number): { readonly [key: string]: Json } {
    const { totalMissingFrom = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#options.total === "missing" || request >= totalMissingFrom) return {};
    return { total: this.#options.total === "text" ? String(count) : count };
  }
}

function rowOf(task: TrueTask, now: number): { readonly [key: string]: Json } {
  const { id, name, type } = task;
  return { id, name, type, status: trueStatus(task, now), start_date: "2026-11-24 10:00:00.0" };
}

function refusal(httpStatus: number, errorCode: string, path: string): ServiceError {
  return new ServiceError(`HTTP ${httpStatus}, ${errorCode}`, { method: "GET", url: path, httpStatus, errorCode });
}

/** The error of a fault; undefined for faults that change a response. */
function errorOf(kind: FaultKind, path: string): Error | undefined {
  switch (kind) {
    case "throttled429":
      return refusal(429, "APIGW.0308", path);
    case "throttled404":
      return refusal(404, "DMS.10240407", path);
    case "http500":
      return refusal(500, "DMS.00500000", path);
    case "reset":
      return new ConnectionError("The connection broke.", "read", "ECONNRESET");
    case "timeout":
      return new TimeoutError("No answer in time.", "response");
    case "html":
      return new ResponseError("A gateway's page.", { isTransient: true });
    case "brokenJson":
      return new ResponseError("Half an answer.", { isTransient: true });
    case "forbidden":
      return refusal(403, "DMS.00403002", path);
    case "instanceGone":
      return refusal(404, "DMS.00404022", path);
    default:
      return undefined;
  }
}
