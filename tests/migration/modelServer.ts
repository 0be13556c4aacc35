import {
  AnswerError,
  CancelledError,
  type Client,
  ConnectionError,
  type Json,
  type Query,
  ServiceError,
  TimeoutError,
} from "../../provider/src/cloud/index.ts";
import type { TestClock } from "./testClock.ts";

/** A task as it truly was, over time. Times are of the clock. */
export interface TrueTask {
  id: string;
  name: string;
  type: string;
  /** Where the service lists it: tasks are in the order of their ranks, wherever they come in. */
  rank: number;
  createdMs: number;
  /** When its record is deleted; infinity: never. */
  deletedMs: number;
  /** Its states, the first from its creation. */
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

/** Requests answered from fromMs to toMs are struck, all of them or only every other. */
export interface TrueFault {
  kind: FaultKind;
  fromMs: number;
  toMs: number;
  everyOther: boolean;
}

export interface ModelOptions {
  tasks: readonly TrueTask[];
  faults?: readonly TrueFault[];
  /** No page is longer, whatever is asked for. */
  cap?: number;
  total?: "number" | "text" | "missing";
  offset?: "page" | "ignored";
  /** What a page past the end shows. */
  pastTheEnd?: "empty" | "last page";
  /** How long requests take, one after the other, over and over. */
  latenciesMs?: readonly number[];
}

/** A row of an answer: what the service said of a task, and when it was so. */
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

/** The service as a function of the clock and a true history: no socket, no signature, only pages. */
export class ModelServer implements Pick<Client, "get" | "identity"> {
  readonly identity = "model";
  /** When each request of a list was sent. */
  readonly listRequests: { sentMs: number; page: number }[] = [];
  readonly detailRequests: string[] = [];
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
    if (query.id === undefined) this.listRequests.push({ sentMs: this.#clock.now(), page: Number(query.offset) });
    else this.detailRequests.push(String(query.id));

    const unending = new AbortController().signal;
    await this.#clock.sleep(latencyMs / 2, options.signal ?? unending);
    const answer = this.#answer(path, query, number);
    await this.#clock.sleep(latencyMs / 2, options.signal ?? unending);
    if (options.signal?.aborted) throw new CancelledError();
    return answer();
  }

  /** The answer is made halfway, and arrives at the end. */
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

    const size = Math.min(Number(query.limit), this.#options.cap ?? Number.POSITIVE_INFINITY);
    const lastPage = Math.max(1, Math.ceil(alive.length / size));
    let page = this.#options.offset === "ignored" || fault?.kind === "repeatedPage" ? 1 : Number(query.offset);
    if (this.#options.pastTheEnd === "last page") page = Math.min(page, lastPage);
    const rows = fault?.kind === "emptyPage" ? [] : alive.slice((page - 1) * size, page * size);
    const task: Json[] = rows.map((each) => rowOf(each, now));
    for (const each of rows) this.served.push({ id: each.id, status: trueStatus(each, now), atMs: now });
    if (fault?.kind === "noId") task.push({ name: "half-written" });
    // With neither total nor tasks a page is told from the end of the list: nobody could see through an empty one.
    if (fault?.kind === "emptyPage" && this.#options.total === "missing") return () => ({});
    return () => ({ ...this.#total(alive.length), task });
  }

  #detail(id: string, alive: readonly TrueTask[], now: number): () => Json {
    const task = alive.find((each) => each.id === id);
    return () => {
      if (task) return { ...rowOf(task, now), result: JSON.stringify([{ topic: `topic-of-${id}`, status: "failed" }]) };
      throw refusal(400, "DMS.00405011", "task");
    };
  }

  #total(count: number): { readonly [key: string]: Json } {
    if (this.#options.total === "missing") return {};
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

/** Faults that are errors; undefined for those that change an answer. */
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
      return new AnswerError("A gateway's page.", { isTransient: true });
    case "brokenJson":
      return new AnswerError("Half an answer.", { isTransient: true });
    case "forbidden":
      return refusal(403, "DMS.00403002", path);
    case "instanceGone":
      return refusal(404, "DMS.00404022", path);
    default:
      return undefined;
  }
}
