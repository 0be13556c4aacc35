import { expect } from "chai";
import { type GateResult, PollerRegistry, waitForGate } from "../../../provider/src/migration/index.ts";
import { ModelServer } from "../modelServer.ts";
import { TestClock } from "../testClock.ts";
import type { Drawn, History } from "./histories.ts";

/** The time of a complete poll: from its first request to its report. */
export interface PollWindow {
  fromMs: number;
  toMs: number;
  /** False if it only requested tasks by their IDs. */
  readsList: boolean;
}

/** The observations of one run, for the oracle. */
export interface Run {
  result: GateResult;
  endedAtMs: number;
  server: ModelServer;
  /** The complete polls; if a poll decided, it is the last. */
  windows: PollWindow[];
}

/** Lets a gate wait through a history, with the real list reader and the real poller. */
export async function play(drawn: Drawn, history: History): Promise<Run> {
  const clock = new TestClock({ startMs: 0, random: () => drawn.jitter / 100 });
  const server = new ModelServer(clock, {
    tasks: history.tasks,
    faults: history.faults,
    total: drawn.total,
    latenciesMs: drawn.latenciesMs,
  });
  const pollers = new PollerRegistry(clock, { pageSize: drawn.pageSize });
  const windows: PollWindow[] = [];
  let requestsBefore = 0;
  let listRequestsBefore = 0;
  const closeWindow = (complete: boolean) => {
    const fromMs = server.requestsSentMs[requestsBefore] ?? Number.NaN;
    requestsBefore = server.requestsSentMs.length;
    const readsList = server.listRequests.length > listRequestsBefore;
    listRequestsBefore = server.listRequests.length;
    if (complete) windows.push({ fromMs, toMs: clock.now(), readsList });
  };

  const cancel = new AbortController();
  const { cancelAfterMs } = history;
  const cancelling = new AbortController();
  if (cancelAfterMs !== undefined) void clock.sleep(cancelAfterMs, cancelling.signal).then(() => cancel.abort());

  const waiting = waitForGate({
    clock,
    pollers,
    client: server,
    instanceId: "instance",
    ...history.rules,
    pollIntervalSeconds: history.pollIntervalSeconds,
    timeoutSeconds: history.timeoutSeconds,
    signal: cancel.signal,
    onProgress: ({ text }) => {
      const failed = text.includes("retrying in");
      closeWindow(!failed);
    },
  });
  const { polledByOthers } = history;
  const other =
    polledByOthers.length > 0 &&
    pollers.subscribe(server, "instance", {
      scope: () => new Set(polledByOthers),
      pollIntervalMs: 30_000,
      onReport: () => {},
    });
  let endedAtMs = Number.NaN;
  const noted = waiting.then((result) => {
    // Details of failed tasks may be requested after the last poll; lists are not.
    if (result.polls > windows.length) closeWindow(true);
    endedAtMs = clock.now();
    if (other) other.close();
    return result;
  });
  const result = await clock.run(noted);
  cancelling.abort();
  expect(windows).to.have.lengthOf(result.polls);
  await new Promise(setImmediate);
  expect(pollers.size, "pollers left").to.equal(0);
  expect(clock.sleeping, "timers left").to.equal(0);
  return { result, endedAtMs, server, windows };
}
