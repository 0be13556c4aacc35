import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, emptyInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { openProject, type Project } from "../stack/project.ts";

const example = join(import.meta.dirname, "..", "..", "examples", "gate");

describe("examples/gate", () => {
  let emulator: Emulator;
  let messaging: Project;
  let application: Project;

  before(async () => {
    emulator = await startEmulator();
    emulator.addTask(emptyInstanceId, { name: "orders", type: "rocketmq", status: "failed" });
    messaging = await openProject(join(example, "messaging"));
    application = await openProject(join(example, "application"), messaging.backendUrl);
    await messaging.init("dev", emulator.url, {
      "messaging:instanceId": emptyInstanceId,
      "messaging:taskNames": ["orders"],
    });
    await application.init("dev", emulator.url, { "application:messagingStack": "organization/messaging/dev" });
  });
  after(async () => {
    await application?.close();
    await messaging?.close();
    await emulator?.close();
  });

  it("deploys the application only after the messaging stack's gate was released", async () => {
    const failed = await messaging.run("up", "--yes", "--skip-preview");
    expect(failed.status, failed.output).to.not.equal(0);
    expect(failed.output).to.contain('Migration task "orders"');
    expect(failed.output).to.not.contain("notice");

    const early = await application.run("up", "--yes", "--skip-preview");
    expect(early.status, early.output).to.not.equal(0);
    expect(early.output).to.contain(
      'error: The migration has not finished: stack organization/messaging/dev has no output "releasedAt". ' +
        "Run `pulumi up` there until its gate is released, then here.\n",
    );
    // One line, and no stack: Node takes up to a minute to format one that has files of @pulumi/pulumi in it.
    expect(early.output).to.not.match(/^ *at .*:\d+:\d+/m);
    expect(early.output).to.not.contain("unhandled");
    expect(early.output).to.not.contain("consumer");

    emulator.setStatus(emptyInstanceId, "orders", "finished");
    const released = await messaging.run("up", "--yes", "--skip-preview");
    expect(released.status, released.output).to.equal(0);
    expect(released.output).to.contain("send to RocketMQ from now on");

    const deployed = await application.run("up", "--yes", "--skip-preview");
    expect(deployed.status, deployed.output).to.equal(0);
    expect(deployed.output).to.contain(`broker: "${emptyInstanceId}"`);
  }).timeout(180_000);
});
