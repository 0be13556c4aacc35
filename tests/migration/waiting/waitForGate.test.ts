import { expect } from "chai";
import type { Task } from "../../../emulator/src/index.ts";
import type { Query } from "../../../provider/src/cloud/index.ts";
import {
  type GateOptions,
  type GateResult,
  PollerRegistry,
  type Progress,
  previewGate,
  waitForGate,
} from "../../../provider/src/migration/index.ts";
import { type Service, startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";
import { defaultRules } from "./defaultRules.ts";

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
  let pollers: PollerRegistry;
  let progress: Progress[];

  async function start(...tasks: Task[]): Promise<void> {
    service = await startService(clock, { id: instanceId, name, tasks });
  }

  function gate(options: Partial<GateOptions> = {}): Promise<GateResult> {
    return waitForGate({
      clock,
      pollers,
      client: service.client,
      instanceId,
      ...defaultRules,
      selection: { by: "all" },
      timeoutSeconds: 3600,
      onProgress: (each) => progress.push(each),
      ...options,
    });
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

  it("waits an hour, and is released within one interval of the finish", async () => {
    await start(task(1, [0, "creating"], [20, "starting"], [3500, "finished"]), task(2, [0, "finished"]));
    const result = await clock.run(gate());
    expect(result.state).to.equal("released");
    expect(result.polls).to.be.within(340, 20 + 6 * 59);
    expect(result.waitedSeconds).to.be.within(3500, 3510);
    expect(result.tasks.map(({ id, status }) => [id, status])).to.deep.equal([
      [taskId(1), "finished"],
      [taskId(2), "finished"],
    ]);
    expect(result.summary).to.deep.include({ finished: 2, allFinished: true });
    if (result.state === "released") expect(result.releasedAt).to.match(/^2026-11-24T10:58:\d\d\.\d{3}Z$/);
  });

  it("reports progress after every poll, and marks what is news", async () => {
    await start(task(1, [0, "creating"], [3, "starting"], [6, "finished"]), task(2, [0, "finished"]));
    await clock.run(gate());
    expect(progress.map(({ text, changed }) => `${changed ? "*" : " "} ${text}`)).to.deep.equal([
      "* 1 of 2 finished, 1 creating · next poll in 1 s",
      "  1 of 2 finished, 1 creating · next poll in 1 s",
      "  1 of 2 finished, 1 creating · next poll in 1 s",
      "  1 of 2 finished, 1 creating · next poll in 1 s",
      "* 1 of 2 finished, 1 starting · next poll in 2 s",
      "  1 of 2 finished, 1 starting · next poll in 2 s",
    ]);
    expect(progress[0]).to.deep.include({ waitedSeconds: 0, nextPollInSeconds: 1 });
    expect(progress[0]?.counts).to.deep.include({ creating: 1, finished: 1 });
  });

  it("needs no more requests for a thousand gates than for one, and releases all of them with the same poll", async () => {
    const scenario = [task(1, [0, "starting"], [600, "finished"]), task(2, [0, "finished"])] as const;
    await start(...scenario);
    await clock.run(gate());
    const requestsOfOne = service.emulator.requests.length;
    await service.emulator.close();

    clock = new TestClock();
    pollers = new PollerRegistry(clock);
    await start(...scenario);
    const results = await clock.run(Promise.all(Array.from({ length: 1000 }, () => gate())));
    expect(service.emulator.requests).to.have.lengthOf(requestsOfOne);
    expect(
      new Set(results.map((result) => (result.state === "released" ? result.releasedAt : result.state))),
    ).to.have.lengthOf(1);
    expect(results[0]?.waitedSeconds).to.be.within(600, 610);
  });

  it("needs no more requests when the gates start one by one", async () => {
    await start(task(1, [0, "starting"], [60, "finished"]));
    const gates: Promise<GateResult>[] = [];
    for (let count = 0; count < 100; count += 1) {
      gates.push(gate());
      await clock.run(clock.sleep(100));
    }
    const results = await clock.run(Promise.all(gates));
    expect(results.every(({ state }) => state === "released")).to.equal(true);
    // A poll every 0.7 seconds while gates start, and a single poller's polls afterwards.
    expect(service.emulator.requests.length).to.be.at.most(17 + 20);
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

  it("says that the cause of a failure could not be read", async () => {
    await start(task(1, [0, "failed"]));
    service.emulator.addFault({ kind: "http500", operation: "getTask" });
    const result = await clock.run(gate());
    if (result.state !== "failed") throw new Error(result.state);
    expect(result.reasons).to.have.lengthOf(1);
    expect(result.reasons[0]).to.match(
      /^Migration task "move-1" \([-0-9]+\) failed\. Could not read the cause: .*DMS\.00500000/,
    );
  });

  it("waits without failFast until all tasks are settled, then names every failed one", async () => {
    await start(
      task(1, [0, "starting"], [100, "failed"]),
      task(2, [0, "failed"]),
      task(3, [0, "starting"], [50, "finished"]),
    );
    const result = await clock.run(gate({ failFast: false }));
    if (result.state !== "failed") throw new Error(result.state);
    expect(result.waitedSeconds).to.be.within(100, 130);
    expect(result.reasons).to.deep.equal([
      `Migration task "move-1" (${taskId(1)}) failed: the service gives no cause.`,
      `Migration task "move-2" (${taskId(2)}) failed: the service gives no cause.`,
    ]);
  });

  it("accepts the states in acceptStatuses", async () => {
    await start(task(1, [0, "failed"]), task(2, [0, "starting"], [9, "finished"]));
    const result = await clock.run(gate({ acceptStatuses: ["finished", "failed"] }));
    expect(result.state).to.equal("released");
    expect(progress.at(-1)?.text).to.match(/^1 of 2 finished or failed, 1 starting · /);
  });

  it("never treats an unknown state as finished, and names it in a timeout, with its time and the number of polls", async () => {
    await start(task(1, [0, "starting"], [60, "archived"]), task(2, [0, "finished"]));
    const result = await clock.run(gate({ timeoutSeconds: 300 }));
    expect(result).to.deep.include({
      state: "timedOut",
      waitedSeconds: 300,
      reasons: [
        'Timed out after 5 min: 1 of 2 finished, 1 in state "archived". Polled 45 times.',
        `Migration task "move-1" (${taskId(1)}) has been in the unknown state "archived" since 2026-11-24T10:01:00Z (4 min).`,
      ],
    });
  });

  it("reports the wall-clock time of the release, and does not count eight hours of sleep as waiting", async () => {
    await start(task(1, [0, "starting"], [8 * 3600, "finished"]));
    const waiting = gate({ timeoutSeconds: 600 });
    await clock.run(clock.sleep(60_000));
    clock.jumpWallClock(8 * 3_600_000);
    const result = await clock.run(waiting);
    if (result.state !== "released") throw new Error(result.state);
    expect(result.releasedAt).to.match(/^2026-11-24T18:01:\d\d\.\d{3}Z$/);
    expect(result.waitedSeconds).to.be.within(60, 90);
  });

  it("waits its full time and reports wall-clock times, however the system time is set", async () => {
    await start(task(1, [0, "starting"]), task(2, [0, "finished"]));
    const waiting = gate({ timeoutSeconds: 300 });
    await clock.run(clock.sleep(30_000));
    clock.jumpWallClock(24 * 3_600_000);
    await clock.run(clock.sleep(30_000));
    clock.jumpWallClock(-23 * 3_600_000);
    const result = await clock.run(waiting);
    expect(result).to.deep.include({ state: "timedOut", waitedSeconds: 300 });
    if (result.state !== "timedOut") throw new Error(result.state);
    expect(result.reasons[1]).to.match(/ has been starting since 2026-11-24T10:00:00Z \(5 min\)\.$/);
  });

  it("polls a last time just before the deadline", async () => {
    await start(task(1, [0, "starting"], [95, "finished"]));
    const result = await clock.run(gate({ timeoutSeconds: 100, pollIntervalSeconds: 1000 }));
    expect(result).to.deep.include({ state: "released", waitedSeconds: 95 });
  });

  it("survives transient errors, and shows each cause without a URL", async () => {
    await start(task(1, [0, "starting"], [40, "finished"]));
    for (const kind of ["throttle429", "throttle404", "http500", "busy503", "htmlGateway", "reset"] as const) {
      service.emulator.addFault({ kind, operation: "listTasks" });
    }
    const result = await clock.run(gate());
    expect(result.state).to.equal("released");
    expect(progress.slice(0, 6).map(({ text }) => text)).to.deep.equal([
      "throttled (HTTP 429 APIGW.0308), retrying in 1 s",
      "throttled (HTTP 404 DMS.10240407), retrying in 4 s",
      "service error (HTTP 500 DMS.00500000), retrying in 10 s",
      "service error (HTTP 503 DMS.111501025), retrying in 10 s",
      "service error (HTTP 502), retrying in 10 s",
      "connection lost (ECONNRESET), retrying in 10 s",
    ]);
  });

  for (const kind of ["missingPage", "emptyPage", "repeatedPage"] as const) {
    it(`is not released by a faulty list (${kind}) that hides the unfinished task`, async () => {
      const finished = Array.from({ length: 119 }, (_, index) => task(index + 1, [0, "finished"]));
      await start(...finished.slice(0, 60), task(120, [0, "starting"]), ...finished.slice(60));
      service.emulator.addFault({ kind, operation: "listTasks", page: 2, count: "always" });
      const waiting = gate({ timeoutSeconds: 600 });
      await clock.run(clock.sleep(60_000));
      expect(progress.every(({ text }) => text.startsWith("incomplete task list, retrying in "))).to.equal(true);
      service.emulator.clearFaults();
      service.emulator.setStatus(instanceId, "move-120", "finished");
      const result = await clock.run(waiting);
      expect(result.state).to.equal("released");
      expect(result.tasks).to.have.lengthOf(120);
    });
  }

  it("names the failed polls in a timeout", async () => {
    await start(task(1, [0, "starting"]));
    const waiting = gate({ timeoutSeconds: 60 });
    await clock.run(clock.sleep(30_000));
    service.emulator.addFault({ kind: "busy503", operation: "listTasks", count: "always" });
    const result = await clock.run(waiting);
    if (result.state !== "timedOut") throw new Error(result.state);
    expect(result.reasons[0]).to.match(/\. Polled 17 times; the last 4 polls failed: .*503.*DMS\.111501025/);
    expect(progress.at(-1)?.text).to.match(
      /^service error \(HTTP 503 DMS\.111501025\), retrying in \d+ s · task starting$/,
    );
  });

  it("says that no poll succeeded", async () => {
    await start(task(1, [0, "finished"]));
    service.emulator.addFault({ kind: "busy503", operation: "listTasks", count: "always" });
    const result = await clock.run(gate({ timeoutSeconds: 60 }));
    if (result.state !== "timedOut") throw new Error(result.state);
    expect(result.reasons[0]).to.match(
      /^Timed out after 1 min: no poll succeeded\. Polled \d+ times; the last \d+ polls failed: GET /,
    );
  });

  it("ends at once with an error that is not transient: the instance does not exist", async () => {
    await start();
    const waiting = gate({ instanceId: "22222222-3333-4444-8555-666666666666" });
    const result = await clock.run(waiting);
    if (result.state !== "error") throw new Error(result.state);
    expect(result.waitedSeconds).to.equal(0);
    expect(result.error).to.deep.include({ code: "SERVICE", httpStatus: 404, errorCode: "DMS.00404022" });
    expect(result.reasons).to.deep.equal([result.error.message]);
  });

  it("ends the moment it is cancelled, with or without a pending request", async () => {
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

  it("fails when a selected task does not exist, and suggests existing ones", async () => {
    await start(task(1, [0, "finished"]), task(2, [0, "starting"]));
    const named = await clock.run(gate({ selection: { by: "names", taskNames: ["move-1", "mvoe-2"] } }));
    expect(named).to.deep.include({
      state: "failed",
      reasons: [
        `No migration task named "mvoe-2" on instance ${instanceId}. Did you mean "move-2"? The instance has 2 tasks. ` +
          'Correct taskNames, or set onNoMatch to "wait" to wait for it to be created.',
      ],
    });
    const typed = await clock.run(gate({ selection: { by: "all", taskType: "rabbitToRocket" } }));
    if (typed.state !== "failed") throw new Error(typed.state);
    expect(typed.reasons[0]).to.match(/^Nothing to wait for: /);
  });

  it("lists the five tasks most like the missing ones if none looks like a typo", async () => {
    await start(...Array.from({ length: 120 }, (_, index) => task(index + 1, [0, "finished"])));
    const named = await clock.run(gate({ selection: { by: "names", taskNames: ["orders", "mov"] } }));
    if (named.state !== "failed") throw new Error(named.state);
    expect(named.reasons).to.deep.equal([
      `No migration task named "orders" or "mov" on instance ${instanceId}. The instance has 120 tasks: ` +
        `${[1, 2, 3, 4, 5].map((number) => `"move-${number}" (finished)`).join(", ")} and 115 more. ` +
        'Correct taskNames, or set onNoMatch to "wait" to wait for them to be created.',
    ]);
    const byId = await clock.run(gate({ selection: { by: "ids", taskIds: [`x${taskId(102)}`] } }));
    if (byId.state !== "failed") throw new Error(byId.state);
    expect(byId.reasons[0]).to.contain(
      `with the ID x${taskId(102)} on instance ${instanceId}. Did you mean ${taskId(102)}? `,
    );
  });

  it("never names other tasks when the gate's names or IDs are secret", async () => {
    await start(task(1, [0, "finished"]), task(2, [0, "starting"]));
    for (const selection of [
      { by: "names" as const, taskNames: ["move-3"] },
      { by: "ids" as const, taskIds: [taskId(3)] },
    ]) {
      const result = await clock.run(gate({ selection, hideOthers: true }));
      const preview = await previewGate(service.client, instanceId, { ...defaultRules, selection, hideOthers: true });
      const texts = result.state === "failed" ? [...result.reasons, preview.text] : [];
      expect(texts).to.have.lengthOf(2);
      for (const text of texts) {
        expect(text).to.contain("The instance has 2 tasks. Correct");
        expect(text).to.not.match(/move-[12]|0000000[12]/);
      }
    }
  });

  it("waits for a task that does not exist yet with onNoMatch: wait", async () => {
    await start();
    const waiting = gate({ selection: { by: "ids", taskIds: [taskId(7)] }, onNoMatch: "wait" });
    await clock.run(clock.sleep(10_000));
    expect(progress.at(-1)?.text).to.match(/^task not created yet · next poll in /);
    service.emulator.addTask(instanceId, task(7, [0, "starting"], [20, "finished"]));
    const result = await clock.run(waiting);
    expect(result.state).to.equal("released");
    expect(result.waitedSeconds).to.be.within(30, 60);
  });

  it("reads the list with onNoMatch: wait where no task is found by its ID", async () => {
    await start();
    const row = { id: taskId(1), name: "move-1", type: "rocketmq", status: "finished" };
    const client = {
      identity: "finds nothing by ID",
      get: async (_path: string, query: Query = {}) =>
        query.id === undefined ? { total: 1, task: [row] } : { task: [] },
    };
    const selection = { by: "ids" as const, taskIds: [taskId(1)] };
    const result = await clock.run(gate({ client, selection, onNoMatch: "wait" }));
    expect(result).to.deep.include({ state: "released", polls: 2 });
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
        `Migration task "move-1" (${taskId(1)}) vanished before it was finished: it was starting when last seen, and is missing ` +
          "from the last two complete lists. It is unknown whether its migration ended.",
      ],
    });
    expect(progress.at(-1)?.text).to.match(/^1 of 2 finished, 1 vanished · /);
  });

  it("still counts a task that was seen finished and then deleted", async () => {
    await start(task(1, [0, "finished"]), task(2, [0, "starting"], [60, "finished"]));
    const waiting = gate();
    await clock.run(clock.sleep(20_000));
    service.emulator.removeTask(instanceId, taskId(1));
    const result = await clock.run(waiting);
    expect(result.state).to.equal("released");
    expect(result.tasks.map(({ id }) => id)).to.deep.equal([taskId(2), taskId(1)]);
  });

  it("polls at the shortest interval of all gates, until that gate has ended", async () => {
    await start(task(1, [0, "starting"], [300, "finished"]), task(2, [0, "starting"], [3000, "finished"]));
    const patient = gate({ pollIntervalSeconds: 120 });
    const impatient = gate({ pollIntervalSeconds: 5, selection: { by: "ids", taskIds: [taskId(1)] } });
    await clock.run(impatient);
    const asked = service.emulator.requests.length;
    expect(asked).to.be.within(60, 72);
    await clock.run(patient);
    expect(service.emulator.requests.length - asked).to.be.within(22, 36);
  });

  describe("on an instance with a thousand old tasks", () => {
    const old = Array.from({ length: 1000 }, (_, index) => task(index + 100, [0, "finished"]));
    const requests = (operation: string) =>
      service.emulator.requests.filter((request) => request.operation === operation);

    it("requests a task that is selected by its ID, and never lists the others", async () => {
      await start(...old, task(1, [0, "starting"], [20, "finished"]));
      const result = await clock.run(gate({ selection: { by: "ids", taskIds: [taskId(1)] } }));
      expect(result).to.deep.include({ state: "released" });
      expect(result.waitedSeconds).to.be.within(20, 24);
      expect(requests("listTasks")).to.have.lengthOf(0);
      expect(requests("getTask").length).to.be.within(9, 13);
    });

    for (const selection of [{ by: "names", taskNames: ["move-1"] }, { by: "all" }] as const) {
      it(`lists them at first and before the release if it selects by ${selection.by}`, async () => {
        await start(...old, task(1, [0, "starting"], [20, "finished"]));
        const result = await clock.run(gate({ selection }));
        expect(result.state).to.equal("released");
        expect(result.waitedSeconds).to.be.within(20, 24);
        const operations = service.emulator.requests.map(({ operation }) => operation).join(" ");
        expect(operations).to.match(/^(listTasks )+(getTask )+listTasks( listTasks)*$/);
        expect(requests("getTask").length).to.be.within(8, 12);
      });
    }

    it("is not released if the list shows an unfinished task that was created since", async () => {
      await start(...old, task(1, [0, "starting"], [20, "finished"]));
      const waiting = gate();
      await clock.run(clock.sleep(5000));
      service.emulator.addTask(instanceId, task(2, [0, "starting"], [30, "finished"]));
      const result = await clock.run(waiting);
      expect(result.state).to.equal("released");
      expect(result.waitedSeconds).to.be.within(35, 40);
      expect(result.tasks).to.have.lengthOf(1002);
    });

    it("lists them again every minute, so that a task that failed meanwhile ends the wait", async () => {
      await start(...old, task(1, [0, "starting"]));
      const waiting = gate();
      await clock.run(clock.sleep(5000));
      service.emulator.addTask(instanceId, task(2, [0, "failed"]));
      const result = await clock.run(waiting);
      expect(result.state).to.equal("failed");
      expect(result.waitedSeconds).to.be.within(60, 75);
    });

    it("lists them before it fails because an ID matches no task, and suggests similar ones", async () => {
      await start(...old);
      const result = await clock.run(gate({ selection: { by: "names", taskNames: ["move-1o0"] } }));
      if (result.state !== "failed") throw new Error(result.state);
      expect(result.reasons[0]).to.contain('Did you mean "move-100"');

      const byId = await clock.run(gate({ selection: { by: "ids", taskIds: ["no-such-task"] } }));
      expect(byId.state).to.equal("failed");
    });

    it("reads the list where it waits for many IDs", async () => {
      const many = Array.from({ length: 500 }, (_, index) => task(index + 2000, [0, "starting"], [20, "finished"]));
      await start(...old, ...many);
      const taskIds = many.map((_, index) => taskId(index + 2000));
      const result = await clock.run(gate({ selection: { by: "ids", taskIds } }));
      expect(result.state).to.equal("released");
      expect(requests("getTask")).to.have.lengthOf(0);
    });
  });
});
