import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { type Creation, emptyInstanceId, finishedInstanceId, type Instance } from "../../emulator/src/index.ts";
import { type Bench, openBench, type TestStack } from "./bench.ts";

const instanceId = emptyInstanceId;
const timeline = [
  { afterSeconds: 0, status: "starting" },
  { afterSeconds: 0.2, status: "finished" },
];

describe("A migration that says that it has finished", function () {
  this.timeout(180_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  beforeEach(() => {
    bench.emulator.scenario({ instances: [{ id: finishedInstanceId, name: "other", creations: [{ timeline }] }] });
    bench.emulator.clearRequests();
  });
  after(() => bench.close());

  function play(creation: Creation, instance: Partial<Instance> = {}): void {
    bench.emulator.scenario({
      instances: [{ id: instanceId, name: "target", creations: [{ timeline, ...creation }], ...instance }],
    });
  }

  const count = (...operations: string[]) =>
    bench.emulator.requests.filter(({ operation }) => operations.includes(operation)).length;
  const dependents = () => bench.emulator.tasks(finishedInstanceId).length;

  function program(verify: "none" | "warn" | "require"): Promise<TestStack> {
    return bench.stack(async () => {
      const topics = [{ name: "orders" }, { name: "prices" }];
      const move = new rocketmq.MigrationTask("move", {
        instanceId,
        topics,
        consumerGroups: [{ name: "billing" }],
        verify,
      });
      new rocketmq.MigrationTask(
        "dependent",
        { instanceId: finishedInstanceId, topics: [{ name: "later" }], verify: "none", waitForCompletion: false },
        { dependsOn: [move] },
      );
      return { verification: move.verification, countsBefore: move.countsBefore };
    });
  }

  it("and lost a topic fails with `require`, holds back what depends on it, and is verified again without another submission", async () => {
    play({ lost: [{ kind: "topic", name: "orders" }] }, { behaviour: {} });
    const stack = await program("require");
    const failed = await stack.up();
    expect(failed.succeeded).to.equal(false);
    expect(failed.terminal).to.include(
      `has finished, but instance ${instanceId} does not have everything that it submitted. Missing: topic "orders".`,
    );
    expect(dependents()).to.equal(0);
    expect(count("createTask")).to.equal(1);

    bench.emulator.setTopic(instanceId, { name: "orders" });
    const again = await stack.up();
    expect(again.succeeded, again.terminal).to.equal(true);
    expect(again.outputs.verification?.value).to.deep.include({
      verdict: "verified",
      missing: [],
      counts: {
        expected: 3,
        found: 3,
        instance: { topics: 2, consumerGroups: 1 },
        before: { topics: 0, consumerGroups: 0 },
      },
    });
    expect(dependents()).to.equal(1);
    expect(bench.emulator.tasks(instanceId)).to.have.lengthOf(1);

    bench.emulator.clearRequests();
    bench.emulator.removeTopic(instanceId, "prices");
    const later = await stack.up();
    expect(later.changes).to.deep.equal({ same: 3 });
    expect(count("listTopics", "listGroups")).to.equal(0);
  });
});
