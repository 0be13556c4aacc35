import { expect } from "chai";
import fc from "fast-check";
import type { GateConditions, GateResult, Selection } from "../../../provider/src/migration/index.ts";
import { WatchRegistry, waitForGate } from "../../../provider/src/migration/index.ts";
import { ModelServer, type TrueFault, type TrueTask, trueStatus } from "../modelServer.ts";
import { TestClock } from "../testClock.ts";

/*
 * Random histories of migrations against the gate, through the real pager and the real watch. What may be concluded is
 * judged from the true history and from what the service sent, never from what the gate believes.
 */

/** Windows of time in which a complete look took place: from its first request to its report. */
interface LookWindow {
  fromMs: number;
  toMs: number;
}

interface History {
  tasks: TrueTask[];
  faults: TrueFault[];
  conditions: GateConditions;
  timeoutSeconds: number;
  pollIntervalSeconds: number;
  cancelAfterMs: number | undefined;
}

/** How an hour is in these histories: most things happen within half a minute. */
const taskArbitrary = fc.record({
  rank: fc.integer({ min: 0, max: 1000 }),
  name: fc.integer({ min: 0, max: 3 }),
  type: fc.constantFrom("rocketmq", "rocketmq", "rabbitToRocket", "kafka", ""),
  createdMs: fc.oneof({ weight: 3, arbitrary: fc.constant(-1000) }, fc.integer({ min: 0, max: 20_000 })),
  steps: fc.array(
    fc.record({
      afterMs: fc.integer({ min: 1, max: 9000 }),
      status: fc.constantFrom("creating", "starting", "starting", "failed", "finished", "paused", "FINISHED", ""),
    }),
    { maxLength: 3 },
  ),
  /** Most migrations come to a good end, or no gate would ever open. */
  ending: fc.constantFrom("finished", "finished", "finished", "finished", "finished", "finished", "failed", "as it is"),
  endsAfterMs: fc.integer({ min: 0, max: 15_000 }),
  lifetimeMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    fc.integer({ min: 1, max: 2000 }),
    fc.integer({ min: 1, max: 30_000 }),
  ),
});

/** Tasks of no interest that come and go, and move all others from page to page. */
const passerByArbitrary = fc.record({
  rank: fc.integer({ min: 0, max: 1000 }),
  createdMs: fc.integer({ min: -100, max: 20_000 }),
  lifetimeMs: fc.integer({ min: 1, max: 4000 }),
});

const faultArbitrary = fc.record({
  kind: fc.constantFrom(
    ...(["throttled429", "throttled404", "http500", "reset", "timeout", "html", "brokenJson", "noId"] as const),
    ...(["emptyPage", "emptyPage", "repeatedPage", "repeatedPage"] as const),
    ...(["forbidden", "instanceGone"] as const),
  ),
  fromMs: fc.integer({ min: 0, max: 25_000 }),
  forMs: fc.integer({ min: 1, max: 6000 }),
  everyOther: fc.boolean(),
});

const selectionArbitrary: fc.Arbitrary<Selection> = fc.oneof(
  fc.record({ by: fc.constant("all" as const) }),
  fc.record({ by: fc.constant("all" as const), taskType: fc.constantFrom("rocketmq", "rocketmq", "rabbitToRocket") }),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 })
    .map((numbers) => ({ by: "ids" as const, taskIds: numbers.map((number) => `task-${number}`) })),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 2 })
    .map((numbers) => ({ by: "names" as const, taskNames: numbers.map((number) => `name-${number}`) })),
);

const historyArbitrary = fc.record({
  tasks: fc.array(taskArbitrary, { maxLength: 8, size: "max" }),
  passersBy: fc.array(passerByArbitrary, { maxLength: 12, size: "max" }),
  faults: fc.array(faultArbitrary, { maxLength: 3 }),
  selection: selectionArbitrary,
  onNoMatch: fc.constantFrom("fail" as const, "wait" as const, "wait" as const),
  failFast: fc.boolean(),
  acceptFailed: fc.constantFrom(false, false, false, true),
  timeoutSeconds: fc.integer({ min: 5, max: 80 }),
  pollIntervalSeconds: fc.integer({ min: 1, max: 10 }),
  cancelAfterMs: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 30_000 })),
  pageSize: fc.integer({ min: 1, max: 4 }),
  total: fc.constantFrom("number" as const, "number" as const, "number" as const, "text" as const, "missing" as const),
  latenciesMs: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 7 }),
  jitter: fc.integer({ min: 0, max: 99 }),
});

