import { setImmediate } from "node:timers/promises";
import { createClient, type Query, systemClock } from "../../../provider/src/cloud/index.ts";
import { PollerRegistry, waitForGate } from "../../../provider/src/migration/index.ts";
import { TestClock } from "../../../tests/migration/testClock.ts";
import { defaultRules } from "../../../tests/migration/waiting/defaultRules.ts";
import { note } from "../progress.ts";
import type { Row, RowGroup, RowName } from "../row.ts";
import { instanceId, projectId, Service, taskId } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";
import { keys } from "../workers/resources.ts";

/** What one request takes on the injected clock. */
const latencyMs = 20;
const minuteMs = 60_000;
const goals = { firstMinute: 20, laterMinute: 6 };

interface Duration {
  readonly row: RowName;
  readonly text: string;
  readonly seconds: number;
  readonly goalSeconds: number;
  /** How many waits to run: a long one takes as long as many short ones. */
  readonly waits: number;
}

const durations: readonly Duration[] = [
  { row: "release-5s", text: "5 s", seconds: 5, goalSeconds: 1, waits: 500 },
  { row: "release-1min", text: "1 min", seconds: 60, goalSeconds: 2, waits: 500 },
  { row: "release-30min", text: "30 min", seconds: 1800, goalSeconds: 5, waits: 300 },
  { row: "release-6h", text: "6 h", seconds: 6 * 3600, goalSeconds: 5, waits: 100 },
];

/** From the end of a task to the release of the gate, on the library's injected clock: hours pass in milliseconds. */
export const releaseDelay: RowGroup = {
  rows: [...durations.map(({ row }) => row), "polls-per-minute"],
  async measure() {
    const rows: Row[] = [];
    const waits: Wait[] = [];
    for (const duration of durations) {
      note(`release, tasks of ${duration.text}`);
      const measured = await waitOften(duration);
      const delays = measured.map(({ delaySeconds }) => delaySeconds);
      waits.push(...measured);
      rows.push({
        name: duration.row,
        what: `from a task's end to the gate's release, tasks of ${duration.text} (injected clock, ${duration.waits} waits)`,
        goal: `median ≤ ${duration.goalSeconds} s`,
        figure: spread(delays, "s", 1),
        isMet: median(delays) <= duration.goalSeconds,
      });
    }
    const firstMinute = waits
      .filter(({ requestsPerMinute }) => requestsPerMinute.length > 2)
      .map(({ requestsPerMinute: [first = 0] }) => first);
    // The last minute of a wait is not a whole one.
    const later = waits.flatMap(({ requestsPerMinute }) => requestsPerMinute.slice(1, -1));
    const [most, mostLater] = [Math.max(...firstMinute), Math.max(...later)];
    rows.push({
      name: "polls-per-minute",
      what: "polls of these waits for one task: requests to the instance",
      goal: `≤ ${goals.firstMinute} in the first minute, ≤ ${goals.laterMinute} in each later one`,
      figure: `first minute ${spread(firstMinute, "polls", 0)}, at most ${most}; later ${spread(later, "polls", 0)}, at most ${number(mostLater, 0)}`,
      isMet: most <= goals.firstMinute && mostLater <= goals.laterMinute,
    });
    return { rows };
  },
};

interface Wait {
  readonly delaySeconds: number;
  /** Requests in the first minute, the second, and so on. */
  readonly requestsPerMinute: readonly number[];
}

/** Waits for tasks that take about as long, each to a moment of its own between two polls. */
async function waitOften({ seconds, waits }: Duration): Promise<Wait[]> {
  const random = seeded(seconds);
  const measured: Wait[] = [];
  for (let wait = 0; wait < waits; wait++) {
    measured.push(await waitOnce(1000 * seconds * (0.8 + 0.4 * random()), random));
    await setImmediate();
  }
  return measured;
}

async function waitOnce(endsAtMs: number, random: () => number): Promise<Wait> {
  const clock = new TestClock({ random });
  const startsAtMs = endsAtMs * 0.2 * random();
  const requestsPerMinute: number[] = Array.from({ length: Math.ceil(endsAtMs / minuteMs) + 1 }, () => 0);
  const get = async (_path: string, query: Query = {}) => {
    const minute = Math.floor(clock.now() / minuteMs);
    requestsPerMinute[minute] = (requestsPerMinute[minute] ?? 0) + 1;
    await clock.sleep(latencyMs / 2);
    const now = clock.now();
    const status = now < startsAtMs ? "creating" : now < endsAtMs ? "starting" : "finished";
    await clock.sleep(latencyMs / 2);
    const task = { id: taskId(1), name: "move-orders", type: "rocketmq", status, start_date: "2026-11-24 10:00:00.0" };
    return query.id === undefined ? { total: 1, task: [task] } : task;
  };
  const result = await clock.run(
    waitForGate({
      clock,
      pollers: new PollerRegistry(clock),
      client: { get, identity: "bench" },
      instanceId: instanceId(1),
      ...defaultRules,
      selection: { by: "names", taskNames: ["move-orders"] },
      timeoutSeconds: 24 * 3600,
    }),
  );
  if (result.state !== "released") throw new Error(`a gate ended as ${result.state}`);
  return { delaySeconds: (clock.now() - endsAtMs) / 1000, requestsPerMinute };
}

/** The same numbers in [0, 1) in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    const first = Math.imul(state ^ (state >>> 15), 1 | state);
    const mixed = (first + Math.imul(first ^ (first >>> 7), 61 | first)) ^ first;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const realWaits = 20;

/** The same for tasks of about 5 s on the real clock, over real connections: all waits at once, each on its own instance. */
export const realReleaseDelay: RowGroup = {
  rows: ["release-5s-real"],
  async measure() {
    note("release, tasks of 5 s, real time");
    const delays = await Service.during(async (service) => {
      const startMs = Date.now();
      const endsAtMs = Array.from({ length: realWaits }, () => startMs + 4000 + 2000 * Math.random());
      const instances = endsAtMs.map((runningUntilMs, index) => ({
        id: instanceId(index + 1),
        finishedTasks: 0,
        runningUntilMs,
      }));
      await service.play({ instances, largestPage: 50, delayMs: latencyMs });
      const client = createClient({ ...keys, region: "cn-north-4", projectId, endpoint: service.url });
      const pollers = new PollerRegistry(systemClock);
      return Promise.all(
        instances.map(async ({ id, runningUntilMs }) => {
          const rules = { ...defaultRules, selection: { by: "names", taskNames: ["move-orders-1"] } } as const;
          const result = await waitForGate({
            ...rules,
            clock: systemClock,
            pollers,
            client,
            instanceId: id,
            timeoutSeconds: 60,
          });
          if (result.state !== "released") throw new Error(`a gate ended as ${result.state}`);
          return (Date.now() - runningUntilMs) / 1000;
        }),
      );
    });
    return {
      rows: [
        {
          name: "release-5s-real",
          what: `the same, tasks of 5 s, on the real clock (${realWaits} waits)`,
          goal: "median ≤ 1 s",
          figure: spread(delays, "s", 1),
          isMet: median(delays) <= 1,
        },
      ],
    };
  },
};
