import { type Client, type Clock, sleepUntil } from "../../cloud/index.ts";
import type { Task } from "../task.ts";
import { type FailedTask, maxExplainedTasks, readFailureCauses } from "../waiting/failureCauses.ts";
import type { PollReport } from "../waiting/instancePoller.ts";
import { defaultPollIntervalSeconds } from "../waiting/pace.ts";
import type { PollerRegistry } from "../waiting/pollerRegistry.ts";
import type { Snapshot } from "../waiting/snapshot.ts";
import type { InstanceObservation } from "./makeReport.ts";
import { readInstanceName } from "./readReport.ts";
import type { ObservedStatus } from "./report.ts";

/**
 * The pause after an error that polling does not resolve: a missing permission, a deleted instance. Somebody may fix it in the
 * weeks that a dashboard runs.
 */
const retryAfterFatalErrorMs = 60_000;
/** The pause before the cause of a failure or the instance's name is requested again, if it could not be read. */
const retryMs = 10 * 60_000;
/** A task that alternates between statuses for weeks must not fill the memory. */
const maxHistoryLength = 50;

/** How to watch an instance. */
export interface InstanceWatchOptions {
  readonly client: Pick<Client, "get" | "identity">;
  readonly pollers: PollerRegistry;
  /** The clock of the pollers. */
  readonly clock: Clock;
  /** Maximum seconds between polls. Default: `defaultPollIntervalSeconds`. */
  readonly pollIntervalSeconds?: number | undefined;
  /** Aborting it ends the watch. */
  readonly signal: AbortSignal;
}

/** How often one instance was read since the watch began. */
export interface ReadCounts {
  readonly instanceId: string;
  /** Every poll, whether it succeeded or failed. */
  readonly reads: number;
  readonly failedReads: number;
}

/** An error may quote a gateway's whole page. */
const maxErrorLength = 1000;

/** A task as it was last read, with the statuses it had since the watch began. */
interface WatchedTask {
  readonly task: Task;
  readonly history: readonly ObservedStatus[];
}

/** Why a task failed, and when the cause was read. */
interface Cause {
  readonly failed: FailedTask;
  readonly readMs: number;
}

/** What is known of one instance, kept up to date until the signal aborts. */
export class InstanceWatch {
  readonly #instanceId: string;
  readonly #options: InstanceWatchOptions;
  readonly #onChange: () => void;
  #name: string | undefined;
  /** By the clock's `now`. */
  #nameRequestedMs = Number.NEGATIVE_INFINITY;
  #observedAtMs: number | undefined;
  #error: string | undefined;
  /** By ID, in the service's order. */
  #tasks = new Map<string, WatchedTask>();
  /** By ID: the causes of the first tasks that are failed now. */
  readonly #causes = new Map<string, Cause>();
  #isReadingCauses = false;
  #reads = 0;
  #failedReads = 0;

  constructor(instanceId: string, options: InstanceWatchOptions, onChange: () => void) {
    this.#instanceId = instanceId;
    this.#options = options;
    this.#onChange = onChange;
    void this.#run();
  }

