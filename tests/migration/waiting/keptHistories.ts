import type { Drawn } from "./histories.ts";

/*
 * Shrunk histories that once ended wrongly: with a list reader that reads each page once (1–3) or does not count (4–5),
 * with gates that forget vanished tasks or trust a name (6–7), with a faulty oracle (8).
 */

const forever = Number.POSITIVE_INFINITY;
const plain: Omit<Drawn["tasks"][number], "lifetimeMs"> = {
  rank: 0,
  name: 0,
  type: "rocketmq",
  createdMs: -1000,
  steps: [],
  ending: "finished",
  endsAfterMs: 0,
};
const calm: Omit<Drawn, "tasks" | "selection"> = {
  passersBy: [],
  faults: [],
  onNoMatch: "fail",
  failFast: false,
  acceptFailed: false,
  timeoutSeconds: 5,
  pollIntervalSeconds: 1,
  cancelAfterMs: undefined,
  polledByOthers: [],
  pageSize: 1,
  total: "number",
  latenciesMs: [0],
  jitter: 0,
};

/** The cases that the property test runs first. */
export const keptHistories: readonly Drawn[] = [
  {
    ...calm,
    tasks: [{ ...plain, rank: 1, lifetimeMs: forever }],
    passersBy: [{ rank: 0, createdMs: 0, lifetimeMs: 2 }],
    selection: { by: "all" },
    total: "missing",
    latenciesMs: [2],
  },
  {
    ...calm,
    tasks: [
      { ...plain, rank: 1, name: 1, lifetimeMs: 1055 },
      { ...plain, rank: 1, lifetimeMs: forever },
    ],
    passersBy: [
      { rank: 0, createdMs: 22, lifetimeMs: 6 },
      { rank: 0, createdMs: 0, lifetimeMs: 34 },
    ],
    selection: { by: "names", taskNames: ["name-1"] },
    total: "missing",
    latenciesMs: [6],
  },
  {
    ...calm,
    tasks: [
      { ...plain, rank: 1, createdMs: 0, endsAfterMs: 1, lifetimeMs: forever },
      { ...plain, lifetimeMs: forever },
    ],
    passersBy: [
      { rank: 0, createdMs: 1747, lifetimeMs: 3747 },
      { rank: 0, createdMs: 3570, lifetimeMs: 2921 },
      { rank: 0, createdMs: 5210, lifetimeMs: 284 },
    ],
    faults: [{ kind: "throttled429", fromMs: 827, forMs: 2669, everyOther: false }],
    selection: { by: "all", taskType: "rocketmq" },
    timeoutSeconds: 8,
    pollIntervalSeconds: 2,
    pageSize: 2,
    total: "missing",
    latenciesMs: [0, 6],
    jitter: 2,
  },
  {
    ...calm,
    tasks: [
      { ...plain, lifetimeMs: forever },
      { ...plain, lifetimeMs: forever },
    ],
    faults: [{ kind: "emptyPage", fromMs: 0, forMs: 1, everyOther: true }],
    selection: { by: "all", taskType: "rocketmq" },
  },
  {
    ...calm,
    tasks: [
      { ...plain, lifetimeMs: forever },
      { ...plain, lifetimeMs: forever },
      { ...plain, lifetimeMs: forever },
    ],
    faults: [{ kind: "emptyPage", fromMs: 0, forMs: 1, everyOther: true }],
    selection: { by: "names", taskNames: ["name-0"] },
    pageSize: 2,
  },
  {
    ...calm,
    tasks: [
      { ...plain, endsAfterMs: 15_000, lifetimeMs: 3000 },
      { ...plain, lifetimeMs: forever },
    ],
    selection: { by: "all" },
    onNoMatch: "wait",
  },
  {
    ...calm,
    tasks: [
      { ...plain, endsAfterMs: 15_000, lifetimeMs: 3000 },
      { ...plain, lifetimeMs: forever },
    ],
    selection: { by: "names", taskNames: ["name-0"] },
    onNoMatch: "wait",
  },
  {
    ...calm,
    tasks: [{ ...plain, lifetimeMs: 1 }],
    selection: { by: "ids", taskIds: ["task-0"] },
    onNoMatch: "wait",
  },
];
