import type { Client } from "../../cloud/index.ts";
import { sleepUntil } from "./clock.ts";
import type { Look, WatchReport } from "./instanceWatch.ts";
import type { WatchRegistry } from "./watchRegistry.ts";

/** What every wait on an instance needs. */
export interface WaitOptions {
  watches: WatchRegistry;
  client: Pick<Client, "get" | "identity">;
  instanceId: string;
  /** The longest pause between two looks. Default: 30 seconds. */
  pollIntervalSeconds?: number;
  /** After this time the wait ends without a verdict. */
  timeoutSeconds: number;
  /** Ends the wait at once. */
  signal?: AbortSignal;
}

/** How a wait went, apart from what the tasks did. */
export interface WaitStats {
  waitedMs: number;
  completeLooks: number;
  failedLooks: number;
  /** How many of the last looks failed, one after the other. */
  failedInARow: number;
  /** The fault of the last look that failed. */
  lastFault?: Error;
}

export type Ending<V> =
  | { state: "decided"; verdict: V }
  | { state: "timedOut" }
  | { state: "cancelled" }
  /** A fault that no later look will get over, such as 403 or an instance that is gone. */
  | { state: "error"; error: Error };

const defaultPollIntervalSeconds = 30;
/** The last look starts this long before the deadline, or at three quarters of a short wait: so that its answer still counts. */
const lastLookLeadMs = 5000;

/**
 * Waits on an instance until `judge` has a verdict on a look, the time is up, or the signal aborts.
 * @param judge called with every complete look; undefined: go on waiting. The wait is not held up by a promise.
 * @param onReport called after judge with every report that does not end the wait
 */
export function awaitVerdict<V>(
  options: WaitOptions,
  judge: (look: Look) => V | undefined | Promise<V | undefined>,
  onReport: (report: WatchReport, stats: WaitStats) => void,
): Promise<{ ending: Ending<V>; stats: WaitStats }> {
  const { watches, client, instanceId, timeoutSeconds, signal } = options;
  const { clock } = watches;
  const startedAtMs = clock.now();
  const deadlineMs = startedAtMs + timeoutSeconds * 1000;
  const stats: WaitStats = { waitedMs: 0, completeLooks: 0, failedLooks: 0, failedInARow: 0 };

  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (ending: Ending<V>) => {
      if (over.signal.aborted) return;
      over.abort();
      subscription.close();
      stats.waitedMs = clock.now() - startedAtMs;
      resolve({ ending, stats });
    };
    const endWith = (verdict: V | undefined) => {
      if (verdict !== undefined) end({ state: "decided", verdict });
    };
    const endBroken = (error: unknown) => {
      end({ state: "error", error: error instanceof Error ? error : new Error(String(error)) });
    };

    const receive = (report: WatchReport) => {
      stats.waitedMs = clock.now() - startedAtMs;
      if (report.kind === "look") {
        stats.completeLooks += 1;
        stats.failedInARow = 0;
        const verdict = judge(report.look);
        if (verdict instanceof Promise) verdict.then(endWith).catch(endBroken);
        else endWith(verdict);
      } else {
        stats.failedLooks += 1;
        stats.failedInARow += 1;
        stats.lastFault = report.error;
        if (report.kind === "end") end({ state: "error", error: report.error });
      }
      if (!over.signal.aborted) onReport(report, stats);
    };

    const subscription = watches.subscribe(client, instanceId, {
      pollIntervalMs: (options.pollIntervalSeconds ?? defaultPollIntervalSeconds) * 1000,
      onReport: (report) => {
        try {
          receive(report);
        } catch (error) {
          endBroken(error);
        }
      },
    });

    const watchTheClock = async () => {
      await sleepUntil(clock, deadlineMs - Math.min(lastLookLeadMs, (timeoutSeconds * 1000) / 4), over.signal);
      if (over.signal.aborted) return;
      subscription.lookSoon();
      await sleepUntil(clock, deadlineMs, over.signal);
      end({ state: "timedOut" });
    };
    void watchTheClock();

    signal?.addEventListener("abort", () => end({ state: "cancelled" }), { signal: over.signal });
    if (signal?.aborted) end({ state: "cancelled" });
  });
}
