import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import * as plugin from "pulumi-huaweicloud-rocketmq";
import * as dynamic from "pulumi-huaweicloud-rocketmq/dynamic";
import {
  defaultAccessKey,
  defaultSecretKey,
  type RequestLogEntry,
  type Scenario,
  type Task,
} from "../../emulator/src/index.ts";
import { type Bench, openBench } from "../stack/bench.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const config = {
  "huaweicloud-rocketmq:accessKey": { secret: defaultAccessKey },
  "huaweicloud-rocketmq:secretKey": { secret: defaultSecretKey },
};
const gateType = "pulumi-nodejs:dynamic/huaweicloud-rocketmq:MigrationGate";

const moving: Task = { name: "orders", type: "rocketmq", status: "starting" };
const failing: Task = {
  ...moving,
  status: "failed",
  failures: [{ kind: "topic", name: "orders-eu", reason: "the topic quota is used up" }],
};

describe("The dynamic front's gate", function () {
  this.timeout(120_000);
  let bench: Bench;
  let onRequest: (request: RequestLogEntry) => void = () => {};

  async function open(...tasks: Task[]) {
    const scenario: Scenario = {
      accessKeys: [{ accessKey: defaultAccessKey, secretKey: defaultSecretKey }],
      projects: [{ id: "0123456789abcdef0123456789abcdef", name: "cn-north-4" }],
      instances: [{ id: instanceId, name: "shop", tasks }],
    };
    bench = await openBench({ scenario, onRequest: (request) => onRequest(request) });
  }
  afterEach(() => bench.close());

  /** Finishes the task after this many polls. */
  function finishAfterPolls(count: number, taskName: string) {
    let polls = 0;
    onRequest = ({ operation }) => {
      if (operation !== "listTasks") return;
      polls += 1;
      if (polls === count) bench.emulator.setStatus(instanceId, taskName, "finished");
    };
  }

  const events = (all: readonly EngineEvent[], kind: "resourcePreEvent" | "resOutputsEvent", name: string) =>
    all.filter((event) => event[kind]?.metadata.urn.endsWith(`::${name}`)).map(({ sequence }) => sequence);

  it("is released once the task has finished, not before, and does not change afterwards", async () => {
    await open(moving);
    const stack = await bench.stack(
      async () => {
        const gate = new dynamic.MigrationGate("gate", { instanceId, taskNames: ["orders"], pollIntervalSeconds: 0.2 });
        expect(dynamic.MigrationGate.isInstance(gate)).to.equal(true);
        new pulumi.Stash("dependent", { input: "orders has moved" }, { dependsOn: [gate] });
        return { gate, read: dynamic.getMigrationTasksOutput({ instanceId }, { dependsOn: [gate] }).allFinished };
      },
      { config },
    );

    const preview = await stack.preview();
    expect(preview.succeeded, preview.terminal).to.equal(true);
    expect(preview.terminal).to.contain('Would wait (task starting) for "orders"');

    finishAfterPolls(2, "orders");
    const first = await stack.up();
    expect(first.succeeded, first.terminal).to.equal(true);
    const [opened] = events(first.events, "resOutputsEvent", "gate");
    const [created] = events(first.events, "resourcePreEvent", "dependent");
    expect(created).to.be.above(opened ?? Number.POSITIVE_INFINITY);
    expect(first.terminal).to.match(/MigrationGate gate creating \(\d+s\) task starting/);
    expect(first.terminal).to.match(/gate created \(.*Released after \d+ s/);

    const gate = first.outputs.gate?.value;
    expect(gate).to.deep.include({ instanceId, taskNames: ["orders"], onNoMatch: "fail", failFast: true });
    expect(gate).to.deep.include({ pollIntervalSeconds: 0.2, recheck: "onChange" });
    expect(gate.tasks.map(({ name, status }: Task) => [name, status])).to.deep.equal([["orders", "finished"]]);
    expect(gate.summary).to.deep.equal({ creating: 0, starting: 0, failed: 0, finished: 1, unknown: 0 });
    expect(gate.releasedAt).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(gate.polls).to.be.above(1);
    expect(gate.checkedAt).to.equal(gate.releasedAt);
    expect(gate.timeoutSeconds).to.equal(3600);
    expect(gate.urn).to.contain(`::${gateType}::gate`);
    expect(first.outputs.read?.value).to.equal(true);

    bench.emulator.clearRequests();
    const quiet = await stack.preview();
    expect(quiet.changes).to.deep.equal({ same: 3 });
    expect(quiet.terminal).not.to.contain("Would");
    expect((await stack.up()).changes).to.deep.equal({ same: 3 });
    expect((await stack.refresh()).changes).to.deep.equal({ same: 3 });
    expect((await stack.up()).changes).to.deep.equal({ same: 3 });

    const state = await stack.state();
    expect(state).not.to.contain(defaultAccessKey).and.not.to.contain(defaultSecretKey);
    const destroyed = await stack.destroy();
    expect(destroyed.succeeded, destroyed.terminal).to.equal(true);
  });

  it("is not in state if the task fails, says why, holds back --target, and waits again on the next update", async () => {
    await open(failing);
    const stack = await bench.stack(
      async () => {
        const gate = new dynamic.MigrationGate("gate", { instanceId, pollIntervalSeconds: 0.2 });
        new pulumi.Stash("dependent", { input: 1 }, { dependsOn: [gate] });
        return { releasedAt: gate.releasedAt };
      },
      { config },
    );
    for (const attempt of ["first", "second"]) {
      const { succeeded, terminal, events: all } = await stack.up();
      expect(succeeded, attempt).to.equal(false);
      expect(terminal).to.contain("orders-eu: the topic quota is used up");
      expect(events(all, "resourcePreEvent", "dependent")).to.deep.equal([]);
      expect(await stack.state()).not.to.contain(gateType);
    }
    const targeted = await stack.up({ target: ["**::dependent"] });
    expect(targeted.succeeded).to.equal(false);
    expect(targeted.terminal).to.match(/depends on .*MigrationGate::gate.*not specified in --target list/);

    bench.emulator.setStatus(instanceId, "orders", "starting");
    finishAfterPolls(2, "orders");
    const { succeeded, terminal, changes } = await stack.up();
    expect(succeeded, terminal).to.equal(true);
    expect(changes).to.deep.equal({ create: 2, same: 1 });
    expect((await stack.up()).changes).to.deep.equal({ same: 3 });
    expect((await stack.destroy()).succeeded).to.equal(true);
  });

  it("times out after customTimeouts.create, on every attempt", async () => {
    await open(moving);
    const program = async () => {
      const options = { customTimeouts: { create: "3s" } };
      new dynamic.MigrationGate("gate", { instanceId, pollIntervalSeconds: 0.2, recheck: "always" }, options);
    };
    const stack = await bench.stack(program, { config });
    const timedOut = async () => {
      const { succeeded, terminal } = await stack.up();
      expect(succeeded).to.equal(false);
      expect(terminal)
        .to.match(/after 3 s/)
        .and.to.match(/"orders".*starting/);
    };
    await timedOut();
    await timedOut();
    bench.emulator.setStatus(instanceId, "orders", "finished");
    expect((await stack.up()).changes).to.deep.equal({ create: 1, same: 1 });
    bench.emulator.setStatus(instanceId, "orders", "starting");
    await timedOut();
  });

  it("is replaced when what it waits for changes, and with recheck: always checks again on every update, keeping its release", async () => {
    await open({ ...moving, status: "finished" });
    let args: object = { triggers: ["one"] };
    const stack = await bench.stack(
      async () => {
        const gate = new dynamic.MigrationGate("gate", { instanceId, ...args });
        new pulumi.Stash("dependent", { input: 1 }, { dependsOn: [gate] });
        return { releasedAt: gate.releasedAt, checkedAt: gate.checkedAt };
      },
      { config },
    );
    const first = await stack.up();
    expect(first.changes).to.deep.equal({ create: 3 });
    args = { triggers: ["two"] };
    const preview = await stack.preview();
    expect(preview.changes).to.deep.equal({ same: 2, replace: 1 });
    expect(preview.terminal).to.contain("Would");
    const replaced = await stack.up();
    expect(replaced.changes).to.deep.equal({ same: 2, replace: 1 });
    expect(replaced.outputs.releasedAt?.value > first.outputs.releasedAt?.value).to.equal(true);

    bench.emulator.clearRequests();
    args = { triggers: ["two"], pollIntervalSeconds: 5 };
    const quiet = await stack.preview();
    expect(quiet.changes).to.deep.equal({ same: 2, update: 1 });
    expect(quiet.terminal).not.to.contain("Would");
    const inPlace = await stack.up();
    expect(inPlace.changes).to.deep.equal({ same: 2, update: 1 });
    expect(inPlace.outputs.releasedAt?.value).to.equal(replaced.outputs.releasedAt?.value);
    expect(bench.emulator.requests).to.have.length(0);

    args = { triggers: ["two"], recheck: "always" };
    const outlook = await stack.preview();
    expect(outlook.terminal).to.contain("Would be released at once");
    for (const _ of ["first up", "second up"]) {
      const before = bench.emulator.requests.length;
      const again = await stack.up();
      expect(again.changes).to.deep.equal({ same: 2, update: 1 });
      expect(again.outputs.releasedAt?.value).to.equal(replaced.outputs.releasedAt?.value);
      expect(again.outputs.checkedAt?.value > replaced.outputs.checkedAt?.value).to.equal(true);
      expect(bench.emulator.requests.length).to.be.above(before);
    }
  });

  it("keeps what it found out with a secret secret in outputs, state and terminal", async () => {
    await open({ ...moving, name: "merger", status: "finished" });
    const stack = await bench.stack(
      async () => {
        const gate = new dynamic.MigrationGate("gate", { instanceId, taskNames: [pulumi.secret("merger")] });
        return { tasks: gate.tasks, names: gate.taskNames, releasedAt: gate.releasedAt };
      },
      { config },
    );
    const { succeeded, terminal, outputs } = await stack.up();
    expect(succeeded, terminal).to.equal(true);
    expect(outputs.tasks).to.deep.include({ secret: true });
    expect(outputs.tasks?.value[0].name).to.equal("merger");
    expect(await stack.state()).not.to.contain("merger");
    expect(terminal).not.to.contain("merger");
    const quiet = await stack.preview();
    expect(quiet.changes).to.deep.equal({ same: 2 });
    expect(quiet.terminal).not.to.contain("Would");
  });

  it("checks its inputs as the plugin's gate does, also in a preview", async () => {
    await open(moving);
    const cases: Record<string, object> = {
      malformed: {
        instanceId: "mine",
        taskIds: ["?"],
        taskNames: [],
        pollIntervalSeconds: 0,
        failFast: "yes",
        onNoMatch: "ask",
      },
      two: { instanceId, taskIds: ["a"], taskNames: ["b"], taskType: "rocketmq" },
      secret: { instanceId: pulumi.secret("swordfish") },
    };
    for (const [name, args] of Object.entries(cases)) {
      const texts: string[][] = [];
      for (const rocketmq of [plugin, dynamic]) {
        const { preview } = await bench.stack(async () => void new rocketmq.MigrationGate(name, args as never), {
          config,
        });
        const { succeeded, terminal } = await preview();
        expect(succeeded, name).to.equal(false);
        expect(terminal).not.to.contain("swordfish");
        const problems = terminal.split("\n").filter((line) => /^ +error:.* has a problem: /.test(line));
        texts.push([...new Set(problems.map((line) => line.replace(/^.*MigrationGate resource/, "")))].sort());
      }
      expect(texts[1], name).to.deep.equal(texts[0]);
      expect(texts[1]).to.have.length({ malformed: 6, two: 2, secret: 1 }[name] ?? 0);
    }
  });

  it("says in a preview that what it would wait for is unknown", async () => {
    await open(moving);
    const { preview, up } = await bench.stack(
      async () => {
        const source = new pulumi.Stash("source", { input: instanceId });
        const parent = new pulumi.ComponentResource("test:index:Component", "parent");
        const inComponent = { parent, dependsOn: [source] };
        new dynamic.MigrationGate("gate", { instanceId: source.id.apply(() => instanceId) }, inComponent);
      },
      { config },
    );
    const { succeeded, terminal } = await preview();
    expect(succeeded, terminal).to.equal(true);
    expect(terminal).to.contain("Waits for migrations of an instance that is not known yet.");
    finishAfterPolls(2, "orders");
    const created = await up();
    expect(created.succeeded, created.terminal).to.equal(true);
    expect(created.terminal).to.match(/MigrationGate gate created .*Released after/);
  });

  it("fails a preview in which it cannot read tasks", async () => {
    await open(moving);
    const { preview } = await bench.stack(async () => void new dynamic.MigrationGate("gate", { instanceId }), {
      config: { ...config, "huaweicloud-rocketmq:secretKey": { secret: "wrong" } },
    });
    const { succeeded, terminal } = await preview();
    expect(succeeded).to.equal(false);
    expect(terminal).to.contain("APIGW.0301").and.not.to.contain("wrong\n");
  });

  it("shares its polls with all gates on the instance", async () => {
    await open(moving);
    const gates = 10;
    const stack = await bench.stack(
      async () => {
        for (let number = 1; number <= gates; number += 1) {
          new dynamic.MigrationGate(`gate${number}`, { instanceId, pollIntervalSeconds: 1 });
        }
      },
      { config },
    );
    finishAfterPolls(5, "orders");
    const { succeeded, terminal } = await stack.up({ parallel: gates });
    expect(succeeded, terminal).to.equal(true);
    expect(bench.emulator.requests.length).to.be.below(gates);
  });

  it("refuses a provider, an import and a missing instance, with the reason", async () => {
    await open(moving);
    const errors: string[] = [];
    const { up } = await bench.stack(
      async () => {
        const provider = new plugin.Provider("other", { region: "cn-east-3" });
        for (const [args, opts] of [
          [{ instanceId }, { provider }],
          [{ instanceId }, { import: "gate-1" }],
          [{}, {}],
        ]) {
          try {
            new dynamic.MigrationGate("gate", args as never, opts as never);
          } catch (error) {
            errors.push(error instanceof Error ? error.message : "");
          }
        }
      },
      { config },
    );
    const { succeeded, terminal } = await up();
    expect(succeeded, terminal).to.equal(true);
    expect(errors[0]).to.match(/^MigrationGate of pulumi-huaweicloud-rocketmq\/dynamic was given a provider/);
    expect(errors[1]).to.equal(
      "A MigrationGate cannot be imported or looked up: it exists only in Pulumi state. Create it instead.",
    );
    expect(errors[2]).to.equal("Missing required property 'instanceId'");
  });
});
