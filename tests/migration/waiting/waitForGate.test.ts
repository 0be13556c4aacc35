import { expect } from "chai";
import type { Task } from "../../../emulator/src/index.ts";
import {
  type GateOptions,
  type GateResult,
  lookOnce,
  type Progress,
  WatchRegistry,
  waitForGate,
} from "../../../provider/src/migration/index.ts";
import { type Service, startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const name = "rocketmq-shop";

function task(number: number, ...timeline: [afterSeconds: number, status: string][]): Task {
  return {
    id: taskId(number),
    name: `move-${number}`,
    type: "rocketmq",
    timeline: timeline.map(([afterSeconds, status]) => ({ afterSeconds, status })),
  };
}

describe("waitForGate", () => {
  let clock: TestClock;
  let service: Service;
  let watches: WatchRegistry;
  let progress: Progress[];

  async function start(...tasks: Task[]): Promise<void> {
    service = await startService(clock, { id: instanceId, name, tasks });
  }

  function gate(options: Partial<GateOptions> = {}): Promise<GateResult> {
    return waitForGate({
      watches,
      client: service.client,
      instanceId,
      selection: { by: "all" },
      timeoutSeconds: 3600,
      onProgress: (each) => progress.push(each),
      ...options,
    });
  }

  beforeEach(() => {
    clock = new TestClock();
    watches = new WatchRegistry(clock);
    progress = [];
  });

  afterEach(async () => {
    await service.emulator.close();
    expect(watches.size, "pollers left").to.equal(0);
    expect(clock.sleeping, "timers left").to.equal(0);
  });

  it("waits an hour, and is released within one interval of the finish", async () => {
    await start(task(1, [0, "creating"], [20, "starting"], [3500, "finished"]), task(2, [0, "finished"]));
    const result = await clock.run(gate());
    expect(result.state).to.equal("released");
    expect(result.looks).to.be.within(3500 / 30, 3500 / 30 + 15);
    expect(result.waitedSeconds).to.be.within(3500, 3530);
    expect(result.tasks.map(({ id, status }) => [id, status])).to.deep.equal([
      [taskId(1), "finished"],
      [taskId(2), "finished"],
    ]);
    expect(result.summary).to.deep.include({ finished: 2, allFinished: true });
    if (result.state === "released") expect(result.releasedAt).to.match(/^2026-11-24T10:58:\d\d\.\d{3}Z$/);
  });

  it("tells its progress after every look, and says when there is news", async () => {
    await start(task(1, [0, "creating"], [3, "starting"], [6, "finished"]), task(2, [0, "finished"]));
    await clock.run(gate());
    expect(progress.map(({ text, changed }) => `${changed ? "*" : " "} ${text}`)).to.deep.equal([
      "* 1/2 finished, 1 creating, next poll in 2 s, waited 0 s",
      "  1/2 finished, 1 creating, next poll in 2 s, waited 2 s",
      "* 1/2 finished, 1 starting, next poll in 2 s, waited 4 s",
      "  1/2 finished, 1 starting, next poll in 2 s, waited 5 s",
    ]);
    expect(progress[0]).to.deep.include({ waitedSeconds: 0, nextLookInSeconds: 2 });
    expect(progress[0]?.counts).to.deep.include({ creating: 1, finished: 1 });
  });

  it("costs for a thousand gates what it costs for one, and releases all of them with the same look", async () => {
    const scenario = [task(1, [0, "starting"], [600, "finished"]), task(2, [0, "finished"])] as const;
    await start(...scenario);
    await clock.run(gate());
    const requestsOfOne = service.emulator.requests.length;
    await service.emulator.close();

    clock = new TestClock();
    watches = new WatchRegistry(clock);
    await start(...scenario);
    const results = await clock.run(Promise.all(Array.from({ length: 1000 }, () => gate())));
    expect(service.emulator.requests).to.have.lengthOf(requestsOfOne);
    expect(
      new Set(results.map((result) => (result.state === "released" ? result.releasedAt : result.state))),
    ).to.have.lengthOf(1);
    expect(results[0]?.waitedSeconds).to.be.within(600, 630);
  });

  it("costs no more either when the gates come one by one", async () => {
    await start(task(1, [0, "starting"], [60, "finished"]));
    const gates: Promise<GateResult>[] = [];
    for (let count = 0; count < 100; count += 1) {
      gates.push(gate());
      await clock.run(clock.sleep(100));
    }
    const results = await clock.run(Promise.all(gates));
    expect(results.every(({ state }) => state === "released")).to.equal(true);
    // At most one look a second while gates come, and a single poller's looks afterwards.
    expect(service.emulator.requests.length).to.be.at.most(11 + 10);
  });

  it("fails at once when a task failed, with the cause", async () => {
    await start(task(1, [0, "starting"]), {
      ...task(2, [0, "failed"]),
      failures: [{ kind: "topic", name: "orders", reason: "the topic quota is used up" }],
    });
    const result = await clock.run(gate());
    expect(result).to.deep.include({
      state: "failed",
      waitedSeconds: 0,
      reasons: [`Migration task "move-2" (${taskId(2)}) failed: topic orders: the topic quota is used up.`],
    });
    if (result.state === "failed") {
      expect(result.failedTasks.map(({ failures }) => failures)).to.deep.equal([
        [{ kind: "topic", name: "orders", reason: "the topic quota is used up" }],
      ]);
    }
  });

  it("says so when the cause of a failure cannot be read", async () => {
    await start(task(1, [0, "failed"]));
    service.emulator.addFault({ kind: "http500", operation: "getTask" });
    const result = await clock.run(gate());
    if (result.state !== "failed") throw new Error(result.state);
    expect(result.reasons).to.have.lengthOf(1);
    expect(result.reasons[0]).to.match(
      /^Migration task "move-1" \([-0-9]+\) failed\. Its cause could not be read: .*DMS\.00500000/,
    );
  });

  it("waits without failFast until all are settled, and then names every failed one", async () => {
    await start(
      task(1, [0, "starting"], [100, "failed"]),
      task(2, [0, "failed"]),
      task(3, [0, "starting"], [50, "finished"]),
    );
    const result = await clock.run(gate({ failFast: false }));
    if (result.state !== "failed") throw new Error(result.state);
    expect(result.waitedSeconds).to.be.within(100, 130);
    expect(result.reasons).to.deep.equal([
      `Migration task "move-1" (${taskId(1)}) failed: the service names no cause.`,
      `Migration task "move-2" (${taskId(2)}) failed: the service names no cause.`,
    ]);
  });

  it("accepts what it was told to accept, and nothing else", async () => {
    await start(task(1, [0, "failed"]), task(2, [0, "starting"], [9, "finished"]));
    const result = await clock.run(gate({ acceptStatuses: ["finished", "failed"] }));
    expect(result.state).to.equal("released");
    expect(progress.at(-1)?.text).to.match(/^1\/2 finished or failed, 1 starting,/);
  });

  it("never takes an unknown state for finished, and says in a timeout which one it was, since when, and how often it looked", async () => {
    await start(task(1, [0, "starting"], [60, "archived"]), task(2, [0, "finished"]));
    const result = await clock.run(gate({ timeoutSeconds: 300 }));
    expect(result).to.deep.include({
      state: "timedOut",
      waitedSeconds: 300,
      reasons: [
        'Timed out after 5 min: 1 of 2 selected tasks is not finished (1/2 finished, 1 "archived"). Polled 22 times.',
        `Migration task "move-1" (${taskId(1)}): in the unknown state "archived" since 2026-11-24T10:01:13Z (3 min 46 s).`,
      ],
    });
  });

  it("is released at the time that people's clocks show when the machine slept for eight hours, and sleep is no wait", async () => {
    await start(task(1, [0, "starting"], [8 * 3600, "finished"]));
    const waiting = gate({ timeoutSeconds: 600 });
    await clock.run(clock.sleep(60_000));
    clock.jumpWallClock(8 * 3_600_000);
    const result = await clock.run(waiting);
    if (result.state !== "released") throw new Error(result.state);
    expect(result.releasedAt).to.match(/^2026-11-24T18:01:\d\d\.\d{3}Z$/);
    expect(result.waitedSeconds).to.be.within(60, 90);
  });

  it("takes its whole time, and names the moments of people's clocks, whichever way the system's time is set", async () => {
    await start(task(1, [0, "starting"]), task(2, [0, "finished"]));
    const waiting = gate({ timeoutSeconds: 300 });
    await clock.run(clock.sleep(30_000));
    clock.jumpWallClock(24 * 3_600_000);
    await clock.run(clock.sleep(30_000));
    clock.jumpWallClock(-23 * 3_600_000);
    const result = await clock.run(waiting);
    expect(result).to.deep.include({ state: "timedOut", waitedSeconds: 300 });
    if (result.state !== "timedOut") throw new Error(result.state);
    expect(result.reasons[1]).to.match(/: starting since 2026-11-24T10:00:00Z \(5 min\)\.$/);
  });

  it("looks a last time just before the deadline", async () => {
    await start(task(1, [0, "starting"], [94, "finished"]));
    const result = await clock.run(gate({ timeoutSeconds: 100, pollIntervalSeconds: 1000 }));
    expect(result).to.deep.include({ state: "released", waitedSeconds: 95 });
  });

  it("is not ended by passing faults, and tells of them", async () => {
    await start(task(1, [0, "starting"], [40, "finished"]));
    for (const kind of ["throttle429", "throttle404", "http500", "busy503", "htmlGateway", "reset"] as const) {
      service.emulator.addFault({ kind, operation: "listTasks" });
    }
    const result = await clock.run(gate());
    expect(result.state).to.equal("released");
    expect(progress.filter(({ text }) => text.includes("looking, last poll failed ("))).to.have.lengthOf(6);
  });

  for (const kind of ["missingPage", "emptyPage", "repeatedPage"] as const) {
    it(`is not released by a list with a fault (${kind}) that hides the task that is not finished`, async () => {
      const finished = Array.from({ length: 119 }, (_, index) => task(index + 1, [0, "finished"]));
      await start(...finished.slice(0, 60), task(120, [0, "starting"]), ...finished.slice(60));
      service.emulator.addFault({ kind, operation: "listTasks", page: 2, count: "always" });
      const waiting = gate({ timeoutSeconds: 600 });
      await clock.run(clock.sleep(60_000));
      expect(progress.every(({ text }) => text.startsWith("looking, last poll failed ("))).to.equal(true);
      service.emulator.clearFaults();
      service.emulator.setStatus(instanceId, "move-120", "finished");
      const result = await clock.run(waiting);
      expect(result.state).to.equal("released");
      expect(result.tasks).to.have.lengthOf(120);
    });
  }

  it("tells of the faults in a timeout", async () => {
    await start(task(1, [0, "starting"]));
    const waiting = gate({ timeoutSeconds: 60 });
    await clock.run(clock.sleep(30_000));
    service.emulator.addFault({ kind: "busy503", operation: "listTasks", count: "always" });
    const result = await clock.run(waiting);
    if (result.state !== "timedOut") throw new Error(result.state);
    expect(result.reasons[0]).to.match(/\. Polled 9 times; the last 3 polls failed: .*503.*DMS\.111501025/);
  });

  it("says so when it never had a complete answer", async () => {
    await start(task(1, [0, "finished"]));
    service.emulator.addFault({ kind: "busy503", operation: "listTasks", count: "always" });
    const result = await clock.run(gate({ timeoutSeconds: 60 }));
    if (result.state !== "timedOut") throw new Error(result.state);
    expect(result.reasons[0]).to.match(
      /^Timed out after 1 min without one complete answer from the service\. Polled \d+ times; the last \d+ polls failed: GET /,
    );
  });

  it("ends at once with the error of a fault that stays: the instance is gone", async () => {
    await start();
    const waiting = gate({ instanceId: "22222222-3333-4444-8555-666666666666" });
    const result = await clock.run(waiting);
    if (result.state !== "error") throw new Error(result.state);
    expect(result.waitedSeconds).to.equal(0);
    expect(result.error).to.deep.include({ code: "SERVICE", httpStatus: 404, errorCode: "DMS.00404022" });
    expect(result.reasons).to.deep.equal([result.error.message]);
  });

  it("ends at the moment it is cancelled, with a request on its way or not", async () => {
    await start(task(1, [0, "starting"]));
    const cancel = new AbortController();
    const waiting = gate({ signal: cancel.signal });
    await clock.run(clock.sleep(12_000));
    cancel.abort();
    expect(await waiting).to.deep.include({
      state: "cancelled",
      waitedSeconds: 12,
      reasons: ["Cancelled after 12 s (task starting). The next update waits again."],
    });

    service.emulator.addFault({ kind: "hang", operation: "listTasks" });
    const [again, struck] = [new AbortController(), service.emulator.requests.length];
    const second = gate({ signal: again.signal });
    while (service.emulator.requests.length === struck) await new Promise(setImmediate);
    again.abort();
    expect((await second).state).to.equal("cancelled");

    expect((await gate({ signal: AbortSignal.abort() })).state).to.equal("cancelled");
  });

  it("fails when what it selects is not there, and says what is", async () => {
    await start(task(1, [0, "finished"]), task(2, [0, "starting"]));
    const named = await clock.run(gate({ selection: { by: "names", taskNames: ["move-1", "mvoe-2"] } }));
    expect(named).to.deep.include({
      state: "failed",
      reasons: [
        `Instance ${instanceId} has no migration task named "mvoe-2". Did you mean "move-2" or "move-1"? It has 2 tasks. ` +
          'Correct taskNames, or set onNoMatch to "wait" to wait until it exists.',
      ],
    });
    const typed = await clock.run(gate({ selection: { by: "all", taskType: "rabbitToRocket" } }));
    expect(typed).to.deep.include({
      state: "failed",
      reasons: [
        `Instance ${instanceId} has no migration task of type rabbitToRocket, so there is nothing to wait for. ` +
          'Start a migration first, or set onNoMatch to "wait" to wait until there is one.',
      ],
    });
  });

  it("offers the five tasks most like the missing ones when none is alike enough to be meant", async () => {
    await start(...Array.from({ length: 120 }, (_, index) => task(index + 1, [0, "finished"])));
    const named = await clock.run(gate({ selection: { by: "names", taskNames: ["orders", "mov"] } }));
    if (named.state !== "failed") throw new Error(named.state);
    expect(named.reasons).to.deep.equal([
      `Instance ${instanceId} has no migration task named "orders" or "mov". It has 120 tasks: ` +
        `${[1, 2, 3, 4, 5].map((number) => `"move-${number}" (${taskId(number)}) finished`).join(", ")} and 115 more. ` +
        'Correct taskNames, or set onNoMatch to "wait" to wait until they exist.',
    ]);
    const byId = await clock.run(gate({ selection: { by: "ids", taskIds: [`x${taskId(102)}`] } }));
    if (byId.state !== "failed") throw new Error(byId.state);
    const start102 = `Instance ${instanceId} has no migration task with the ID x${taskId(102)}. Did you mean ${taskId(102)} or `;
    expect(byId.reasons[0]?.slice(0, start102.length)).to.equal(start102);
  });

  it("never tells what other tasks there are when the gate's names or ids are secret", async () => {
    await start(task(1, [0, "finished"]), task(2, [0, "starting"]));
    for (const selection of [
      { by: "names" as const, taskNames: ["move-3"] },
      { by: "ids" as const, taskIds: [taskId(3)] },
    ]) {
      const result = await clock.run(gate({ selection, hideOthers: true }));
      const outlook = await lookOnce(service.client, instanceId, { selection, hideOthers: true });
      const texts = result.state === "failed" ? [...result.reasons, outlook.text] : [];
      expect(texts).to.have.lengthOf(2);
      for (const text of texts) {
        expect(text).to.contain("It has 2 tasks. Correct");
        expect(text).to.not.match(/move-[12]|0000000[12]/);
      }
    }
  });

  it("waits for what is not there yet, if it is told to", async () => {
    await start();
    const waiting = gate({ selection: { by: "ids", taskIds: [taskId(7)] }, onNoMatch: "wait" });
    await clock.run(clock.sleep(10_000));
    expect(progress.at(-1)?.text).to.match(/^task not there yet, next poll in /);
    service.emulator.addTask(instanceId, task(7, [0, "starting"], [20, "finished"]));
    const result = await clock.run(waiting);
    expect(result.state).to.equal("released");
    expect(result.waitedSeconds).to.be.within(30, 60);
  });

  it("fails when a task vanishes unfinished, once two complete lists lack it", async () => {
    await start(task(1, [0, "starting"]), task(2, [0, "finished"]));
    const waiting = gate();
    await clock.run(clock.sleep(20_000));
    service.emulator.removeTask(instanceId, taskId(1));
    const result = await clock.run(waiting);
    expect(result).to.deep.include({
      state: "failed",
      reasons: [
        `Migration task "move-1" (${taskId(1)}) vanished before it was finished: it was last seen starting, and the last two ` +
          "complete lists did not show it. Whether its migration came to an end is not known.",
      ],
    });
    expect(progress.at(-1)?.text).to.match(/^1\/2 finished, 1 vanished, /);
  });

  it("goes on counting a task that was seen finished and then deleted", async () => {
    await start(task(1, [0, "finished"]), task(2, [0, "starting"], [60, "finished"]));
    const waiting = gate();
    await clock.run(clock.sleep(20_000));
    service.emulator.removeTask(instanceId, taskId(1));
    const result = await clock.run(waiting);
    expect(result.state).to.equal("released");
    expect(result.tasks.map(({ id }) => id)).to.deep.equal([taskId(2), taskId(1)]);
  });

  it("looks as often as the most impatient gate wants, until that one is gone", async () => {
    await start(task(1, [0, "starting"], [300, "finished"]), task(2, [0, "starting"], [3000, "finished"]));
    const patient = gate({ pollIntervalSeconds: 120 });
    const impatient = gate({ pollIntervalSeconds: 5, selection: { by: "ids", taskIds: [taskId(1)] } });
    await clock.run(impatient);
    const asked = service.emulator.requests.length;
    expect(asked).to.be.within(60, 66);
    await clock.run(patient);
    expect(service.emulator.requests.length - asked).to.be.within(22, 36);
  });
});

describe("lookOnce", () => {
  it("says what a gate would do now, and does not wait", async () => {
    const clock = new TestClock();
    const tasks = [task(1, [0, "starting"]), task(2, [0, "finished"])];
    const { emulator, client } = await startService(clock, { id: instanceId, name, tasks });
    const say = async (...conditions: Parameters<typeof lookOnce>[2][]) => {
      const outlooks = await Promise.all(conditions.map((each) => lookOnce(client, instanceId, each)));
      return outlooks.map(({ state, text }) => `${state}: ${text}`);
    };
    try {
      expect(
        await say(
          { selection: { by: "all" } },
          { selection: { by: "ids", taskIds: [taskId(2)] } },
          { selection: { by: "names", taskNames: ["move-2", "move-3"] }, onNoMatch: "wait" },
          { selection: { by: "all", taskType: "rabbitToRocket" }, onNoMatch: "wait" },
          { selection: { by: "all", taskType: "rabbitToRocket" } },
        ),
      ).to.deep.equal([
        'waiting: Would wait (1/2 finished, 1 starting) for "move-1".',
        "released: Would be released at once: task finished.",
        'waiting: Would wait (1/2 finished, 1 not there yet) for "move-3".',
        "waiting: Would wait: no task there yet.",
        `failed: Would fail: Instance ${instanceId} has no migration task of type rabbitToRocket, so there is nothing to wait ` +
          'for. Start a migration first, or set onNoMatch to "wait" to wait until there is one.',
      ]);
    } finally {
      await emulator.close();
    }
  });

  it("takes a task that is missing for one that the same update creates, if it creates any", async () => {
    const clock = new TestClock();
    const tasks = [task(1, [0, "finished"]), task(2, [0, "failed"])];
    const { emulator, client } = await startService(clock, { id: instanceId, name, tasks });
    const say = async (conditions: Parameters<typeof lookOnce>[2]) => {
      const { state, text } = await lookOnce(client, instanceId, conditions, { plannedHere: true });
      return `${state}: ${text}`;
    };
    try {
      expect(await say({ selection: { by: "names", taskNames: ["move-1", "move-3"] } })).to.equal(
        'waiting: Would wait (1/2 finished, 1 not there yet) for "move-3". "move-3" is not there yet: this update may create it.',
      );
      expect(await say({ selection: { by: "names", taskNames: ["a", "b"] } })).to.equal(
        'waiting: Would wait (0/2 finished, 2 not there yet) for "a", "b". "a", "b" are not there yet: this update may create them.',
      );
      expect(await say({ selection: { by: "all", taskType: "rabbitToRocket" } })).to.equal(
        "waiting: Would wait: no task there yet. This update creates tasks on the instance.",
      );
      expect(await say({ selection: { by: "names", taskNames: ["move-2", "move-3"] } })).to.equal(
        `failed: Would fail: Migration task "move-2" (${taskId(2)}) failed.`,
      );
      expect(await say({ selection: { by: "names", taskNames: ["move-1"] } })).to.equal(
        "released: Would be released at once: task finished.",
      );
    } finally {
      await emulator.close();
    }
  });
});
