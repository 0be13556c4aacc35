import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { emptyInstanceId, finishedInstanceId } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

const instanceId = emptyInstanceId;

/** The number of the event that begins or ends an operation on the resource of this name; undefined if there was none. */
function sequenceOf(events: readonly EngineEvent[], kind: "resourcePreEvent" | "resOutputsEvent", name: string) {
  return events.find((event) => event[kind]?.metadata.urn.endsWith(`::${name}`))?.sequence;
}

describe("What depends on a migration", function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  const createdTasks = () =>
    bench.emulator.requests.filter(({ operation }) => operation === "createTask").map(({ query }) => query.name);

  it("is created after the migration is finished, and not before", async () => {
    const { up } = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("move", { instanceId, name: "move-first", topics: [{ name: "orders" }] });
      const gate = new rocketmq.MigrationGate("gate", { instanceId, taskIds: [move.taskId], pollIntervalSeconds: 0.2 });
      new rocketmq.MigrationTask(
        "dependent",
        { instanceId: finishedInstanceId, name: "dependent", topics: [{ name: "prices" }], waitForCompletion: false },
        { dependsOn: [gate] },
      );
      return { releasedAt: gate.releasedAt, tasks: gate.tasks };
    });
    const { succeeded, terminal, events, outputs } = await up();
    expect(succeeded, terminal).to.equal(true);
    // Without a terminal, every line remains in the log, so only changes are reported.
    expect(terminal.match(/ move .*next poll/g)).to.have.length.at.most(2);

    const { requests } = bench.emulator;
    const at = (name: string) => requests.findIndex(({ query }) => query.name === name);
    const startMs = Date.parse(requests[at("move-first")]?.time ?? "");
    const dependentMs = Date.parse(requests[at("dependent")]?.time ?? "");
    // The emulator's tasks finish three seconds after their creation.
    expect(dependentMs - startMs).to.be.at.least(3000);
    expect(Date.parse(outputs.releasedAt?.value)).to.be.within(startMs + 3000, dependentMs);
    expect(outputs.tasks?.value).to.deep.equal([
      {
        id: bench.emulator.tasks(instanceId)[0]?.id,
        name: "move-first",
        startDate: bench.emulator.tasks(instanceId)[0]?.startDate,
        status: "finished",
        type: "rocketmq",
      },
    ]);
    const order = [
      sequenceOf(events, "resourcePreEvent", "move"),
      sequenceOf(events, "resOutputsEvent", "move"),
      sequenceOf(events, "resourcePreEvent", "gate"),
      sequenceOf(events, "resOutputsEvent", "gate"),
      sequenceOf(events, "resourcePreEvent", "dependent"),
    ];
    expect(order).to.not.include(undefined);
    expect(order).to.deep.equal([...order].sort((a = 0, b = 0) => a - b));
  });

  it("is never created while the migration has failed, even after a refresh, a continued or a repeated update", async () => {
    bench.emulator.scenario({
      instances: [
        {
          id: instanceId,
          name: "target",
          creations: [
            {
              name: "^broken-",
              timeline: [
                { afterSeconds: 0, status: "starting" },
                { afterSeconds: 1, status: "failed" },
              ],
              failures: [{ kind: "topic", name: "orders", reason: "the topic quota is used up" }],
            },
            { timeline: [{ afterSeconds: 0, status: "finished" }] },
          ],
        },
      ],
    });
    let overwrite = false;
    let name = "broken-move";
    const { up, refresh, preview, state } = await bench.stack(async () => {
      const topics = [{ name: "orders" }, { name: "prices" }];
      const move = new rocketmq.MigrationTask("move", { instanceId, name, topics, overwrite });
      const gate = new rocketmq.MigrationGate("gate", { instanceId, taskNames: [name] }, { dependsOn: [move] });
      new rocketmq.MigrationTask(
        "dependent",
        {
          instanceId: finishedInstanceId,
          name: "never-created",
          topics: [{ name: "rates" }],
          waitForCompletion: false,
        },
        { dependsOn: [gate] },
      );
      return { status: move.status, failures: move.failures };
    });
    const reason = (id: string | undefined) =>
      `Migration task "broken-move" (${id}) failed: topic orders: the topic quota is used up.`;
    const taskId = () => bench.emulator.tasks(instanceId)[0]?.id;

    const first = await up();
    expect(first.succeeded).to.equal(false);
    expect(first.terminal).to.contain(reason(taskId()));
    expect(first.terminal).to.contain(
      "To migrate again, fix the cause and set overwrite to true: what was already migrated exists on the instance.",
    );
    expect(await state())
      .to.contain(taskId())
      .and.to.contain('"status":"failed"');

    const again = await up();
    expect(again.succeeded).to.equal(false);
    expect(again.terminal).to.contain(reason(taskId()));

    // A refresh makes the engine forget that the resource failed: it must be checked anyway.
    expect((await refresh()).succeeded).to.equal(true);
    expect(await state()).to.not.contain("initErrors");
    const afterRefresh = await up();
    expect(afterRefresh.succeeded).to.equal(false);
    expect(afterRefresh.terminal).to.contain(reason(taskId()));

    const continued = await up({ refresh: true, continueOnError: true });
    expect(continued.succeeded).to.equal(false);
    expect(continued.terminal).to.contain(reason(taskId()));

    expect(createdTasks().filter((created) => created === "broken-move")).to.have.length(1);
    expect(createdTasks()).to.not.include("never-created");

    // With a name of its own and overwrite the migration runs again, as the message says.
    overwrite = true;
    name = "mended-move";
    expect((await preview()).changes).to.deep.include({ replace: 1 });
    const mended = await up();
    expect(mended.succeeded, mended.terminal).to.equal(true);
    expect(mended.outputs.status?.value).to.equal("finished");
    expect(createdTasks()).to.include("never-created");
    expect((await up()).changes).to.deep.equal({ same: 4 });
  });
});
