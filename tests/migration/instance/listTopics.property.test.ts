import { expect } from "chai";
import fc from "fast-check";
import { isTransient } from "../../../provider/src/cloud/index.ts";
import { IncompleteListError } from "../../../provider/src/migration/index.ts";
import { listTopics, type Topic } from "../../../provider/src/migration/instance/listTopics.ts";
import { isAlive, ModelServer, type TrueFault, type TrueTask } from "../modelServer.ts";
import { TestClock } from "../testClock.ts";

const fault = fc.record({
  kind: fc.constantFrom(
    "http500" as const,
    "reset" as const,
    "html" as const,
    "noId" as const,
    "emptyPage" as const,
    "repeatedPage" as const,
  ),
  fromMs: fc.integer({ min: 0, max: 3000 }),
  lastsMs: fc.integer({ min: 1, max: 200 }),
  everyOther: fc.boolean(),
});

const server = {
  total: fc.constantFrom("number" as const, "text" as const, "missing" as const),
  latenciesMs: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 9 }),
  faults: fc.array(fault, { maxLength: 2 }),
};

/** Topics that exist the whole time, and topics that are created and deleted while the list is read. */
const topic = fc.record({
  rank: fc.double({ min: 0, max: 1, noNaN: true }),
  createdMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })),
  lifetimeMs: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 1500 })),
});

interface Drawn {
  readonly rank: number;
  readonly createdMs: number;
  readonly lifetimeMs: number;
}

function trueTopics(drawn: readonly Drawn[], first = 0): TrueTask[] {
  return drawn.map(({ rank, createdMs, lifetimeMs }, index) => {
    const id = `topic-${first + index}`;
    return {
      id,
      name: id,
      type: "",
      rank: rank + index * 1e-9,
      createdMs,
      deletedMs: createdMs + lifetimeMs,
      states: [],
    };
  });
}

/** The list, or undefined for an error that says that it is not whole. */
async function read(clock: TestClock, model: ModelServer): Promise<readonly Topic[] | undefined> {
  const list = listTopics(model, "instance").catch((error: unknown) => {
    if (error instanceof IncompleteListError || isTransient(error)) return undefined;
    throw error;
  });
  return (await clock.run(list))?.topics;
}

/** A whole list has each topic once, and every topic that existed the whole time. */
function judge(listed: readonly Topic[], tasks: readonly TrueTask[], sentMs: number, doneMs: number): void {
  const names = listed.map(({ name }) => name);
  const unique = new Set(names);
  expect(names).to.have.lengthOf(unique.size);
  const always = tasks.filter((task) => task.createdMs <= sentMs && task.deletedMs > doneMs);
  expect(always.filter(({ id }) => !unique.has(id))).to.deep.equal([]);
}

function timed(faults: readonly { kind: TrueFault["kind"]; fromMs: number; lastsMs: number; everyOther: boolean }[]) {
  return faults.map(({ lastsMs, ...each }) => ({ ...each, toMs: each.fromMs + lastsMs }));
}

describe("listTopics, on lists that change and fail while they are read", () => {
  it("returns every topic that existed the whole time, once, or throws an error", async function () {
    this.timeout(60_000);
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...server, topics: fc.array(topic, { maxLength: 14 }), cap: fc.integer({ min: 1, max: 6 }) }),
        async ({ topics, faults, ...options }) => {
          const clock = new TestClock({ startMs: 0 });
          const tasks = trueTopics(topics);
          const model = new ModelServer(clock, { ...options, tasks, faults: timed(faults) });
          const listed = await read(clock, model);
          if (listed) judge(listed, tasks, 0, clock.now());
          else {
            const isQuiet = tasks.every((task) => isAlive(task, 0) === isAlive(task, clock.now()) && isAlive(task, 0));
            expect(isQuiet && faults.length === 0, "a list that does not change must be readable").to.equal(false);
          }
          if (listed) whole += 1;
        },
      ),
      { numRuns: 2000 },
    );
    expect(whole).to.be.greaterThan(1000);
  });

  it("reads 10,000 topics whole, or throws an error, under churn and faults", async function () {
    this.timeout(120_000);
    const ends = { whole: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...server, churn: fc.array(topic, { maxLength: 3 }) }),
        async ({ churn, faults, ...options }) => {
          const clock = new TestClock({ startMs: 0 });
          const lasting = Array.from({ length: 10_000 }, (_, index) => ({
            rank: index / 10_000,
            createdMs: 0,
            lifetimeMs: Number.POSITIVE_INFINITY,
          }));
          const tasks = [...trueTopics(lasting), ...trueTopics(churn, 10_000)];
          const model = new ModelServer(clock, { ...options, tasks, faults: timed(faults) });
          const listed = await read(clock, model);
          if (listed) judge(listed, tasks, 0, clock.now());
          ends[listed ? "whole" : "refused"] += 1;
        },
      ),
      { numRuns: 12, seed: 12 },
    );
    expect(ends.whole, JSON.stringify(ends)).to.be.greaterThan(0);
    expect(ends.refused, JSON.stringify(ends)).to.be.greaterThan(0);
  });

  it("throws an error if the service ignores the offset", async () => {
    const clock = new TestClock({ startMs: 0 });
    const drawn = Array.from({ length: 120 }, (_, rank) => ({
      rank,
      createdMs: 0,
      lifetimeMs: Number.POSITIVE_INFINITY,
    }));
    const model = new ModelServer(clock, { tasks: trueTopics(drawn), offset: "ignored" });
    expect(await read(clock, model)).to.equal(undefined);
  });
});
