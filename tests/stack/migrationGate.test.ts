import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import {
  defaultRegion,
  emptyInstanceId,
  finishedInstanceId,
  type RequestLogEntry,
  type Task,
} from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

const instanceId = emptyInstanceId;
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
  const polls = () => bench.emulator.requests.filter(({ operation }) => operation === "listTasks").length;
  /** Does something at the nth poll of the instance from now. */
  const atPoll = (nth: number, act: () => void) => {
    const last = polls() + nth;
    onRequest = () => {
      if (polls() !== last) return;
      onRequest = () => {};
      act();
    };
  };

  it("waits for tasks by id, by name, of a type or for all, and gates on one instance share their polls", async () => {
    setTasks(
      { id: id(1), name: "one", type: "rocketmq", status: "starting" },
      { id: id(2), name: "two", type: "rabbitToRocket", status: "creating" },
      { id: id(3), name: "done", type: "rocketmq", status: "finished" },
    );
    const { up, destroy, preview } = await bench.stack(async () => {
      const common = { instanceId, pollIntervalSeconds: 0.3 };
      const byId = new rocketmq.MigrationGate("by-id", { ...common, taskIds: [id(1), id(3)] });
      const byName = new rocketmq.MigrationGate("by-name", { ...common, taskNames: ["two"] });
      const byType = new rocketmq.MigrationGate("by-type", { ...common, taskType: "rocketmq" });
      const all = new rocketmq.MigrationGate("all", common);
      const names = (gate: rocketmq.MigrationGate) => gate.tasks.apply((tasks) => tasks.map(({ name }) => name));
      return {
        names: pulumi.all([byId, byName, byType, all].map(names)),
        statuses: all.tasks.apply((tasks) => tasks.map(({ status }) => status)),
        summary: all.summary,
        polls: all.polls,
      };
    });
    const previewed = await preview();
    for (const outlook of [
      'Would wait (1 of 3 finished, 1 creating, 1 starting) for "one", "two".',
      'Would wait (1 of 2 finished, 1 starting) for "one".',
      'Would wait (task creating) for "two".',
    ]) {
      expect(previewed.terminal).to.contain(outlook);
    }

    bench.emulator.clearRequests();
    atPoll(3, () => {
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
    expect(polls()).to.be.at.most(outputs.polls?.value + 3);

    bench.emulator.clearRequests();
    expect((await up()).changes).to.deep.equal({ same: 5 });
    expect((await destroy()).succeeded).to.equal(true);
    expect(bench.emulator.requests).to.have.length(0);
  });

  it("that fails, times out or finds nothing says why, is not in state, and every up waits again, as long as a create", async () => {
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
    const { up, state } = await bench.stack(async () => {
      const gate = (name: string, args: object, seconds = 2) =>
        new rocketmq.MigrationGate(
          name,
          { instanceId, pollIntervalSeconds: 0.3, ...args },
          { customTimeouts: { create: `${seconds}s`, update: "1h" } },
        );
      const fast = gate("fast", {}, 3600);
      gate("patient", { failFast: false });
      // Nearer to "slow" than to "broken", but no slip of the pen.
      gate("absent", { taskNames: ["yellow"] }, 3600);
      gate("late", { taskNames: ["slow", "later"], onNoMatch: "wait" });
      new rocketmq.MigrationTask(
        "dependent",
        { instanceId: finishedInstanceId, topics: [{ name: "never" }] },
        { dependsOn: [fast] },
      );
    });
    const cause = `Migration task "broken" (${id(1)}) failed: topic orders: the topic quota is used up.`;
    const slow = `Migration task "slow" \\(${id(2)}\\) has been starting since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ \\(\\d s\\)\\.`;
    const timedOut = (states: string) => `Timed out after 2 s: 0 of 2 finished, ${states}\\. Polled \\d+ times\\.`;
    for (const attempt of ["first", "second"]) {
      // Otherwise the engine starts no other gate once "fast" has failed, however early that is.
      const failed = await up({ continueOnError: true });
      expect(failed.succeeded, attempt).to.equal(false);
      expect(failed.terminal).to.contain(cause);
      expect(failed.terminal).to.contain(
        `No migration task named "yellow" on instance ${instanceId}. The instance has 2 tasks: "slow" (starting), "broken" (failed).`,
      );
      expect(failed.terminal).to.match(new RegExp(`${timedOut("1 failed, 1 starting")}\\n.*"broken".*\\n.*${slow}`));
      expect(failed.terminal).to.match(new RegExp(`${timedOut("1 starting, 1 not created yet")}\\n.*${slow}`));
      expect(failed.terminal).to.contain('Migration task "later" never appeared.');
      expect(await state()).to.not.contain("MigrationGate");
    }

    const targeted = await up({ target: ["**::dependent"] });
    expect(targeted.succeeded).to.equal(false);
    expect(targeted.terminal).to.match(/depends on .*MigrationGate::fast.* not specified in --target list/);
    expect(bench.emulator.existing(finishedInstanceId)).to.not.include("topic never");

    // Somebody mends it; "later" appears while the gates wait.
    bench.emulator.setStatus(instanceId, "broken", "finished", []);
    bench.emulator.addTask(instanceId, { id: id(4), name: "yellow", type: "rocketmq", status: "finished" });
    atPoll(1, () => {
      bench.emulator.setStatus(instanceId, "slow", "finished");
      bench.emulator.addTask(instanceId, { id: id(3), name: "later", type: "rocketmq", status: "finished" });
    });
    const released = await up();
    expect(released.succeeded, released.terminal).to.equal(true);
    expect(released.changes).to.deep.equal({ create: 5, same: 1 });
    expect(bench.emulator.existing(finishedInstanceId)).to.include("topic never");
  });

  it("is replaced when what it waits for changes, tears nothing down, and stays released if the new wait fails", async () => {
    setTasks({ id: id(1), name: "one", type: "rocketmq", status: "finished" });
    let args: Partial<rocketmq.MigrationGateArgs> = { triggers: ["deployment-1"] };
    const { up, preview } = await bench.stack(async () => {
      const gate = new rocketmq.MigrationGate("gate", { instanceId, pollIntervalSeconds: 0.3, ...args });
      new pulumi.Stash("after", { input: 1 }, { dependsOn: [gate] });
      new pulumi.Stash("reader", { input: gate.releasedAt });
      return { releasedAt: gate.releasedAt, pollIntervalSeconds: gate.pollIntervalSeconds };
    });
    const first = await up();
    expect(first.succeeded, first.terminal).to.equal(true);

    bench.emulator.setStatus(instanceId, "one", "failed");
    bench.emulator.clearRequests();
    args = { triggers: ["deployment-1"], pollIntervalSeconds: 5, failFast: false, onNoMatch: "wait" };
    const quiet = await preview();
    expect(quiet.changes, quiet.terminal).to.deep.equal({ same: 3, update: 1 });
    const inPlace = await up();
    expect(inPlace.changes, inPlace.terminal).to.deep.equal({ same: 3, update: 1 });
    expect(inPlace.outputs.releasedAt?.value).to.equal(first.outputs.releasedAt?.value);
    expect(inPlace.outputs.pollIntervalSeconds?.value).to.equal(5);
    expect(bench.emulator.requests).to.have.length(0);

    args = { triggers: ["deployment-2"] };
    const previewed = await preview();
    expect(previewed.changes, previewed.terminal).to.deep.include({ replace: 1 });
    expect(previewed.terminal).to.contain(`Would fail: Migration task "one" (${id(1)}) failed.`);
    const failed = await up();
    expect(failed.succeeded).to.equal(false);
    expect(failed.terminal).to.contain(`Migration task "one" (${id(1)}) failed: the service gives no cause.`);
    expect(failed.changes.delete, "nothing is torn down").to.equal(undefined);
    const past = await up({ target: ["**::after"] });
    expect(past.succeeded, past.terminal).to.equal(true);

    bench.emulator.setStatus(instanceId, "one", "finished");
    const again = await up();
    expect(again.changes, again.terminal).to.deep.equal({ replace: 1, update: 1, same: 2 });
    expect(again.outputs.releasedAt?.value).to.not.equal(first.outputs.releasedAt?.value);
  });

  it("with recheck: always keeps its release, says when it last checked, and waits as long as a create if it must", async () => {
    setTasks({ id: id(1), name: "one", type: "rocketmq", status: "finished" });
    const { up, preview } = await bench.stack(async () => {
      const gate = new rocketmq.MigrationGate(
        "gate",
        { instanceId, pollIntervalSeconds: 0.3, recheck: "always", acceptStatuses: ["finished"] },
        { customTimeouts: { create: "2s" } },
      );
      new pulumi.Stash("reader", { input: [gate.releasedAt, gate.tasks, gate.polls] });
      const { releasedAt, checkedAt, tasks, timeoutSeconds } = gate;
      return { releasedAt, checkedAt, tasks, timeoutSeconds };
    });
    const first = await up();
    expect(first.succeeded, first.terminal).to.equal(true);
    expect(first.outputs.timeoutSeconds?.value).to.equal(2);
    expect(first.outputs.checkedAt?.value).to.equal(first.outputs.releasedAt?.value);

    bench.emulator.addTask(instanceId, { id: id(2), name: "two", type: "rocketmq", status: "finished" });
    const previewed = await preview();
    expect(previewed.terminal).to.contain("Would be released at once: 2 of 2 finished.");
    expect(previewed.changes, previewed.terminal).to.deep.equal({ same: 2, update: 1 });
    const still = await up();
    expect(still.changes, still.terminal).to.deep.equal({ same: 2, update: 1 });
    expect(still.terminal).to.contain("Still released: 2 of 2 tasks finished.");
    expect(still.outputs.releasedAt?.value).to.equal(first.outputs.releasedAt?.value);
    expect(still.outputs.tasks?.value).to.deep.equal(first.outputs.tasks?.value);
    expect(still.outputs.checkedAt?.value > first.outputs.checkedAt?.value).to.equal(true);

    bench.emulator.setStatus(instanceId, "two", "starting");
    const outlook = await preview();
    expect(outlook.terminal).to.contain('Would wait (1 of 2 finished, 1 starting) for "two".');
    expect(outlook.changes).to.deep.equal({ same: 1, update: 2 });
    const timedOut = await up();
    expect(timedOut.succeeded).to.equal(false);
    expect(timedOut.terminal).to.contain("Timed out after 2 s");
    atPoll(2, () => bench.emulator.setStatus(instanceId, "two", "finished"));
    const again = await up();
    expect(again.changes, again.terminal).to.deep.equal({ same: 1, update: 2 });
    expect(again.outputs.releasedAt?.value > still.outputs.checkedAt?.value).to.equal(true);
    expect(again.outputs.timeoutSeconds?.value).to.equal(2);
    expect(again.outputs.tasks?.value).to.have.length(2);
  });

  it("knows in a preview the tasks that the same update creates, and tells no other task's name for a secret one", async () => {
    const creations = [{ timeline: [{ afterSeconds: 0, status: "finished" }] }];
    bench.emulator.scenario({ instances: [{ id: instanceId, name: "target", tasks: [], creations }] });
    const [other] = bench.emulator.tasks(finishedInstanceId);
    let secretName: string | undefined = `${other?.name}s`;
    const { up, preview } = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("move", { instanceId, name: "orders", topics: [{ name: "orders" }] });
      const after = { dependsOn: [move] };
      new rocketmq.MigrationGate("all", { instanceId, pollIntervalSeconds: 0.3 }, after);
      new rocketmq.MigrationGate("named", { instanceId, taskNames: ["orders"], pollIntervalSeconds: 0.3 }, after);
      if (secretName === undefined) return;
      const hidden = { instanceId: finishedInstanceId, taskNames: [pulumi.secret(secretName)] };
      new rocketmq.MigrationGate("hidden", hidden);
    });
    const { terminal } = await preview();
    expect(terminal).to.contain("Would wait: no tasks yet. This update creates tasks on the instance.");
    expect(terminal).to.contain('Would wait (task not created yet) for "orders". This update may create "orders".');
    expect(terminal).to.match(
      /Would fail: No migration task named .* on instance .*\. The instance has \d+ tasks?\. Correct/,
    );
    expect(terminal).to.not.contain(other?.name);

    secretName = undefined;
    const { succeeded, terminal: created } = await up();
    expect(succeeded, created).to.equal(true);
  });

  it("ends immediately when waiting is pointless, and rereads keys that were replaced while it waited", async () => {
    const folder = await mkdtemp(join(tmpdir(), "keys-"));
    const sharedConfigFile = join(folder, "config.json");
    const writeKeys = (secretAccessKey: string) => {
      const profile = {
        name: "default",
        mode: "AKSK",
        accessKeyId: "ROTATING",
        secretAccessKey,
        region: defaultRegion,
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
          new rocketmq.MigrationGate("gate", { instanceId, pollIntervalSeconds: 0.3, ...args });
        },
        {
          config: { "huaweicloud-rocketmq:sharedConfigFile": sharedConfigFile },
          environment: { HUAWEICLOUD_SDK_AK: undefined, HUAWEICLOUD_SDK_SK: undefined },
        },
      );
      atPoll(2, () => {
        accept("the second secret");
        void writeKeys("the second secret").then(() => bench.emulator.setStatus(instanceId, "one", "finished"));
      });
      const rotated = await up();
      expect(rotated.succeeded, rotated.terminal).to.equal(true);

      // Nobody writes the third one down.
      args = { triggers: [2] };
      bench.emulator.setStatus(instanceId, "one", "starting");
      atPoll(2, () => accept("the third secret"));
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
