import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import {
  DEFAULT_REGION,
  EMPTY_INSTANCE_ID,
  FINISHED_INSTANCE_ID,
  type RequestLogEntry,
  type Task,
} from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

const instanceId = EMPTY_INSTANCE_ID;
const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;

describe("A MigrationGate", function () {
  this.timeout(180_000);
  let bench: Bench;
  let onRequest: (request: RequestLogEntry) => void;
  beforeEach(async () => {
    onRequest = () => {};
    bench = await openBench({ onRequest: (request) => onRequest(request) });
  });
  afterEach(() => bench.close());

  const setTasks = (...tasks: Task[]) =>
    bench.emulator.scenario({ instances: [{ id: instanceId, name: "target", tasks }] });
  const looks = () => bench.emulator.requests.filter(({ operation }) => operation === "listTasks").length;
  /** Does something when the instance is looked at for the nth time from now. */
  const atLook = (nth: number, act: () => void) => {
    const last = looks() + nth;
    onRequest = () => {
      if (looks() !== last) return;
      onRequest = () => {};
      act();
    };
  };

  it("waits for tasks by id, by name, of a type or for all, and gates on one instance share their looks", async () => {
    setTasks(
      { id: id(1), name: "one", type: "rocketmq", status: "starting" },
      { id: id(2), name: "two", type: "rabbitToRocket", status: "creating" },
      { id: id(3), name: "done", type: "rocketmq", status: "finished" },
    );
    const { up, destroy, preview } = await bench.stack(async () => {
      const common = { instanceId, pollInterval: 0.3 };
      const byId = new rocketmq.MigrationGate("by-id", { ...common, taskIds: [id(1), id(3)] });
      const byName = new rocketmq.MigrationGate("by-name", { ...common, taskNames: ["two"] });
      const byType = new rocketmq.MigrationGate("by-type", { ...common, taskType: "rocketmq" });
      const all = new rocketmq.MigrationGate("all", common);
      const names = (gate: rocketmq.MigrationGate) => gate.tasks.apply((tasks) => tasks.map(({ name }) => name));
      return {
        names: pulumi.all([byId, byName, byType, all].map(names)),
        statuses: all.tasks.apply((tasks) => tasks.map(({ status }) => status)),
        summary: all.summary,
        looks: all.looks,
      };
    });
    const previewed = await preview();
    for (const outlook of [
      'Would wait (1/3 finished, 1 creating, 1 starting) for "one", "two".',
      'Would wait (1/2 finished, 1 starting) for "one".',
      'Would wait (task creating) for "two".',
    ]) {
      expect(previewed.terminal).to.contain(outlook);
    }

    bench.emulator.clearRequests();
    atLook(3, () => {
      bench.emulator.setStatus(instanceId, "one", "finished");
      bench.emulator.setStatus(instanceId, "two", "finished");
    });
    const { succeeded, terminal, outputs } = await up();
    expect(succeeded, terminal).to.equal(true);
    expect(outputs.names?.value).to.deep.equal([["one", "done"], ["two"], ["one", "done"], ["one", "two", "done"]]);
    expect(outputs.statuses?.value).to.deep.equal(["finished", "finished", "finished"]);
    expect(outputs.summary?.value).to.deep.equal({ creating: 0, starting: 0, failed: 0, finished: 3, unknown: 0 });
    expect(terminal).to.match(/Released after \d+ s: 3 of 3 tasks finished\./);
    // Four gates that began at about the same time looked no more often than one that looked at every of their turns.
    expect(looks()).to.be.at.most(outputs.looks?.value + 3);

    bench.emulator.clearRequests();
    expect((await up()).changes).to.deep.equal({ same: 5 });
    expect((await destroy()).succeeded).to.equal(true);
    expect(bench.emulator.requests).to.have.length(0);
  });

  it("that fails, times out or finds nothing says why, stays in state, and the next up waits again, also after a refresh", async () => {
    setTasks(
      {
        id: id(1),
        name: "broken",
        type: "rocketmq",
        status: "failed",
        metadata: { topic_config_table: { orders: {} } },
        failures: [{ kind: "topic", name: "orders", reason: "the topic quota is used up" }],
      },
      { id: id(2), name: "slow", type: "rocketmq", status: "starting" },
    );
    const { up, refresh, state } = await bench.stack(async () => {
      const gate = (name: string, args: object, seconds = 2) =>
        new rocketmq.MigrationGate(
          name,
          { instanceId, pollInterval: 0.3, ...args },
          { customTimeouts: { create: `${seconds}s`, update: `${seconds}s` } },
        );
      const fast = gate("fast", {}, 3600);
      gate("patient", { failFast: false });
      gate("nobody", { taskNames: ["nobody"] }, 3600);
      gate("late", { taskNames: ["slow", "later"], onNoMatch: "wait" });
      new rocketmq.MigrationTask(
        "dependent",
        { instanceId: FINISHED_INSTANCE_ID, topics: [{ name: "never" }] },
        { dependsOn: [fast] },
      );
    });
    const cause = `Migration task "broken" (${id(1)}) failed: topic orders: the topic quota is used up.`;
    const failed = await up();
    expect(failed.succeeded).to.equal(false);
    expect(failed.terminal).to.contain(cause);
    expect(failed.terminal).to.contain(
      `Instance ${instanceId} has no migration task with the name nobody. It has 2 tasks: "broken" (${id(1)}) failed, "slow" (${id(2)}) starting. ` +
        'Correct taskNames, or set onNoMatch to "wait" to wait until it is there.',
    );
    const slow = `Migration task "slow" \\(${id(2)}\\): starting since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ \\(\\d s\\)\\.`;
    const timedOut = (states: string) =>
      `Timed out after 2 s: 2 of 2 selected tasks are not finished \\(0/2 finished, ${states}\\)\\. Looked \\d+ times\\.`;
    expect(failed.terminal).to.match(new RegExp(`${timedOut("1 starting, 1 failed")}\\n.*"broken".*\\n.*${slow}`));
    expect(failed.terminal).to.match(new RegExp(`${timedOut("1 starting, 1 not there yet")}\\n.*${slow}`));
    expect(failed.terminal).to.contain("Migration task later: never there.");
    expect((await state()).match(/"initErrors"/g)).to.have.length(4);

    await refresh();
    expect(await state()).to.not.contain("initErrors");
    const again = await up();
    expect(again.succeeded).to.equal(false);
    expect(again.terminal).to.contain(cause);
    expect(bench.emulator.existing(FINISHED_INSTANCE_ID)).to.not.include("topic never");

    // Somebody mends it; "later" appears while the gates wait.
    bench.emulator.setStatus(instanceId, "broken", "finished", []);
    bench.emulator.addTask(instanceId, { id: id(4), name: "nobody", type: "rocketmq", status: "finished" });
    atLook(1, () => {
      bench.emulator.setStatus(instanceId, "slow", "finished");
      bench.emulator.addTask(instanceId, { id: id(3), name: "later", type: "rocketmq", status: "finished" });
    });
    const released = await up();
    expect(released.succeeded, released.terminal).to.equal(true);
    expect(bench.emulator.existing(FINISHED_INSTANCE_ID)).to.include("topic never");
  });

  it("looks again when a trigger changes, at every up if it is told to, and a preview says what it sees", async () => {
    setTasks({ id: id(1), name: "one", type: "rocketmq", status: "finished" });
    let triggers: unknown[] = ["deployment-1"];
    const { up, preview } = await bench.stack(async () => {
      const common = { instanceId, pollInterval: 0.3 };
      const once = new rocketmq.MigrationGate("once", { ...common, triggers });
      const always = new rocketmq.MigrationGate("always", { ...common, recheck: "always" });
      const accepting = new rocketmq.MigrationGate("accepting", { ...common, acceptStatuses: ["finished", "failed"] });
      return { once: once.releasedAt, always: always.releasedAt, accepting: accepting.summary };
    });
    const first = await up();
    expect(first.succeeded, first.terminal).to.equal(true);

    bench.emulator.setStatus(instanceId, "one", "failed");
    const previewed = await preview();
    expect(previewed.changes).to.deep.equal({ same: 3, update: 1 });
    expect(previewed.terminal).to.contain(`Would fail: Migration task "one" (${id(1)}) failed.`);
    const failed = await up();
    expect(failed.succeeded).to.equal(false);
    expect(failed.terminal).to.contain(`Migration task "one" (${id(1)}) failed: the service names no cause.`);

    bench.emulator.setStatus(instanceId, "one", "finished");
    triggers = ["deployment-2"];
    const again = await up();
    expect(again.changes, again.terminal).to.deep.equal({ update: 2, same: 2 });
    expect(again.outputs.once?.value).to.not.equal(first.outputs.once?.value);
    const once = await up();
    expect(once.changes).to.deep.equal({ update: 1, same: 3 });
    expect(once.outputs.once?.value).to.equal(again.outputs.once?.value);
    expect(once.outputs.always?.value).to.not.equal(again.outputs.always?.value);
  });

  it("ends at once when waiting is of no use, and reads keys anew that were replaced while it waited", async () => {
    const folder = await mkdtemp(join(tmpdir(), "keys-"));
    const sharedConfigFile = join(folder, "config.json");
    const writeKeys = (secretAccessKey: string) => {
      const profile = {
        name: "default",
        mode: "AKSK",
        accessKeyId: "ROTATING",
        secretAccessKey,
        region: DEFAULT_REGION,
      };
      return writeFile(sharedConfigFile, JSON.stringify({ current: "default", profiles: [profile] }));
    };
    const accept = (secretKey: string) =>
      bench.emulator.scenario({ accessKeys: [{ accessKey: "ROTATING", secretKey }] });
    try {
      setTasks({ id: id(1), name: "one", type: "rocketmq", status: "starting" });
      accept("the first secret");
      await writeKeys("the first secret");
      let args: Partial<rocketmq.MigrationGateArgs> = {};
      const { up } = await bench.stack(
        async () => {
          new rocketmq.MigrationGate("gate", { instanceId, pollInterval: 0.3, ...args });
        },
        {
          config: { "huaweicloud-rocketmq:sharedConfigFile": sharedConfigFile },
          environment: { HUAWEICLOUD_SDK_AK: undefined, HUAWEICLOUD_SDK_SK: undefined },
        },
      );
      atLook(2, () => {
        accept("the second secret");
        void writeKeys("the second secret").then(() => bench.emulator.setStatus(instanceId, "one", "finished"));
      });
      const rotated = await up();
      expect(rotated.succeeded, rotated.terminal).to.equal(true);

      // Nobody writes the third one down.
      args = { triggers: [2] };
      bench.emulator.setStatus(instanceId, "one", "starting");
      atLook(2, () => accept("the third secret"));
      const refused = await up();
      expect(refused.succeeded).to.equal(false);
      expect(refused.terminal).to.contain("HTTP 401: APIGW.0301");

      accept("the second secret");
      args = { instanceId: "99999999-9999-4999-8999-999999999999", triggers: [3] };
      const gone = await up();
      expect(gone.succeeded).to.equal(false);
      expect(gone.terminal).to.contain("HTTP 404: DMS.00404022");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
