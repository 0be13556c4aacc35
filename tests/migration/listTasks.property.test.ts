import { expect } from "chai";
import fc from "fast-check";
import { IncompleteListError, listTasks, PageSizes, type Task } from "../../provider/src/migration/index.ts";
import { isAlive, type ModelOptions, ModelServer, type TrueTask } from "./modelServer.ts";
import { TestClock } from "./testClock.ts";

/** Lists whose tasks are created and deleted, anywhere in the order, while pages are read. */
const churn = fc.record({
  tasks: fc.array(
    fc.record({
      rank: fc.double({ min: 0, max: 1, noNaN: true }),
      createdMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
      lifetimeMs: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 1500 })),
    }),
    { maxLength: 14 },
  ),
  cap: fc.integer({ min: 1, max: 6 }),
  largerPages: fc.constantFrom("shortened" as const, "shortened" as const, "refused" as const, "miscounted" as const),
  initialPageSize: fc.integer({ min: 1, max: 3 }),
  largestPageSize: fc.integer({ min: 1, max: 8 }),
  total: fc.constantFrom("number" as const, "number" as const, "text" as const, "missing" as const),
  totalMissingFrom: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 3 }),
  offset: fc.constantFrom("page" as const, "page" as const, "page" as const, "ignored" as const),
  pastTheEnd: fc.constantFrom("empty" as const, "last page" as const),
  latenciesMs: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 9 }),
});

describe("listTasks, on lists that change while they are read", () => {
  it("returns every task that existed the whole time, once and in order, or throws an IncompleteListError", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(churn, async ({ tasks: drawn, largerPages, initialPageSize, largestPageSize, ...server }) => {
        const clock = new TestClock({ startMs: 0 });
        const tasks = drawn.map(({ rank, createdMs, lifetimeMs }, index): TrueTask => {
          const [id, deletedMs] = [`task-${index}`, createdMs + lifetimeMs];
          return { id, name: id, type: "rocketmq", rank: rank + index * 1e-9, createdMs, deletedMs, states: [] };
        });
        const model = new ModelServer(clock, {
          tasks,
          ...server,
          refusesLargerPages: largerPages === "refused",
          miscountsLargerPages: largerPages === "miscounted",
        });
        // What every service allows is the initial size. One that shortens pages may allow even less.
        const initial = largerPages === "shortened" ? initialPageSize : Math.min(initialPageSize, server.cap);
        const pageSizes = new PageSizes(initial, Math.max(initial, largestPageSize));
        // The later lists begin with what the first one learned.
        for (let list = 1; list <= 3; list += 1) {
          const sentMs = clock.now();
          const listed = await clock.run(
            listTasks(model, "instance", { pageSizes }).catch((error: unknown) => {
              if (error instanceof IncompleteListError) return undefined;
              throw error;
            }),
          );
          expect(clock.sleeping).to.equal(0);
          const total = server.totalMissingFrom === undefined ? server.total : ("missing" as const);
          judge(listed?.tasks, { tasks, server: { ...server, total }, sentMs, doneMs: clock.now() });
        }
      }),
      { numRuns: 5000 },
    );
  });
});

/** Compares an answer, or undefined for an IncompleteListError, with what truly was there. */
function judge(
  listed: readonly Task[] | undefined,
  truth: {
    tasks: readonly TrueTask[];
    server: Pick<ModelOptions, "total" | "offset" | "pastTheEnd">;
    sentMs: number;
    doneMs: number;
  },
): void {
  const { tasks, server, sentMs, doneMs } = truth;
  if (!listed) {
    const quiet = tasks.every(
      (task) =>
        isAlive(task, sentMs) === isAlive(task, doneMs) &&
        (isAlive(task, doneMs) || task.createdMs > doneMs || task.deletedMs <= sentMs),
    );
    const readable = server.offset === "page" && (server.total !== "missing" || server.pastTheEnd === "empty");
    expect(quiet && readable, "a list that does not change must be readable").to.equal(false);
    return;
  }
  const ids = listed.map(({ id }) => id);
  expect(ids).to.have.lengthOf(new Set(ids).size);
  const always = tasks.filter((task) => task.createdMs <= sentMs && task.deletedMs > doneMs);
  expect(ids).to.include.members(always.map(({ id }) => id));
  if (server.total !== "missing") {
    // It is even exactly what was there at one moment.
    const moments = [sentMs, ...tasks.flatMap(({ createdMs, deletedMs }) => [createdMs, deletedMs])];
    const shown = moments
      .filter((ms) => ms >= sentMs && ms <= doneMs)
      .map((ms) => tasks.filter((task) => isAlive(task, ms)).map(({ id }) => id));
    expect(shown.some((alive) => alive.length === ids.length && alive.every((id) => ids.includes(id)))).to.equal(true);
  }
  const ranks = ids.map((id) => tasks.find((task) => task.id === id)?.rank ?? Number.NaN);
  expect(ranks).to.deep.equal(ranks.toSorted((a, b) => a - b));
}