  observation(): InstanceObservation {
    return {
      instanceId: this.#instanceId,
      ...(this.#name === undefined ? {} : { name: this.#name }),
      observedAtMs: this.#observedAtMs,
      tasks: [...this.#tasks.values()].map(({ task, history }) => ({ ...task, history, ...this.#causeOf(task) })),
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  readCounts(): ReadCounts {
    return { instanceId: this.#instanceId, reads: this.#reads, failedReads: this.#failedReads };
  }

  /** Polls until a fatal error, then pauses and polls again. */
  async #run(): Promise<void> {
    const { clock, signal } = this.#options;
    while (!signal.aborted) {
      await this.#pollUntilFatalError();
      await sleepUntil(clock, clock.now() + retryAfterFatalErrorMs, signal);
    }
  }

  #pollUntilFatalError(): Promise<void> {
    const { pollers, client, signal, pollIntervalSeconds = defaultPollIntervalSeconds } = this.#options;
    return new Promise((resolve) => {
      const subscription = pollers.subscribe(client, this.#instanceId, {
        pollIntervalMs: pollIntervalSeconds * 1000,
        scope: () => "all",
        onReport: (report) => {
          this.#note(report);
          if (report.kind === "fatalError") end();
        },
      });
      const end = () => {
        signal.removeEventListener("abort", end);
        subscription.close();
        resolve();
      };
      signal.addEventListener("abort", end);
    });
  }

  #note(report: PollReport): void {
    this.#reads += 1;
    if (report.kind === "snapshot") {
      this.#noteSnapshot(report.snapshot);
    } else {
      this.#failedReads += 1;
      this.#error = plainText(report.error.message);
    }
    this.#onChange();
  }

  #noteSnapshot({ startedAt, tasks }: Snapshot): void {
    const since = new Date(startedAt.wallMs).toISOString();
    const before = this.#tasks;
    this.#tasks = new Map(tasks.map((task) => [task.id, watched(task, before.get(task.id), since)]));
    this.#observedAtMs = startedAt.wallMs;
    this.#error = undefined;
    const explained = new Set(this.#tasksToExplain().map(({ id }) => id));
    for (const id of this.#causes.keys()) if (!explained.has(id)) this.#causes.delete(id);
    void this.#readCauses();
    void this.#readName();
  }

  #causeOf({ id }: Task): Partial<Pick<FailedTask, "reason" | "failures">> {
    const cause = this.#causes.get(id);
    return cause ? { reason: cause.failed.reason, failures: cause.failed.failures } : {};
  }

  /** The first failed tasks: to explain one takes a request. */
  #tasksToExplain(): Task[] {
    const tasks = [...this.#tasks.values()].map(({ task }) => task);
    return tasks.filter(({ status }) => status === "failed").slice(0, maxExplainedTasks);
  }

  /** Reads the causes of the first failed tasks, each once, unless that failed. */
  async #readCauses(): Promise<void> {
    if (this.#isReadingCauses) return;
    const { client, clock, signal } = this.#options;
    const wanted = this.#tasksToExplain().filter(({ id }) => this.#isCauseDue(id));
    if (wanted.length === 0) return;
    this.#isReadingCauses = true;
    const read = await readFailureCauses(client, this.#instanceId, wanted, clock, signal);
    this.#isReadingCauses = false;
    if (signal.aborted) return;
    // A task that has disappeared meanwhile is dropped by the next snapshot.
    for (const failed of read) this.#causes.set(failed.task.id, { failed, readMs: clock.now() });
    this.#onChange();
  }

  #isCauseDue(id: string): boolean {
    const cause = this.#causes.get(id);
    if (!cause) return true;
    return cause.failed.error !== undefined && this.#options.clock.now() - cause.readMs >= retryMs;
  }

  /** Reads the instance's name after the first poll that succeeded, and again later if that failed. */
  async #readName(): Promise<void> {
    const { client, clock, signal } = this.#options;
    if (this.#name !== undefined || clock.now() - this.#nameRequestedMs < retryMs) return;
    this.#nameRequestedMs = clock.now();
    const name = await readInstanceName(client, this.#instanceId, clock, signal).catch(() => undefined);
    if (signal.aborted || name === undefined) return;
    this.#name = name;
    this.#onChange();
  }
}

function watched(task: Task, before: WatchedTask | undefined, since: string): WatchedTask {
  const { history = [] } = before ?? {};
  if (history.at(-1)?.status === task.status) return { task, history };
  return { task, history: [...history, { status: task.status, since }].slice(-maxHistoryLength) };
}

/** An error without the tags of the HTML that a gateway may have sent in place of a response. */
function plainText(message: string): string {
  const text = message.replace(/<[^<>]*>/g, " ").replace(/ {2,}/g, " ");
  return text.length > maxErrorLength ? `${text.slice(0, maxErrorLength)}…` : text;
}
