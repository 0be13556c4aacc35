import fc from "fast-check";
import { type GateRules, pulumiTerms, type Selection } from "../../../provider/src/migration/index.ts";
import type { TrueFault, TrueTask } from "../modelServer.ts";

/** What really happens while a gate waits, and what the gate waits for. Times are those of a clock that starts at 0. */
export interface History {
  tasks: TrueTask[];
  faults: TrueFault[];
  rules: GateRules;
  timeoutSeconds: number;
  pollIntervalSeconds: number;
  cancelAfterMs: number | undefined;
  /** The IDs that another wait on the same instance polls. */
  polledByOthers: readonly string[];
}

/** A task that a gate may wait for. Most things happen within half a minute. */
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
  /** Most migrations finish, or hardly any gate would be released. */
  ending: fc.constantFrom("finished", "finished", "finished", "finished", "finished", "finished", "failed", "as it is"),
  endsAfterMs: fc.integer({ min: 0, max: 15_000 }),
  lifetimeMs: fc.oneof(
    { weight: 9, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
    fc.integer({ min: 1, max: 2000 }),
    fc.integer({ min: 1, max: 30_000 }),
  ),
});

/** Irrelevant tasks that are created and deleted, which moves the others from page to page. */
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

/** Histories as fast-check generates and shrinks them. */
export const historyArbitrary = fc.record({
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
  polledByOthers: fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 3 }),
  pageSize: fc.integer({ min: 1, max: 4 }),
  total: fc.constantFrom("number" as const, "number" as const, "number" as const, "text" as const, "missing" as const),
  latenciesMs: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 7 }),
  jitter: fc.integer({ min: 0, max: 99 }),
});

export type Drawn = typeof historyArbitrary extends fc.Arbitrary<infer T> ? T : never;

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

/** The history of a generated value. */
export function historyOf(drawn: Drawn): History {
  return {
    tasks: [...drawn.tasks.map(trueTask), ...drawn.passersBy.map(passerBy)],
    faults: drawn.faults.map(({ kind, fromMs, forMs, everyOther }) => ({
      kind,
      fromMs,
      toMs: fromMs + forMs,
      everyOther,
    })),
    rules: {
      selection: drawn.selection,
      onNoMatch: drawn.onNoMatch,
      onVanish: drawn.onNoMatch,
      failFast: drawn.failFast,
      acceptStatuses: drawn.acceptFailed ? ["finished", "failed"] : ["finished"],
      verify: "none",
      hideOthers: false,
      terms: pulumiTerms,
    },
    timeoutSeconds: drawn.timeoutSeconds,
    pollIntervalSeconds: drawn.pollIntervalSeconds,
    cancelAfterMs: drawn.cancelAfterMs,
    polledByOthers: drawn.polledByOthers.map((number) => `task-${number}`),
  };
}
