import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { DEFAULT_INSTANCE_ID } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

describe("getMigrationTasks in a stack", () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  it("gives every task of every page as typed outputs", async () => {
    const { up } = await bench.stack(async () => {
      const migrations = rocketmq.getMigrationTasksOutput({ instanceId: DEFAULT_INSTANCE_ID });
      return { total: migrations.total, names: migrations.tasks.apply((tasks) => tasks.map(({ name }) => name)) };
    });
    const { succeeded, terminal, outputs } = await up();
    expect(succeeded, terminal).to.equal(true);
    const names = bench.emulator.tasks(DEFAULT_INSTANCE_ID).map(({ name }) => name);
    expect(outputs["total"]?.value).to.equal(63);
    expect(outputs["names"]?.value).to.deep.equal(names);
  });
});
