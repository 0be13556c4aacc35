import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, emptyInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { openProject, type Project } from "../stack/project.ts";

describe("examples/migrate-rocketmq", () => {
  let emulator: Emulator;
  let project: Project;

  before(async () => {
    emulator = await startEmulator();
    project = await openProject(join(import.meta.dirname, "..", "..", "examples", "migrate-rocketmq"));
    await project.init("dev", emulator.url, { "migrate-rocketmq:instanceId": emptyInstanceId });
  });
  after(async () => {
    await project?.close();
    await emulator?.close();
  });

  it("migrates the cluster's own export, and shows the task in full", async () => {
    const { status, output } = await project.run("up", "--yes", "--skip-preview");
    expect(status, output).to.equal(0);
    expect(output).to.match(/status +: "finished"/);
    for (const name of ["audit_log", "order-events", "price-updates", "audit-readers", "billing"]) {
      expect(output).to.contain(`"${name}"`);
    }
    const [task] = emulator.tasks(emptyInstanceId);
    expect(task?.name).to.match(/^orders-[0-9a-f]{8}$/);

    const again = await project.run("up", "--yes", "--skip-preview");
    expect(again.output).to.contain("2 unchanged");
    expect(emulator.tasks(emptyInstanceId)).to.have.lengthOf(1);
  }).timeout(120_000);
});