type Drawn = typeof historyArbitrary extends fc.Arbitrary<infer T> ? T : never;

function trueTask(drawn: Drawn["tasks"][number], index: number): TrueTask {
  const states = [{ fromMs: drawn.createdMs, status: "creating" }];
  let atMs = drawn.createdMs;
  for (const { afterMs, status } of drawn.steps) {
    atMs += afterMs;
    states.push({ fromMs: atMs, status });
  }
  if (drawn.ending !== "as it is") states.push({ fromMs: atMs + drawn.endsAfterMs, status: drawn.ending });
  return {
    id: `task-${index}`,
    name: `name-${drawn.name}`,
    type: drawn.type,
    rank: drawn.rank + index / 100,
    createdMs: drawn.createdMs,
    deletedMs: drawn.createdMs + drawn.lifetimeMs,
    states,
  };
}

function passerBy({ rank, createdMs, lifetimeMs }: Drawn["passersBy"][number], index: number): TrueTask {
  const id = `passer-by-${index}`;
  const states = [{ fromMs: createdMs, status: "finished" }];
  return {
    id,
    name: id,
    type: "kafka",
    rank: rank + 0.5 + index / 100,
    createdMs,
    deletedMs: createdMs + lifetimeMs,
    states,
  };
}

function historyOf(drawn: Drawn): History {
  return {
    tasks: [...drawn.tasks.map(trueTask), ...drawn.passersBy.map(passerBy)],
    faults: drawn.faults.map(({ kind, fromMs, forMs, everyOther }) => ({
      kind,
      fromMs,
      toMs: fromMs + forMs,
      everyOther,
    })),
    conditions: {
      selection: drawn.selection,
      onNoMatch: drawn.onNoMatch,
      failFast: drawn.failFast,
      acceptStatuses: drawn.acceptFailed ? ["finished", "failed"] : ["finished"],
    },
    timeoutSeconds: drawn.timeoutSeconds,
    pollIntervalSeconds: drawn.pollIntervalSeconds,
    cancelAfterMs: drawn.cancelAfterMs,
  };
}

/** What one run showed, for the oracle. */
interface Run {
  result: GateResult;
  endedAtMs: number;
  server: ModelServer;
  /** The complete looks, the last of them the one that decided if one did. */
  windows: LookWindow[];
  failedLooks: number;
}

async function play(drawn: Drawn, history: History): Promise<Run> {
  const clock = new TestClock({ startMs: 0, random: () => drawn.jitter / 100 });
  const server = new ModelServer(clock, {
    tasks: history.tasks,
    faults: history.faults,
    total: drawn.total,
    latenciesMs: drawn.latenciesMs,
  });
  const watches = new WatchRegistry(clock, { pageSize: drawn.pageSize });
  const windows: LookWindow[] = [];
  let requestsBefore = 0;
  let looksBefore = 0;
  const closeWindow = (complete: boolean) => {
    const fromMs = server.listRequests[requestsBefore]?.sentMs ?? Number.NaN;
    requestsBefore = server.listRequests.length;
    if (complete) windows.push({ fromMs, toMs: clock.now() });
  };
  let failedLooks = 0;

  const cancel = new AbortController();
  const { cancelAfterMs } = history;
  const cancelling = new AbortController();
  if (cancelAfterMs !== undefined) void clock.sleep(cancelAfterMs, cancelling.signal).then(() => cancel.abort());

  const waiting = waitForGate({
    watches,
    client: server,
    instanceId: "instance",
    ...history.conditions,
    pollIntervalSeconds: history.pollIntervalSeconds,
    timeoutSeconds: history.timeoutSeconds,
    signal: cancel.signal,
    onProgress: ({ text }) => {
      const failed = text.includes("last look failed");
      if (failed) failedLooks += 1;
      closeWindow(!failed);
    },
  });
  let endedAtMs = Number.NaN;
  const noted = waiting.then((result) => {
    // Details of failed tasks may be asked for after the last look; lists are not.
    if (result.looks > windows.length) closeWindow(true);
    endedAtMs = clock.now();
    return result;
  });
  const result = await clock.run(noted);
  cancelling.abort();
  looksBefore = result.looks;
  expect(windows).to.have.lengthOf(looksBefore);
  await new Promise(setImmediate);
  expect(watches.size, "pollers left").to.equal(0);
  expect(clock.sleeping, "timers left").to.equal(0);
  return { result, endedAtMs, server, windows, failedLooks };
}

