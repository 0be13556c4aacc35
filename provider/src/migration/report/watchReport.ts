import { InstanceWatch, type InstanceWatchOptions, type ReadCounts } from "./instanceWatch.ts";
import { makeReport } from "./makeReport.ts";
import type { MigrationReport } from "./report.ts";

/** What to watch, and how. */
export interface WatchReportOptions extends InstanceWatchOptions {
  readonly instanceIds: readonly string[];
  /** How many minutes the service's dates are ahead of UTC. Default: unknown. */
  readonly serviceOffsetMinutes?: number | undefined;
}

/** A report that is kept up to date. */
export interface MigrationWatch {
  /** What is known now. The same object until something changes. */
  report(): MigrationReport;
  readCounts(): ReadCounts[];
  /**
   * Calls back after every change. Each successful poll is one: the data is newer.
   * @returns a function that ends the calls
   */
  onChange(callback: () => void): () => void;
}

/**
 * Watches instances for as long as a dashboard runs, with one poller each however many readers there are. An instance that cannot
 * be read keeps its last tasks and says why in its `error`; the others are not affected. Memory is bounded by what the instances
 * contain now: whatever is known of a task is forgotten when the task disappears.
 */
export function watchReport(options: WatchReportOptions): MigrationWatch {
  const { clock, instanceIds, serviceOffsetMinutes, signal } = options;
  const callbacks = new Set<() => void>();
  let current: MigrationReport | undefined;
  const changed = () => {
    current = undefined;
    for (const callback of callbacks) callback();
  };
  const instances = [...new Set(instanceIds)].map((instanceId) => new InstanceWatch(instanceId, options, changed));
  signal.addEventListener("abort", () => callbacks.clear(), { once: true });
  return {
    report() {
      current ??= makeReport(
        instances.map((instance) => instance.observation()),
        { nowMs: clock.wallClock(), serviceOffsetMinutes },
      );
      return current;
    },
    readCounts: () => instances.map((instance) => instance.readCounts()),
    onChange(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
  };
}
