import { expect } from "chai";
import type { Task } from "../../../emulator/src/index.ts";
import type { Query } from "../../../provider/src/cloud/index.ts";
import {
  PollerRegistry,
  type TaskWaitOptions,
  type TaskWaitResult,
  waitForEnd,
  waitForTask,
} from "../../../provider/src/migration/index.ts";
import { type Service, startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";

function task(...timeline: [afterSeconds: number, status: string][]): Task {
  return {
    id: taskId(1),
    name: "move-1",
    type: "rocketmq",
    timeline: timeline.map(([afterSeconds, status]) => ({ afterSeconds, status })),
  };
}

/** Old tasks of the instance, which nobody waits for. */
function oldTasks(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    id: taskId(index + 100),
    name: `old-${index}`,
    type: "rocketmq",
    status: "finished",
  }));
}

describe("A wait for one task", () => {
  let clock: TestClock;
  let service: Service;
  let pollers: PollerRegistry;
  let progress: string[];

  async function start(...tasks: Task[]): Promise<void> {
    service = await startService(clock, { id: instanceId, name: "rocketmq-shop", tasks });
  }

  function wait(options: Partial<TaskWaitOptions> = {}): Promise<TaskWaitResult> {
    return waitForTask({ ...common(), ...options });
  }

  function common(): TaskWaitOptions {
    return {
      clock,
      pollers,
      client: service.client,
      instanceId,
      taskId: taskId(1),
      timeoutSeconds: 600,
      onProgress: ({ text }) => progress.push(text),
    };
  }

  beforeEach(() => {
    clock = new TestClock();
    pollers = new PollerRegistry(clock);
    progress = [];
  });

  afterEach(async () => {
    await service.emulator.close();
    expect(pollers.size, "pollers left").to.equal(0);
    expect(clock.sleeping, "timers left").to.equal(0);
  });

  it("ends when the task is finished", async () => {
    await start(task([0, "creating"], [3, "starting"], [60, "finished"]), {
      name: "another",
      type: "rocketmq",
      status: "starting",
    });
    const result = await clock.run(wait());
    expect(result.state).to.equal("finished");
    expect(result.task).to.deep.include({ id: taskId(1), status: "finished" });
    expect(result.waitedSeconds).to.be.within(60, 65);
    expect(progress[0]).to.equal("task creating · next poll in 1 s");
  });

  it("says what failed, and why", async () => {
    const failures = [{ kind: "topic" as const, name: "orders", reason: "already exists" }];
    await start({ ...task([0, "starting"], [30, "failed"]), failures });
    const result = await clock.run(wait());
    expect(result).to.deep.include({
      state: "failed",
      failures,
      reasons: [`Migration task "move-1" (${taskId(1)}) failed: topic orders: already exists.`],
    });
  });

  it("waits for a task that is listed late", async () => {
    await start();
    const waiting = wait();
    service.emulator.addTask(instanceId, task([0, "starting"], [20, "finished"]));
    expect((await clock.run(waiting)).state).to.equal("finished");
  });

  it("says that a task vanished only if it is neither listed nor found by its ID", async () => {
    await start(task([0, "starting"]));
    const waiting = wait();
    await clock.run(clock.sleep(20_000));
    service.emulator.removeTask(instanceId, "move-1");
    const result = await clock.run(waiting);
    expect(result).to.deep.include({
      state: "vanished",
      reasons: [
        `Migration task "move-1" (${taskId(1)}) vanished from instance ${instanceId}: it had been starting since ` +
          "2026-11-24T10:00:00Z, and is now neither listed nor found by its ID.",
      ],
    });
    // Two polls by ID, the list, and the ID once more.
    expect(service.emulator.requests.slice(-4).map(({ operation }) => operation)).to.deep.equal([
      "getTask",
      "getTask",
      "listTasks",
      "getTask",
    ]);
  });

  it("gives a task that was never seen half a minute before it counts as vanished", async () => {
    await start();
    const result = await clock.run(wait());
    expect(result.state).to.equal("vanished");
    expect(result.waitedSeconds).to.be.within(30, 35);
  });

  it("says that a task vanished where the service ignores the ID, once two lists lack it", async () => {
    await start();
    const vanishMs = 10_000;
    let lists = 0;
    const client = {
      identity: "ignores the ID",
      get: async (_path: string, query: Query = {}) => {
        if (query.id === undefined) lists += 1;
        const own = { id: taskId(1), name: "move-1", type: "rocketmq", status: "starting" };
        const others = { id: taskId(2), name: "move-2", type: "rocketmq", status: "finished" };
        const rows = clock.now() < vanishMs ? [others, own] : [others];
        return { total: rows.length, task: rows };
      },
    };
    const result = await clock.run(wait({ client }));
    expect(result.state).to.equal("vanished");
    expect(lists).to.be.at.least(2);
  });

  it("believes a poll that sees the task while its ID is being requested", async () => {
    await start();
    let [byId, lists] = [0, 0];
    const client = {
      identity: "late absence",
      get: async (_path: string, query: Query = {}) => {
        const status = clock.now() < 60_000 ? "starting" : "finished";
        const own = { id: taskId(1), name: "move-1", type: "rocketmq", status };
        if (query.id === undefined) {
          lists += 1;
          return lists === 1 ? { total: 0, task: [] } : { total: 1, task: [own] };
        }
        byId += 1;
        if (byId === 1) return own;
        // The fourth is the request that makes sure: it is answered long after the next poll.
        if (byId === 4) await clock.sleep(20_000);
        return byId < 5 ? { task: [] } : own;
      },
    };
    expect((await clock.run(wait({ client }))).state).to.equal("finished");
    // The late response came in the middle.
    expect(byId).to.equal(4);
    expect(lists).to.be.greaterThan(2);
  });

  it("requests the task by its ID, however many others the instance has", async () => {
    await start(task([0, "starting"], [20, "finished"]), ...oldTasks(1000));
    const result = await clock.run(wait());
    expect(result.state).to.equal("finished");
    expect(new Set(service.emulator.requests.map(({ operation }) => operation))).to.deep.equal(new Set(["getTask"]));
    expect(service.emulator.requests.length).to.be.within(10, 13);
  });

  it("reads the list instead where that is cheaper: the task migrates much, and the instance has few others", async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `topic-${index}`);
    const topic_config_table = Object.fromEntries(names.map((topic_name) => [topic_name, { topic_name }]));
    const metadata = { topic_config_table, subscription_group_table: {} };
    await start({ ...task([0, "starting"], [20, "finished"]), metadata });
    expect((await clock.run(wait())).state).to.equal("finished");
    const operations = service.emulator.requests.map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === "getTask")).to.have.lengthOf(1);
    expect(operations.filter((operation) => operation === "listTasks").length).to.be.at.least(9);
  });

  it("ends at the timeout, and says which state the task was in", async () => {
    await start(task([0, "starting"]));
    const result = await clock.run(wait({ timeoutSeconds: 90 }));
    expect(result).to.deep.include({
      state: "timedOut",
      waitedSeconds: 90,
      reasons: [
        `Timed out after 1 min 30 s: migration task "move-1" (${taskId(1)}) has been starting since 2026-11-24T10:00:00Z.`,
        "Polled 24 times.",
      ],
    });
  });

  it("ends at once when it is cancelled", async () => {
    await start(task([0, "starting"]));
    const cancel = new AbortController();
    const waiting = wait({ signal: cancel.signal });
    await clock.run(clock.sleep(10_000));
    cancel.abort();
    expect(await waiting).to.deep.include({
      state: "cancelled",
      reasons: [
        `Cancelled after 10 s: migration task "move-1" (${taskId(1)}) has been starting since 2026-11-24T10:00:00Z. The next update waits again.`,
      ],
    });
  });

  it("ends with an error that is not transient", async () => {
    await start();
    const result = await clock.run(wait({ instanceId: "22222222-3333-4444-8555-666666666666" }));
    if (result.state !== "error") throw new Error(result.state);
    expect(result.error).to.deep.include({ errorCode: "DMS.00404022" });
  });

  for (const status of ["finished", "failed"]) {
    it(`for its end is over when it is ${status}, and requests no cause`, async () => {
      await start(task([0, "starting"], [10, status]));
      const end = await clock.run(waitForEnd(common()));
      expect(end.task).to.deep.include({ id: taskId(1), status });
      expect({ ...end, task: undefined }).to.deep.equal({ state: "ended", task: undefined, reasons: [] });
      expect(progress[0]).to.equal("task starting, waiting for it to end · next poll in 1 s");
      // The poll that found the end was the last request.
      expect(service.emulator.requests).to.have.lengthOf(8);
    });
  }

  it("for its end never treats an unknown state as one", async () => {
    await start(task([0, "starting"], [10, "archived"]));
    const end = await clock.run(waitForEnd({ ...common(), timeoutSeconds: 90 }));
    expect(end.state).to.equal("timedOut");
    expect(end.reasons[0]).to.contain('has been in the unknown state "archived" since 2026-11-24T10:00:10Z.');
  });

  it("for its end says that the task vanished, that it was cancelled, and which error ended it", async () => {
    await start(task([0, "starting"]));
    const cancel = new AbortController();
    const cancelled = waitForEnd({ ...common(), signal: cancel.signal });
    const vanished = waitForEnd(common());
    await clock.run(clock.sleep(10_000));
    cancel.abort();
    expect(await cancelled).to.deep.include({
      state: "cancelled",
      reasons: [
        `Cancelled after 10 s: migration task "move-1" (${taskId(1)}) has been starting since 2026-11-24T10:00:00Z.`,
      ],
    });
    service.emulator.removeTask(instanceId, "move-1");
    expect((await clock.run(vanished)).state).to.equal("vanished");
    const error = await clock.run(waitForEnd({ ...common(), instanceId: "22222222-3333-4444-8555-666666666666" }));
    expect(error.state).to.equal("error");
    expect(error.reasons[0]).to.contain("DMS.00404022");
  });
});