function selects(selection: Selection, task: TrueTask): boolean {
  if (selection.by === "ids") return selection.taskIds.includes(task.id);
  if (selection.by === "names") return selection.taskNames.includes(task.name);
  return selection.taskType === undefined || task.type === selection.taskType || task.type === "";
}

function wholly(task: TrueTask, { fromMs, toMs }: LookWindow): boolean {
  return task.createdMs <= fromMs && task.deletedMs > toMs;
}

/** "" if the release was right, else what was wrong about it. */
function whatIsWrongWithRelease(history: History, { windows, server }: Run): string {
  const { selection, acceptStatuses = [] } = history.conditions;
  const last = windows.at(-1);
  if (!last) return "released without a look";
  const accepted = (status: string) => (acceptStatuses as readonly string[]).includes(status);
  const matching = history.tasks.filter((task) => selects(selection, task));
  const lastWindowOf = (task: TrueTask) => windows.findLast((window) => wholly(task, window));

  const keys = selection.by === "ids" ? selection.taskIds : selection.by === "names" ? selection.taskNames : [];
  for (const key of keys) {
    const named = matching.filter((task) => task.id === key || task.name === key);
    if (!named.some((task) => server.served.some(({ id }) => id === task.id))) return `${key} was never seen`;
  }
  if (!matching.some((task) => server.served.some(({ id, status }) => id === task.id && accepted(status)))) {
    return "no selected task was seen in an accepted state";
  }
  for (const task of matching) {
    const seenLast = lastWindowOf(task);
    if (!seenLast) continue;
    const replaced =
      selection.by === "names" &&
      task.deletedMs < last.toMs &&
      matching.some((other) => other.name === task.name && other.createdMs > seenLast.fromMs);
    if (replaced) continue;
    const rows = server.served.filter(({ id, atMs }) => id === task.id && atMs >= seenLast.fromMs && atMs <= last.toMs);
    if (!rows.some(({ status }) => accepted(status)))
      return `${task.id} was last seen ${rows.at(-1)?.status ?? "nowhere"}`;
  }
  return "";
}

/** "" if there was a reason to fail, else that there was none. */
function whatIsWrongWithFailure(history: History, { windows, server, endedAtMs }: Run): string {
  const { selection, acceptStatuses = [], onNoMatch } = history.conditions;
  const matching = history.tasks.filter((task) => selects(selection, task));
  const ids = new Set(matching.map(({ id }) => id));
  if (!acceptStatuses.includes("failed") && server.served.some(({ id, status }) => ids.has(id) && status === "failed"))
    return "";
  if (onNoMatch === "wait") return "nothing failed";
  const [first] = windows;
  if (!first) return "failed without a look";
  if (matching.some((task) => task.deletedMs <= endedAtMs)) return "";
  const keys = selection.by === "ids" ? selection.taskIds : selection.by === "names" ? selection.taskNames : [];
  const missing = keys.some(
    (key) => !matching.some((task) => (task.id === key || task.name === key) && wholly(task, first)),
  );
  return missing || !matching.some((task) => wholly(task, first)) ? "" : "nothing failed, vanished or was missing";
}

