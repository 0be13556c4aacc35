import { type Client, isTransient } from "../../cloud/index.ts";
import { type Clock, type Moment, moment, sleepUntil } from "../clock.ts";
import { listTasks } from "../listTasks.ts";
import type { Task } from "../task.ts";
import { nextIntervalMs, type PollOutcome, withJitter } from "./interval.ts";

/** The complete list of an instance's tasks, as one poll read it. */
export interface Snapshot {
  /** When the first request of the poll was about to be sent: every status is of this moment or later. */
  startedAt: Moment;
  tasks: readonly Task[];
}

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
  onReport(report: PollReport): void;
}

/** A subscriber's place in the poller. */
export interface Subscription {
  /** Requests a poll within a second; requests of many subscribers share one poll. */
  pollSoon(): void;
  /** Ends the subscription: no further report arrives. */
  close(): void;
}

/** Minimum time between the starts of requested polls, however many subscribers request them. */
const requestedPollSpacingMs = 1000;

/**
 * The only poller of an instance: it reads the task list repeatedly and reports to all its subscribers. It starts with the
 * first subscriber and stops with the last, which also aborts a pending request or timer. It judges nothing: awaitVerdict
 * turns its reports into the end of a wait.
 *
 * A subscriber only receives polls that started after it subscribed. A poll already in progress may have read "finished"
 * before the event that the subscriber is to wait for.
 */
export class InstancePoller {
  readonly #client: Pick<Client, "get">;
  readonly #instanceId: string;
  readonly #clock: Clock;
  readonly #pageSize: number | undefined;
  readonly #onIdle: () => void;

  readonly #subscribers = new Set<Subscriber>();
  /** Aborted when the last subscriber has left. */
  readonly #idle = new AbortController();
  /** Aborted to cut the current pause short. */
  #pause = new AbortController();
  #isPolling = false;
  #pollSoonAfterThis = false;
  #dueMs = 0;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #intervalMs = 0;
  #lastTasks: readonly Task[] | undefined;

  constructor(options: {
    client: Pick<Client, "get">;
    instanceId: string;
    clock: Clock;
    pageSize: number | undefined;
    /** Called once, when the last subscriber has left. The poller cannot be used after that. */
    onIdle: () => void;
  }) {
    this.#client = options.client;
    this.#instanceId = options.instanceId;
    this.#clock = options.clock;
    this.#pageSize = options.pageSize;
    this.#onIdle = options.onIdle;
    this.#dueMs = options.clock.now();
    void this.#run();
  }

  /** Adds a subscriber, polls soon, and starts again with short intervals. */
  subscribe(subscriber: Subscriber): Subscription {
    this.#subscribers.add(subscriber);
    this.#intervalMs = 0;
    this.#pollSoon();
    return {
      pollSoon: () => this.#pollSoon(),
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
    const startedAt = moment(this.#clock);
    this.#lastStartMs = startedAt.ms;
    this.#isPolling = true;
    const result = await this.#read();
    this.#isPolling = false;
    if (this.#idle.signal.aborted) return;

    if ("tasks" in result) {
      const { tasks } = result;
      const nextPollInMs = this.#scheduleNext(this.#compareWithLast(tasks));
      this.#report(audience, { kind: "snapshot", snapshot: { startedAt, tasks }, nextPollInMs });
    } else if (isTransient(result.error)) {
      const nextPollInMs = this.#scheduleNext("error");
      this.#report(audience, { kind: "transientError", error: result.error, nextPollInMs });
    } else {
      this.#scheduleNext("error");
      this.#report(audience, { kind: "fatalError", error: result.error });
      for (const subscriber of audience) this.#remove(subscriber);
    }
  }

  async #read(): Promise<{ tasks: Task[] } | { error: Error }> {
    try {
      const pageSize = this.#pageSize === undefined ? {} : { pageSize: this.#pageSize };
      return await listTasks(this.#client, this.#instanceId, { ...pageSize, signal: this.#idle.signal });
    } catch (error) {
      return { error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #compareWithLast(tasks: readonly Task[]): PollOutcome {
    const last = this.#lastTasks;
    this.#lastTasks = tasks;
    if (!last) return "unchanged";
    const same = last.length === tasks.length && tasks.every((task, index) => hasSameStatus(task, last[index]));
    return same ? "unchanged" : "changed";
  }

  /** @returns the time until the next poll, in milliseconds */
  #scheduleNext(outcome: PollOutcome): number {
    const boundMs = Math.min(...[...this.#subscribers].map(({ pollIntervalMs }) => pollIntervalMs));
    this.#intervalMs = nextIntervalMs(this.#intervalMs, outcome, boundMs);
    const now = this.#clock.now();
    this.#dueMs = now + withJitter(this.#intervalMs, this.#clock.random());
    if (this.#pollSoonAfterThis) this.#dueMs = Math.min(this.#dueMs, this.#soonestMs());
    this.#pollSoonAfterThis = false;
    return Math.max(0, this.#dueMs - now);
  }

  #pollSoon(): void {
    if (this.#isPolling) {
      this.#pollSoonAfterThis = true;
    } else {
      this.#dueMs = Math.min(this.#dueMs, this.#soonestMs());
      this.#pause.abort();
    }
  }

  #soonestMs(): number {
    return Math.max(this.#clock.now(), this.#lastStartMs + requestedPollSpacingMs);
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

function hasSameStatus(task: Task, other: Task | undefined): boolean {
  return task.id === other?.id && task.status === other.status;
}
