import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { emptyInstanceId, type Task } from "../../emulator/src/index.ts";
import { openBench } from "./bench.ts";

const instanceId = emptyInstanceId;

function tasks(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
    name: `move-${index + 1}`,
    type: "rocketmq",
    status: "finished",
  }));
}

describe("A list of more than 200 pages", function () {
  this.timeout(180_000);

  it("is read whole by a function and by a gate: 10,001 tasks at 50 a page, 2,001 at 10 a page", async () => {
    const bench = await openBench();
    try {
      let last = "";
      const { up } = await bench.stack(async () => {
        const gate = new rocketmq.MigrationGate("gate", { instanceId, taskNames: [last] });
        const { total } = await rocketmq.getMigrationTasks({ instanceId });
        return { total, released: gate.tasks.apply((released) => released.map(({ name }) => name)) };
      });
      for (const [count, behaviour] of [
        [10_001, {}],
        [2001, { cappedLimit: 10 }],
      ] as const) {
        const instance = { id: instanceId, name: "target", behaviour, tasks: tasks(count) };
        bench.emulator.scenario({ instances: [instance] });
        last = `move-${count}`;
        const outcome = await up();
        expect(outcome.succeeded, outcome.terminal).to.equal(true);
        expect(outcome.outputs.total?.value).to.equal(count);
        expect(outcome.outputs.released?.value).to.deep.equal([last]);
        expect(bench.emulator.requests.filter(({ operation }) => operation === "listTasks").length).to.be.at.least(401);
      }
    } finally {
      await bench.close();
    }
  });
});
