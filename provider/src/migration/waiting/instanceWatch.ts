import { type Client, isTransient } from "../../cloud/index.ts";
import { listTasks } from "../listTasks.ts";
import type { Task } from "../task.ts";
import { type Clock, type Moment, moment, sleepUntil } from "./clock.ts";
import { type LookOutcome, nextIntervalMs, withJitter } from "./interval.ts";

/** All tasks of the instance, read whole. */
export interface Look {
  /** When the first request of this look was about to be sent: every status in it is of this moment or later. */
  startedAt: Moment;
  tasks: readonly Task[];
}

/** What a subscriber is told after each look. */
export type WatchReport =
  | { kind: "look"; look: Look; nextLookInMs: number }
  /** The look failed, and a later one may not. */
  | { kind: "fault"; error: Error; nextLookInMs: number }
  /** The look failed, and so would every other: the subscription is over. */
  | { kind: "end"; error: Error };

export interface Subscriber {
  /** The longest pause between two looks that this subscriber wants. */
  pollIntervalMs: number;
  onReport(report: WatchReport): void;
}

export interface Subscription {
  /** Asks for a look very soon; requests of many subscribers make one look. */
  lookSoon(): void;
  /** Ends the subscription: no report comes any more. */
  close(): void;
}

/** Looks that subscribers ask for start at least this far apart, however many subscribers ask. */
const promptSpacingMs = 1000;

/**
 * The one poller of an instance: it looks at the tasks again and again, and tells all its subscribers. It starts with the
 * first subscriber and stops with the last; a request or timer of it ends then.
 *
 * A subscriber is only told of looks that started after it subscribed. A look that was on its way may have read "finished"
 * before the very thing happened that the subscriber is to wait for.
 */
export class InstanceWatch {
  readonly #client: Pick<Client, "get">;
  readonly #instanceId: string;
  readonly #clock: Clock;
  readonly #pageSize: number | undefined;
  readonly #onIdle: () => void;

  readonly #subscribers = new Set<Subscriber>();
  /** Aborted when the last subscriber has left. */
  readonly #idle = new AbortController();
  /** Aborted to cut the present pause short. */
  #pause = new AbortController();
  #looking = false;
  #lookSoonAfterThis = false;
  #dueMs = 0;
  #lastStartMs = Number.NEGATIVE_INFINITY;
  #intervalMs = 0;
  #lastTasks: readonly Task[] | undefined;

  constructor(options: {
    client: Pick<Client, "get">;
    instanceId: string;
    clock: Clock;
    pageSize: number | undefined;
    /** Called once, when the last subscriber has left. The watch cannot be used any more then. */
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

  /** A subscriber that joins makes the watch look soon, and often again. */
  subscribe(subscriber: Subscriber): Subscription {
    this.#subscribers.add(subscriber);
    this.#intervalMs = 0;
    this.#lookSoon();
    return {
      lookSoon: () => this.#lookSoon(),
      close: () => this.#remove(subscriber),
    };
  }

  async #run(): Promise<void> {
    // Whoever subscribes in the same turn of the event loop takes part in the first look.
    await Promise.resolve();
    while (!this.#idle.signal.aborted) {
      await this.#untilDue();
      if (!this.#idle.signal.aborted) await this.#look();
    }
  }

  async #untilDue(): Promise<void> {
    while (!this.#idle.signal.aborted && this.#clock.now() < this.#dueMs) {
      this.#pause = new AbortController();
      await sleepUntil(this.#clock, this.#dueMs, this.#pause.signal);
    }
  }

  async #look(): Promise<void> {
    const audience = [...this.#subscribers];
    const startedAt = moment(this.#clock);
    this.#lastStartMs = startedAt.ms;
    this.#looking = true;
    const result = await this.#read();
    this.#looking = false;
    if (this.#idle.signal.aborted) return;

    if ("tasks" in result) {
      const nextLookInMs = this.#scheduleNext(this.#noteTasks(result.tasks));
      tell(audience, this.#subscribers, { kind: "look", look: { startedAt, tasks: result.tasks }, nextLookInMs });
    } else if (isTransient(result.error)) {
      const nextLookInMs = this.#scheduleNext("fault");
      tell(audience, this.#subscribers, { kind: "fault", error: result.error, nextLookInMs });
    } else {
      this.#scheduleNext("fault");
      tell(audience, this.#subscribers, { kind: "end", error: result.error });
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

  #noteTasks(tasks: readonly Task[]): LookOutcome {
    const before = this.#lastTasks;
    this.#lastTasks = tasks;
    if (!before) return "unchanged";
    const same = before.length === tasks.length && tasks.every((task, index) => sameState(task, before[index]));
    return same ? "unchanged" : "changed";
  }

  /** @returns how long it is until the next look */
  #scheduleNext(outcome: LookOutcome): number {
    const boundMs = Math.min(...[...this.#subscribers].map(({ pollIntervalMs }) => pollIntervalMs));
    this.#intervalMs = nextIntervalMs(this.#intervalMs, outcome, boundMs);
    const now = this.#clock.now();
    this.#dueMs = now + withJitter(this.#intervalMs, this.#clock.random());
    if (this.#lookSoonAfterThis) this.#dueMs = Math.min(this.#dueMs, this.#soonestMs());
    this.#lookSoonAfterThis = false;
    return Math.max(0, this.#dueMs - now);
  }

  #lookSoon(): void {
    if (this.#looking) {
      this.#lookSoonAfterThis = true;
    } else {
      this.#dueMs = Math.min(this.#dueMs, this.#soonestMs());
      this.#pause.abort();
    }
  }

  #soonestMs(): number {
    return Math.max(this.#clock.now(), this.#lastStartMs + promptSpacingMs);
  }

  #remove(subscriber: Subscriber): void {
    if (!this.#subscribers.delete(subscriber) || this.#subscribers.size > 0) return;
    this.#idle.abort();
    this.#pause.abort();
    this.#onIdle();
  }
}

function tell(audience: readonly Subscriber[], present: ReadonlySet<Subscriber>, report: WatchReport): void {
  for (const subscriber of audience) {
    if (present.has(subscriber)) subscriber.onReport(report);
  }
}

function sameState(task: Task, other: Task | undefined): boolean {
  return task.id === other?.id && task.status === other.status;
}
