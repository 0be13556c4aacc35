import { expect } from "chai";
import { CancelledError, type Query, ServiceError } from "../../../provider/src/cloud/index.ts";
import { PollerRegistry } from "../../../provider/src/migration/index.ts";
import type { PollReport } from "../../../provider/src/migration/waiting/instancePoller.ts";
import type { PollScope } from "../../../provider/src/migration/waiting/snapshot.ts";
import { ModelServer, type TrueTask } from "../modelServer.ts";
import { TestClock } from "../testClock.ts";

function task(id: string, createdMs: number, ...states: [fromMs: number, status: string][]): TrueTask {
  return {
    id,
    name: id,
    type: "rocketmq",
    rank: createdMs,
    createdMs,
    deletedMs: Number.POSITIVE_INFINITY,
    states: states.map(([fromMs, status]) => ({ fromMs, status })),
  };
}

/** The scope of a subscriber that needs every task. */
const wholeList = (): PollScope => "all";

/** Logs each report in a line. */
function logTo(clock: TestClock, log: string[]): (report: PollReport) => void {
  return (report) => {
    const what =
      report.kind === "snapshot"
        ? report.snapshot.tasks.map(({ id, status }) => `${id} ${status}`).join(", ")
        : report.error.message;
    log.push(`${clock.now()}: ${report.kind} ${what}`);
  };
}

