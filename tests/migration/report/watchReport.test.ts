import { expect } from "chai";
import type { Instance, Task } from "../../../emulator/src/index.ts";
import {
  type MigrationWatch,
  PollerRegistry,
  type WatchReportOptions,
  watchReport,
} from "../../../provider/src/migration/index.ts";
import { type Service, startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const [first, second] = ["11111111-2222-4333-8444-000000000001", "11111111-2222-4333-8444-000000000002"];
const minuteMs = 60_000;

function task(number: number, changes: Partial<Task> = {}): Task {
  return {
    id: taskId(number),
    name: `move-${number}`,
    type: "rocketmq",
    startDate: "2026-11-24 17:00:00",
    ...changes,
  } as Task;
}

describe("watchReport", () => {
  let clock: TestClock;
  let pollers: PollerRegistry;
  let service: Service | undefined;
  let over: AbortController;

  beforeEach(() => {
    clock = new TestClock();
    pollers = new PollerRegistry(clock);
    over = new AbortController();
  });

  afterEach(async () => {
    over.abort();
    await clock.run(Promise.resolve());
    expect(pollers.size).to.equal(0);
    expect(clock.sleeping).to.equal(0);
    await service?.emulator.close();
    service = undefined;
  });

  async function start(instances: Instance[], changes: Partial<WatchReportOptions> = {}): Promise<MigrationWatch> {
    service = await startService(clock, ...instances);
    const instanceIds = instances.map(({ id }) => id);
    return watchReport({ client: service.client, instanceIds, pollers, clock, signal: over.signal, ...changes });
  }

  const pass = (ms: number) => clock.run(clock.sleep(ms));
  const emulator = () => service?.emulator ?? expect.fail("no emulator");
  const requests = (operation: string) => emulator().requests.filter((request) => request.operation === operation);

  it("keeps the statuses of each task, with the times at which they were first seen", async () => {
    const timeline = [
      { afterSeconds: 0, status: "creating" },
      { afterSeconds: 30, status: "starting" },
      { afterSeconds: 150, status: "finished" },
    ];
    const watch = await start([{ id: first, name: "shop", tasks: [task(1, { timeline })] }]);
    expect(watch.report()).to.deep.include({ tasks: [], observedAt: "2026-11-24T10:00:00.000Z" });
    expect(watch.report().instances[0]).to.deep.include({ instanceId: first, observedAt: "" });
    await pass(4 * minuteMs);
    const { tasks, instances } = watch.report();
    expect(tasks[0]?.status).to.equal("finished");
    const history = tasks[0]?.history ?? [];
    expect(history.map(({ status }) => status)).to.deep.equal(["creating", "starting", "finished"]);
    const seconds = history.map(({ since }) => (Date.parse(since) - Date.parse("2026-11-24T10:00:00Z")) / 1000);
    expect(seconds[0]).to.equal(0);
    expect(seconds[1]).to.be.within(30, 34);
    expect(seconds[2]).to.be.within(150, 160);
    expect(instances[0]).to.deep.include({ name: "shop" });
    expect(Date.parse(instances[0]?.observedAt ?? "")).to.be.within(clock.wallClock() - 11_000, clock.wallClock());
    expect(requests("getInstance")).to.have.lengthOf(1);
  });

  it("calls back at each poll, until it is told to stop, and makes the report once per change", async () => {
    const watch = await start([{ id: first, name: "shop", tasks: [task(1)] }]);
    let changes = 0;
    const stop = watch.onChange(() => {
      changes += 1;
    });
    await pass(2 * minuteMs);
    const polls = requests("listTasks").length;
    // The name is one more change.
    expect(changes).to.equal(polls + 1);
    expect(watch.readCounts()).to.deep.equal([{ instanceId: first, reads: polls, failedReads: 0 }]);
    expect(watch.report()).to.equal(watch.report());
    stop();
    await pass(minuteMs);
    expect(changes).to.equal(polls + 1);
  });

  it("polls each instance once, even if it is named twice", async () => {
    const options = { instanceIds: [first, second, first] };
    const watch = await start(
      [
        { id: first, name: "a" },
        { id: second, name: "b", tasks: [task(1)] },
      ],
      options,
    );
    await pass(100);
    expect(pollers.size).to.equal(2);
    expect(requests("listTasks")).to.have.lengthOf(2);
    const { instances, tasks } = watch.report();
    expect(instances.map(({ instanceId }) => instanceId)).to.deep.equal([first, second]);
    expect(tasks.map(({ instanceId }) => instanceId)).to.deep.equal([second]);
  });

  it("keeps an instance's last tasks while it cannot be read, and says why", async () => {
    const watch = await start([
      { id: first, name: "a", tasks: [task(1, { status: "starting" })] },
      { id: second, name: "b" },
    ]);
    await pass(minuteMs);
    const readAt = watch.report().instances[0]?.observedAt;
    emulator().addFault({ kind: "htmlGateway", path: first, count: "always" });
    await pass(minuteMs);
    const { instances, tasks } = watch.report();
    expect(tasks.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([`${taskId(1)} starting`]);
    expect(instances[0]?.error).to.match(/HTTP 502/);
    expect(instances[0]?.error).not.to.match(/[<>]/);
    expect(Date.parse(instances[0]?.observedAt ?? "")).to.be.within(
      Date.parse(readAt ?? ""),
      Date.parse(readAt ?? "") + 11_000,
    );
    expect(instances[1]).not.to.have.property("error");
    expect(watch.readCounts()[0]?.failedReads).to.be.within(4, 7);
    emulator().clearFaults();
    await pass(minuteMs);
    expect(watch.report().instances[0]).not.to.have.property("error");
  });

  it("tries again a minute after an error that only a person can fix", async () => {
    const watch = await start([{ id: first, name: "a", tasks: [task(1)] }]);
    emulator().addFault({ kind: "redirect", operation: "listTasks", count: "always", location: "http://127.0.0.1:9/" });
    await pass(10.5 * minuteMs);
    expect(requests("listTasks")).to.have.lengthOf(11);
    expect(watch.report().instances[0]).to.deep.include({ observedAt: "" });
    expect(watch.report().instances[0]?.error).to.match(/HTTP 302/);
    emulator().clearFaults();
    await pass(minuteMs);
    expect(watch.report().instances[0]).not.to.have.property("error");
    expect(watch.report().tasks).to.have.lengthOf(1);
  });

  it("reads why a task failed once, and of the first ten failed tasks only", async () => {
    const failures = [{ kind: "topic", name: "orders", reason: "the topic quota is used up" }] as const;
    const tasks = Array.from({ length: 12 }, (_, index) =>
      task(index + 1, { status: "failed", failures: [...failures] }),
    );
    const watch = await start([{ id: first, name: "a", tasks }]);
    await pass(10 * minuteMs);
    expect(requests("getTask")).to.have.lengthOf(10);
    const explained = watch.report().tasks.filter(({ reason }) => reason !== undefined);
    expect(explained).to.have.lengthOf(10);
    expect(explained[0]?.reason).to.match(/failed: topic orders: the topic quota is used up\.$/);
    expect(explained[0]?.failures).to.deep.equal(failures);
    for (const { id } of explained) emulator().removeTask(first, id);
    await pass(minuteMs);
    expect(watch.report().tasks.filter(({ reason }) => reason !== undefined)).to.have.lengthOf(2);
    expect(requests("getTask")).to.have.lengthOf(12);
  });

  it("requests a cause again after ten minutes if it could not be read", async () => {
    const watch = await start([{ id: first, name: "a", tasks: [task(1, { status: "failed" })] }]);
    emulator().addFault({ kind: "http500", operation: "getTask" });
    await pass(9 * minuteMs);
    expect(watch.report().tasks[0]?.reason).to.match(/Could not read the cause: .*HTTP 500/);
    expect(requests("getTask")).to.have.lengthOf(1);
    await pass(2 * minuteMs);
    expect(watch.report().tasks[0]?.reason).to.match(/the service gives no cause/);
    expect(requests("getTask")).to.have.lengthOf(2);
  });

  it("does without an instance's name if it may not read it, and asks once", async () => {
    const watch = await start([{ id: first, name: "a", tasks: [task(1)] }]);
    emulator().addFault({ kind: "http500", operation: "getInstance", count: "always" });
    await pass(2 * minuteMs);
    const [instance] = watch.report().instances;
    expect(instance).not.to.have.any.keys("name", "error");
    expect(requests("getInstance")).to.have.lengthOf(1);
  });

  it("forgets a task that has disappeared, and begins its history anew if it returns", async () => {
    const watch = await start([{ id: first, name: "a", tasks: [task(1, { status: "starting" })] }]);
    await pass(minuteMs);
    emulator().removeTask(first, taskId(1));
    await pass(minuteMs);
    expect(watch.report().tasks).to.deep.equal([]);
    emulator().addTask(first, task(1, { status: "finished" }));
    await pass(minuteMs);
    expect(watch.report().tasks[0]?.history?.map(({ status }) => status)).to.deep.equal(["finished"]);
  });

  it("keeps the latest fifty statuses of a task that does not settle", async () => {
    const watch = await start([{ id: first, name: "a", tasks: [task(1)] }]);
    for (let change = 0; change < 120; change += 1) {
      emulator().setStatus(first, taskId(1), change % 2 === 0 ? "starting" : "creating");
      await pass(11_000);
    }
    expect(watch.report().tasks[0]?.history).to.have.lengthOf(50);
    expect(watch.report().tasks[0]?.history?.at(-1)?.status).to.equal("creating");
  });

  it("converts start dates if it is told the service's time zone", async () => {
    const watch = await start([{ id: first, name: "a", tasks: [task(1)] }], { serviceOffsetMinutes: 480 });
    await pass(100);
    expect(watch.report().tasks[0]?.startedAt).to.equal("2026-11-24T09:00:00.000Z");
  });
});
