import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultInstanceId, emptyInstanceId, finishedInstanceId } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";
import { openProgram } from "./project.ts";

const definitionsFile = join(import.meta.dirname, "..", "fixtures", "exports", "rabbitmq-definitions-one-vhost.json");

describe("A MigrationTask's life", function () {
  this.timeout(180_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
    const creations = [{ timeline: [{ afterSeconds: 0, status: "finished" }] }];
    const ids = [emptyInstanceId, finishedInstanceId, defaultInstanceId];
    bench.emulator.scenario({ instances: ids.map((id) => ({ id, name: "target", creations })) });
  });
  after(() => bench.close());
  beforeEach(() => bench.emulator.clearRequests());

  /** The tasks' ids and names, the newest first. */
  const tasks = (instanceId: string) => bench.emulator.tasks(instanceId).map(({ id, name }) => ({ id, name }));
  /** What was changed at the service since the last call, in order. */
  const changes = () => {
    const made = bench.emulator.requests.filter(({ method }) => method === "POST").map(({ operation }) => operation);
    bench.emulator.clearRequests();
    return made;
  };

  it("is one task from up to destroy, and a second up never changes anything", async () => {
    const instanceId = emptyInstanceId;
    let args: Partial<rocketmq.MigrationTaskArgs> = { topics: [{ name: "orders" }] };
    const { up, preview, refresh, destroy, state } = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("move", { instanceId, overwrite: true, ...args });
      return { name: move.name, taskId: move.taskId, status: move.status, overwrite: move.overwrite };
    });
    const same = async () => {
      expect((await up()).changes).to.deep.equal({ same: 2 });
      expect(changes()).to.deep.equal([]);
    };

    const created = await up();
    expect(created.outputs.name?.value).to.match(/^move-[0-9a-f]{8}$/);
    expect(tasks(instanceId)).to.deep.equal([{ id: created.outputs.taskId?.value, name: created.outputs.name?.value }]);
    expect(changes()).to.deep.equal(["createTask"]);
    await same();

    expect((await refresh()).changes).to.deep.equal({ same: 2 });
    await same();

    // The same in another order, with a default written out, is not a change.
    args = { topics: [{ name: "orders", perm: 6 }], consumerGroups: [] };
    await same();

    args = { topics: [{ name: "prices" }, { name: "orders" }] };
    expect((await preview()).changes).to.deep.equal({ replace: 1, same: 1 });
    const replaced = await up();
    expect(replaced.changes).to.deep.equal({ replace: 1, same: 1 });
    expect(changes(), "create before delete").to.deep.equal(["createTask", "deleteTasks"]);
    expect(replaced.outputs.name?.value).to.not.equal(created.outputs.name?.value);
    expect(tasks(instanceId)).to.deep.equal([
      { id: replaced.outputs.taskId?.value, name: replaced.outputs.name?.value },
    ]);
    args = { topics: [{ name: "orders" }, { name: "prices" }] };
    await same();

    // A changed overwrite does not run a finished migration again.
    args = { ...args, overwrite: false };
    const updated = await up();
    expect(updated.changes).to.deep.equal({ update: 1, same: 1 });
    expect(updated.outputs.overwrite?.value).to.equal(false);
    expect(changes()).to.deep.equal([]);
    await same();

    args = { ...args, overwrite: true };
    await up();
    expect(changes()).to.deep.equal([]);
    expect((await destroy()).succeeded).to.equal(true);
    expect(changes()).to.deep.equal(["deleteTasks"]);
    expect(await state()).to.not.contain("MigrationTask");
    expect(bench.emulator.existing(instanceId)).to.deep.equal(["topic orders", "topic prices"]);
  });

  it("with an explicit name is deleted before its replacement is created, and the preview knows that the name becomes free", async () => {
    const instanceId = finishedInstanceId;
    let topics = [{ name: "orders" }];
    const { up, preview } = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("move", { instanceId, name: "move-it", topics, overwrite: true });
      return { taskId: move.taskId };
    });
    const created = await up();
    topics = [{ name: "orders" }, { name: "prices" }];
    const previewed = await preview();
    expect(previewed.succeeded, previewed.terminal).to.equal(true);
    changes();
    const replaced = await up();
    expect(replaced.succeeded, replaced.terminal).to.equal(true);
    expect(changes()).to.deep.equal(["deleteTasks", "createTask"]);
    expect(replaced.outputs.taskId?.value).to.not.equal(created.outputs.taskId?.value);
    expect((await up()).changes).to.deep.equal({ same: 2 });
  });

  it("can begin with an import: by its id, with lists or with the file that it came from, and up changes nothing", async () => {
    const instanceId = defaultInstanceId;
    const file = { definitionsFile, vhost: "shop" };
    const elsewhere = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("elsewhere", { instanceId, ...file });
      return { id: move.id, name: move.name, queues: move.queues, exchanges: move.exchanges, bindings: move.bindings };
    });
    const { id, ...given } = (await elsewhere.up()).outputs;
    const name = given.name?.value;
    expect(id?.value).to.equal(`${instanceId}/${tasks(instanceId)[0]?.id}`);

    // With the resource option, by lists.
    let args: Partial<rocketmq.MigrationTaskArgs> = {
      vhosts: [{ name: "shop" }],
      queues: (given.queues?.value ?? []).toReversed(),
      exchanges: given.exchanges?.value,
      bindings: given.bindings?.value,
    };
    let options = { import: id?.value };
    const byOption = await bench.stack(async () => {
      new rocketmq.MigrationTask("imported", { instanceId, name, ...args }, options);
    });
    const imported = await byOption.up();
    expect(imported.changes, imported.terminal).to.deep.equal({ create: 1, import: 1 });
    options = { import: undefined };
    expect((await byOption.up()).changes).to.deep.equal({ same: 2 });
    args = file;
    expect((await byOption.up()).changes).to.deep.equal({ same: 2 });

    // With the command line, the file given as in the program that it came from.
    const program = `const { MigrationTask } = require("pulumi-huaweicloud-rocketmq");
new MigrationTask("imported", { instanceId: ${JSON.stringify(instanceId)}, definitionsFile: "definitions.json", vhost: "shop" });
`;
    const project = await openProgram("importing", program, {
      "definitions.json": readFileSync(definitionsFile, "utf8"),
    });
    try {
      await project.init("test", bench.emulator.url);
      const type = "huaweicloud-rocketmq:index:MigrationTask";
      const import_ = ["import", type, "imported", id?.value, "--yes", "--protect=false", "--generate-code=false"];
      const byCommand = await project.run(...import_);
      expect(byCommand.status, byCommand.output).to.equal(0);
      const unchanged = await project.run("preview", "--diff", "--expect-no-changes");
      expect(unchanged.status, unchanged.output).to.equal(0);
      const wrong = await project.run("import", type, "other", "no-task", "--yes", "--generate-code=false");
      expect(wrong.output).to.contain(
        'The ID of a MigrationTask must be <instanceId>/<taskId>, but is "no-task". getMigrationTasks lists the tasks of an instance.',
      );
      const missing = await project.run(
        "import",
        type,
        "other",
        `${instanceId}/12345`,
        "--yes",
        "--generate-code=false",
      );
      expect(missing.output).to.contain(`resource '${instanceId}/12345' does not exist`);
    } finally {
      await project.close();
    }
  });
});
