import { asError, type Client, type Clock, isTransient, moment, sleepUntil } from "../../cloud/index.ts";
import type { PageSizes } from "../pageSizes.ts";
import type { Task } from "../task.ts";
import { firstPauseMs, pauseMs } from "./pace.ts";
import type { PollScope, Snapshot } from "./snapshot.ts";
import { TaskReader } from "./taskReader.ts";

/** What a subscriber receives after each poll. */
export type PollReport =
  | { kind: "snapshot"; snapshot: Snapshot; nextPollInMs: number }
  /** The poll failed; a later one may succeed. */
  | { kind: "transientError"; error: Error; nextPollInMs: number }
  /** The poll failed, and so would every later one: the subscription has ended. */
  | { kind: "fatalError"; error: Error };

/** Somebody who waits for tasks of the instance. */
export interface Subscriber {
  /** The longest pause between polls that this subscriber accepts. */
  pollIntervalMs: number;
  /** Which tasks the next poll must read for this subscriber. */
  scope(): PollScope;
  onReport(report: PollReport): void;
}

/** A subscriber's place in the poller. */
export interface Subscription {
  /** Requests a poll within a second; requests of many subscribers share one poll. */
  pollSoon(): void;
  /** Requests a poll immediately after the current one. */
  pollNow(): void;
  /** Ends the subscription: no further report arrives. */
  close(): void;
}

/** Minimum time between the starts of requested polls, however many subscribers request them. */
const requestedPollSpacingMs = firstPauseMs;

/**
 * The only poller of an instance: it reads tasks repeatedly and reports to all its subscribers. It starts with the
 * first subscriber and stops with the last, which also aborts a pending request or timer. It judges nothing: awaitVerdict
 * turns its reports into the end of a wait.
 *
 * A subscriber only receives polls that started after it subscribed. A poll already in progress may have read "finished"
 * before the event that the subscriber is to wait for.
 */
export class InstancePoller {
  readonly #reader: TaskReader;
  readonly #clock: Clock;
  readonly #onIdle: () => void;

  readonly #subscribers = new Set<Subscriber>();
  /** Aborted when the last subscriber has left. */
  readonly #idle = new AbortController();
  /** Aborted to cut the current pause short. */
  #pause = new AbortController();
  #isPolling = false;
  /** The next poll starts no later than this after the start of the current one; undefined: no poll was requested. */
  #requestedSpacingMs: number | undefined;
  #dueMs = 0;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  /** When the latest subscriber joined: its wait sets the pace. */
  #joinedMs = 0;
  #failedInARow = 0;

  constructor(options: {
    client: Pick<Client, "get">;
    instanceId: string;
    clock: Clock;
    pageSize: number | undefined;
    pageSizes: PageSizes;
    /** Called once, when the last subscriber has left. The poller cannot be used after that. */
    onIdle: () => void;
  }) {
    this.#reader = new TaskReader(options);
    this.#clock = options.clock;
    this.#onIdle = options.onIdle;
    this.#dueMs = options.clock.now();
    void this.#run();
  }

  /** Adds a subscriber, polls soon, and starts again with short pauses. */
  subscribe(subscriber: Subscriber): Subscription {
    this.#subscribers.add(subscriber);
    this.#joinedMs = this.#clock.now();
    this.#request(requestedPollSpacingMs);
    return {
      pollSoon: () => this.#request(requestedPollSpacingMs),
      pollNow: () => this.#request(0),
      close: () => this.#remove(subscriber),
    };
  }

  async #run(): Promise<void> {
    // Subscribers that join in the same turn of the event loop share the first poll.
    await Promise.resolve();
    while (!this.#idle.signal.aborted) {
      await this.#untilDue();
      if (!this.#idle.signal.aborted) await this.#poll();
    }
  }

  async #untilDue(): Promise<void> {
    while (!this.#idle.signal.aborted && this.#clock.now() < this.#dueMs) {
      this.#pause = new AbortController();
      await sleepUntil(this.#clock, this.#dueMs, this.#pause.signal);
    }
  }

  async #poll(): Promise<void> {
    const audience = [...this.#subscribers];
    const scope = union(audience.map((subscriber) => subscriber.scope()));
    const startedAt = moment(this.#clock);
    this.#lastStartMs = startedAt.ms;
    this.#isPolling = true;
    const result = await this.#read(scope);
    this.#isPolling = false;
    if (this.#idle.signal.aborted) return;

    if (!(result instanceof Error)) {
      this.#failedInARow = 0;
      const nextPollInMs = this.#scheduleNext();
      this.#report(audience, { kind: "snapshot", snapshot: { startedAt, ...result }, nextPollInMs });
      return;
    }
    this.#failedInARow += 1;
    const nextPollInMs = this.#scheduleNext();
    if (isTransient(result)) {
      this.#report(audience, { kind: "transientError", error: result, nextPollInMs });
    } else {
      this.#report(audience, { kind: "fatalError", error: result });
      for (const subscriber of audience) this.#remove(subscriber);
    }
  }

  async #read(scope: PollScope): Promise<{ scope: PollScope; tasks: Task[] } | Error> {
    try {
      return await this.#reader.read(scope, this.#idle.signal);
    } catch (error) {
      return asError(error);
    }
  }

  /** @returns the time until the next poll, in milliseconds */
  #scheduleNext(): number {
    const boundMs = Math.min(...[...this.#subscribers].map(({ pollIntervalMs }) => pollIntervalMs));
    const now = this.#clock.now();
    this.#dueMs = now + pauseMs(now - this.#joinedMs, this.#failedInARow, boundMs, this.#clock.random());
    const requested = this.#requestedSpacingMs;
    this.#requestedSpacingMs = undefined;
    if (requested !== undefined) this.#request(requested);
    return Math.max(0, this.#dueMs - now);
  }

  /** Lets the next poll start as soon as the current one has ended and its start is so many milliseconds ago. */
  #request(spacingMs: number): void {
    if (this.#isPolling) {
      this.#requestedSpacingMs = Math.min(spacingMs, this.#requestedSpacingMs ?? spacingMs);
      return;
    }
    this.#dueMs = Math.min(this.#dueMs, Math.max(this.#clock.now(), this.#lastStartMs + spacingMs));
    this.#pause.abort();
  }

  /** Reports to those of the audience who have not left meanwhile. */
  #report(audience: readonly Subscriber[], report: PollReport): void {
    for (const subscriber of audience) {
      if (this.#subscribers.has(subscriber)) subscriber.onReport(report);
    }
  }

  #remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return;
    this.#idle.abort();
    this.#pause.abort();
    this.#onIdle();
  }
}

function union(scopes: readonly PollScope[]): PollScope {
  const ids = new Set<string>();
  for (const scope of scopes) {
    if (scope === "all") return "all";
    for (const id of scope) ids.add(id);
  }
  return ids;
}