describe("PollerRegistry", () => {
  let clock: TestClock;
  let pollers: PollerRegistry;

  beforeEach(() => {
    clock = new TestClock({ startMs: 0 });
    pollers = new PollerRegistry(clock);
  });

  afterEach(() => {
    expect(pollers.size).to.equal(0);
    expect(clock.sleeping).to.equal(0);
  });

  it("reports no poll that started before the subscription", async () => {
    // The first poll reads "all finished" at 500 ms and reports it at 1000; a migration starts at 550, a wait at 600.
    const tasks = [task("old", 0, [0, "finished"]), task("new", 550, [0, "starting"])];
    const server = new ModelServer(clock, { tasks, latenciesMs: [1000] });
    const [first, second]: [string[], string[]] = [[], []];
    const one = pollers.subscribe(server, "i", {
      scope: wholeList,
      pollIntervalMs: 30_000,
      onReport: logTo(clock, first),
    });
    await clock.run(clock.sleep(600));
    const two = pollers.subscribe(server, "i", {
      scope: wholeList,
      pollIntervalMs: 30_000,
      onReport: logTo(clock, second),
    });
    await clock.run(clock.sleep(1500));
    expect(first).to.deep.equal(["1000: snapshot old finished", "2000: snapshot old finished, new starting"]);
    expect(second).to.deep.equal(["2000: snapshot old finished, new starting"]);
    one.close();
    two.close();
    await clock.run(Promise.resolve());
  });

  it("polls once for subscribers that join together, and at most every 0.7 seconds for later ones", async () => {
    const server = new ModelServer(clock, { tasks: [] });
    const join = () => pollers.subscribe(server, "i", { scope: wholeList, pollIntervalMs: 30_000, onReport: () => {} });
    const subscriptions = Array.from({ length: 100 }, join);
    await clock.run(clock.sleep(100));
    expect(server.listRequests.map(({ sentMs }) => sentMs)).to.deep.equal([0]);
    for (let count = 0; count < 100; count += 1) {
      subscriptions.push(join());
      await clock.run(clock.sleep(20));
    }
    expect(server.listRequests.map(({ sentMs }) => sentMs)).to.deep.equal([0, 700, 1400]);
    for (const { close } of subscriptions) close();
    await clock.run(Promise.resolve());
  });

  it("polls twenty times in the first minute, and six times in each later one", async () => {
    const server = new ModelServer(clock, { tasks: [task("a", 0, [0, "starting"])] });
    const { close } = pollers.subscribe(server, "i", { scope: wholeList, pollIntervalMs: 10_000, onReport: () => {} });
    await clock.run(clock.sleep(299_000));
    const sentMs = server.listRequests.map((request) => request.sentMs);
    const inMinute = (minute: number) => sentMs.filter((ms) => Math.floor(ms / 60_000) === minute).length;
    expect(Array.from({ length: 5 }, (_, minute) => inMinute(minute))).to.deep.equal([20, 6, 6, 6, 6]);
    close();
    await clock.run(Promise.resolve());
  });

  it("continues more slowly after transient errors, and ends at a fatal one", async () => {
    const server = new ModelServer(clock, {
      tasks: [task("a", 0, [0, "starting"])],
      faults: [
        { kind: "http500", fromMs: 1000, toMs: 10_000, everyOther: false },
        { kind: "forbidden", fromMs: 12_000, toMs: 90_000, everyOther: false },
      ],
    });
    const log: string[] = [];
    pollers.subscribe(server, "i", { scope: wholeList, pollIntervalMs: 30_000, onReport: logTo(clock, log) });
    await clock.run(clock.sleep(90_000));
    expect(log).to.deep.equal([
      "0: snapshot a starting",
      "700: snapshot a starting",
      "1568: transientError HTTP 500, DMS.00500000",
      "3721: transientError HTTP 500, DMS.00500000",
      "10093: snapshot a starting",
      "13215: fatalError HTTP 403, DMS.00403002",
    ]);
    expect(pollers.size).to.equal(0);
  });

  it("treats an incomplete list as a transient error", async () => {
    const server = new ModelServer(clock, {
      tasks: [task("a", 0, [0, "finished"])],
      faults: [{ kind: "emptyPage", fromMs: 0, toMs: 2000, everyOther: false }],
    });
    const log: string[] = [];
    const { close } = pollers.subscribe(server, "i", {
      scope: wholeList,
      pollIntervalMs: 30_000,
      onReport: logTo(clock, log),
    });
    await clock.run(clock.sleep(6000));
    expect(log.map((line) => line.split(" list of")[0])).to.deep.equal([
      "0: transientError Could not read the complete",
      "1400: transientError Could not read the complete",
      "5544: snapshot a finished",
    ]);
    close();
    await clock.run(Promise.resolve());
  });

  it("ends at once with a list that no later poll can read", async () => {
    let pages = 0;
    const endless = {
      identity: "endless",
      get: async () => {
        pages += 1;
        return { task: [{ id: `t${pages}` }] };
      },
    };
    const log: string[] = [];
    pollers.subscribe(endless, "i", { scope: wholeList, pollIntervalMs: 30_000, onReport: logTo(clock, log) });
    await clock.run(clock.sleep(5000));
    expect(log).to.have.lengthOf(1);
    expect(log[0]).to.match(
      /^0: fatalError Could not read the complete list of migration tasks of instance i: the total is missing/,
    );
  });

  it("has a separate poller for each instance and identity", async () => {
    const server = new ModelServer(clock, { tasks: [] });
    const other = { identity: "other", get: server.get.bind(server) };
    const subscriber = { scope: wholeList, pollIntervalMs: 30_000, onReport: () => {} };
    const subscriptions = [
      pollers.subscribe(server, "i", subscriber),
      pollers.subscribe(server, "j", { ...subscriber }),
      pollers.subscribe(other, "i", { ...subscriber }),
    ];
    expect(pollers.size).to.equal(3);
    await clock.run(clock.sleep(10));
    expect(server.listRequests).to.have.lengthOf(3);
    for (const { close } of subscriptions) close();
    await clock.run(Promise.resolve());
  });

  it("aborts a pending request when the last subscriber leaves, and starts again for the next", async () => {
    const server = new ModelServer(clock, { tasks: [], latenciesMs: [10_000] });
    const log: string[] = [];
    const first = pollers.subscribe(server, "i", {
      scope: wholeList,
      pollIntervalMs: 30_000,
      onReport: logTo(clock, log),
    });
    await clock.run(clock.sleep(100));
    first.close();
    first.close();
    await clock.run(Promise.resolve());
    expect(clock.sleeping).to.equal(0);
    const second = pollers.subscribe(server, "i", {
      scope: wholeList,
      pollIntervalMs: 30_000,
      onReport: logTo(clock, log),
    });
    await clock.run(clock.sleep(10_001));
    expect(log).to.deep.equal(["10100: snapshot "]);
    second.close();
    await clock.run(Promise.resolve());
  });

  it("reads the list from a service that ignores the ID and returns other tasks", async () => {
    const queries: unknown[] = [];
    const service = {
      identity: "lists only",
      get: async (_path: string, query: Query = {}) => {
        queries.push(query.id ?? "list");
        return {
          total: 2,
          task: [{ id: "other", status: "finished" }, ...(query.id ? [] : [{ id: "a", status: "x" }])],
        };
      },
    };
    const log: string[] = [];
    const scope = () => new Set(["a"]);
    const { close } = pollers.subscribe(service, "i", { scope, pollIntervalMs: 30_000, onReport: logTo(clock, log) });
    await clock.run(clock.sleep(1000));
    close();
    expect(queries).to.deep.equal(["a", "list", "list"]);
    expect(log).to.deep.equal(["0: snapshot other finished, a x", "700: snapshot other finished, a x"]);
    await clock.run(Promise.resolve());
  });

  it("aborts the requests for other IDs when one of them fails", async () => {
    const aborted: unknown[] = [];
    const service = {
      identity: "one bad ID",
      get: async (_path: string, query: Query = {}, { signal }: { signal?: AbortSignal } = {}) => {
        if (query.id === "a") throw new ServiceError("HTTP 500", { method: "GET", url: "/", httpStatus: 500 });
        await clock.sleep(60_000, signal);
        aborted.push([query.id, signal?.aborted]);
        throw new CancelledError();
      },
    };
    const scope = () => new Set(["a", "b", "c"]);
    const { close } = pollers.subscribe(service, "i", { scope, pollIntervalMs: 30_000, onReport: () => {} });
    await clock.run(clock.sleep(10));
    expect(aborted).to.deep.equal([
      ["b", true],
      ["c", true],
    ]);
    close();
    await clock.run(Promise.resolve());
  });

  for (const [what, failure, polls] of [
    ["is refused", 400, ["0: snapshot a finished", "700: snapshot a finished"]],
    ["cannot be read", 500, ["0: transientError HTTP 500", "1400: snapshot a finished"]],
  ] as const) {
    it(`reads the list when an ID ${what}, so that nobody else's wait depends on it`, async () => {
      const service = {
        identity: "one bad ID",
        get: async (_path: string, query: Query = {}) => {
          if (query.id === undefined) return { total: 1, task: [{ id: "a", status: "finished" }] };
          throw new ServiceError(`HTTP ${failure}`, { method: "GET", url: "/", httpStatus: failure });
        },
      };
      const log: string[] = [];
      const subscriber = { scope: () => new Set(["a"]), pollIntervalMs: 30_000, onReport: logTo(clock, log) };
      const { close } = pollers.subscribe(service, "i", subscriber);
      await clock.run(clock.sleep(1500));
      close();
      expect(log.slice(0, 2)).to.deep.equal(polls);
      await clock.run(Promise.resolve());
    });
  }
});
