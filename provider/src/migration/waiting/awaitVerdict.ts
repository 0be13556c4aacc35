import { asError, type Client, type Clock, sleepUntil } from "../../cloud/index.ts";
import type { PollReport } from "./instancePoller.ts";
import { defaultPollIntervalSeconds } from "./pace.ts";
import type { PollerRegistry } from "./pollerRegistry.ts";
import type { PollScope, Snapshot } from "./snapshot.ts";
import type { WaitStats } from "./waitStats.ts";

/** What every wait on an instance needs. */
export interface WaitOptions {
  pollers: PollerRegistry;
  /** The clock of the pollers. */
  clock: Clock;
  client: Pick<Client, "get" | "identity">;
  instanceId: string;
  /** Maximum seconds between polls. Default: `defaultPollIntervalSeconds`. */
  pollIntervalSeconds?: number;
  /** The wait times out after this many seconds. */
  timeoutSeconds: number;
  /** Aborting it ends the wait immediately. */
  signal?: AbortSignal;
}

/** How a wait ended. */
export type Ending<V> =
  | { state: "decided"; verdict: V }
  | { state: "timedOut" }
  | { state: "cancelled" }
  /** An error that is not transient, such as HTTP 403 or an instance that was deleted. */
  | { state: "error"; error: Error };

/** The last poll starts this long before the deadline, or after three quarters of a short wait, so that its result counts. */
const lastPollLeadMs = 5000;

/** Who judges the polls of a wait. */
export interface Judge<V> {
  /** Which tasks the next poll must read. */
  scope(): PollScope;
  /**
   * Called with every snapshot. Undefined means to continue waiting; a promise does not hold up the wait.
   * @param pollNow lets the next poll start immediately
   */
  judge(snapshot: Snapshot, pollNow: () => void): V | undefined | Promise<V | undefined>;
}

/**
 * The loop of every wait: subscribes to the instance's poller until the judge returns a verdict, the time is up, or the
 * signal aborts. It knows deadlines and cancellation but nothing of tasks: waitForGate and watchTask bring the judge.
 * It never throws.
 * @param onReport called after the judge with every report that does not end the wait
 */
export function awaitVerdict<V>(
  options: WaitOptions,
  judge: Judge<V>,
  onReport: (report: PollReport, stats: Readonly<WaitStats>) => void,
): Promise<{ ending: Ending<V>; stats: WaitStats }> {
  const { pollers, clock, client, instanceId, timeoutSeconds, signal } = options;
  const { pollIntervalSeconds = defaultPollIntervalSeconds } = options;
  const startedAtMs = clock.now();
  const deadlineMs = startedAtMs + timeoutSeconds * 1000;
  const stats: WaitStats = { waitedMs: 0, completePolls: 0, failedPolls: 0, failedInARow: 0 };

  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (ending: Ending<V>) => {
      if (over.signal.aborted) return;
      over.abort();
      subscription.close();
      stats.waitedMs = clock.now() - startedAtMs;
      resolve({ ending, stats });
    };
    const endWithVerdict = (verdict: V | undefined) => {
      if (verdict !== undefined) end({ state: "decided", verdict });
    };
    const endWithError = (error: unknown) => {
      end({ state: "error", error: asError(error) });
    };

    const receive = (report: PollReport) => {
      stats.waitedMs = clock.now() - startedAtMs;
      if (report.kind === "snapshot") {
        stats.completePolls += 1;
        stats.failedInARow = 0;
        const verdict = judge.judge(report.snapshot, () => subscription.pollNow());
        if (verdict instanceof Promise) verdict.then(endWithVerdict).catch(endWithError);
        else endWithVerdict(verdict);
      } else {
        stats.failedPolls += 1;
        stats.failedInARow += 1;
        stats.lastError = report.error;
        if (report.kind === "fatalError") end({ state: "error", error: report.error });
      }
      if (!over.signal.aborted) onReport(report, stats);
    };

    const subscription = pollers.subscribe(client, instanceId, {
      pollIntervalMs: pollIntervalSeconds * 1000,
      scope: () => judge.scope(),
      onReport: (report) => {
        try {
          receive(report);
        } catch (error) {
          endWithError(error);
        }
      },
    });

    const watchDeadline = async () => {
      await sleepUntil(clock, deadlineMs - Math.min(lastPollLeadMs, (timeoutSeconds * 1000) / 4), over.signal);
      if (over.signal.aborted) return;
      subscription.pollSoon();
      await sleepUntil(clock, deadlineMs, over.signal);
      end({ state: "timedOut" });
    };
    void watchDeadline();

    signal?.addEventListener("abort", () => end({ state: "cancelled" }), { signal: over.signal });
    if (signal?.aborted) end({ state: "cancelled" });
  });
}