/** When the gate must have been released at the latest; undefined if this history does not say. */
function mustBeReleasedBy(history: History, drawn: Drawn): number | undefined {
  const { selection, acceptStatuses = [] } = history.conditions;
  const matching = history.tasks.filter((task) => selects(selection, task) && task.deletedMs > 0);
  const keys = selection.by === "ids" ? selection.taskIds : selection.by === "names" ? selection.taskNames : [];
  const allThere = keys.every((key) => matching.some((task) => task.id === key || task.name === key));
  if (matching.length === 0 || !allThere) return undefined;
  if (history.faults.some(({ kind }) => kind === "forbidden" || kind === "instanceGone")) return undefined;
  // A task that is deleted may have been seen unfinished for the last time.
  if (matching.some(({ deletedMs }) => deletedMs < Number.POSITIVE_INFINITY)) return undefined;
  const accepted: readonly string[] = acceptStatuses;
  if (!matching.every((task) => accepted.includes(trueStatus(task, Number.MAX_SAFE_INTEGER)))) return undefined;

  const events = [
    0,
    ...history.faults.map(({ toMs }) => toMs),
    ...history.tasks.flatMap(({ createdMs, deletedMs, states }) => [
      createdMs,
      deletedMs,
      ...states.map(({ fromMs }) => fromMs),
    ]),
  ];
  const quietFromMs = Math.max(...events.filter((ms) => ms < Number.POSITIVE_INFINITY));
  // A look that began before may take five attempts and fail; then there is one pause, and one look that cannot fail.
  const slowestMs = Math.max(...drawn.latenciesMs);
  const pages = Math.ceil(history.tasks.length / drawn.pageSize) + 1;
  const atATime = drawn.total === "missing" ? 1 : 4;
  const longestAttemptMs = slowestMs * (1 + 3 * Math.ceil(pages / atATime));
  return quietFromMs + 6 * longestAttemptMs + history.pollIntervalSeconds * 1000;
}

async function judge(drawn: Drawn): Promise<GateResult["state"]> {
  const history = historyOf(drawn);
  const run = await play(drawn, history);
  const { result, endedAtMs } = run;
  const deadlineMs = history.timeoutSeconds * 1000;
  const { cancelAfterMs = Number.POSITIVE_INFINITY } = history;
  expect(endedAtMs).to.be.at.most(
    Math.min(deadlineMs, result.state === "failed" ? Number.POSITIVE_INFINITY : cancelAfterMs) +
      (result.state === "failed" ? 15_000 : 0),
  );

  switch (result.state) {
    case "released":
      expect(endedAtMs, "a late release").to.be.at.most(mustBeReleasedBy(history, drawn) ?? deadlineMs);
      expect(whatIsWrongWithRelease(history, run), "a wrong release").to.equal("");
      break;
    case "failed":
      expect(whatIsWrongWithFailure(history, run), "a wrong failure").to.equal("");
      break;
    case "error":
      expect(history.faults.map(({ kind }) => kind)).to.include.oneOf(["forbidden", "instanceGone"]);
      break;
    case "cancelled":
      expect(endedAtMs).to.equal(cancelAfterMs);
      break;
    case "timedOut": {
      expect(endedAtMs).to.equal(deadlineMs);
      const latest = mustBeReleasedBy(history, drawn);
      if (latest !== undefined) expect(latest, "a release that did not come").to.be.greaterThan(deadlineMs);
      break;
    }
  }
  return result.state;
}

describe("A gate, over 10,000 random histories", () => {
  it("is released only if every selected task was seen finished, and always when they were", async function () {
    this.timeout(120_000);
    const ends = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (drawn) => {
        const state = await judge(drawn);
        ends.set(state, (ends.get(state) ?? 0) + 1);
      }),
      { numRuns: 10_000 },
    );
    // Histories that all end the same way would prove little.
    for (const state of ["released", "failed", "timedOut", "cancelled", "error"]) {
      expect(ends.get(state) ?? 0, state).to.be.greaterThan(100);
    }
    if (process.env.SHOW_ENDS) console.log(ends);
  });
});
