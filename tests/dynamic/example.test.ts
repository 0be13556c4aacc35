import { join } from "node:path";
import { expect } from "chai";
import {
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  type RequestLogEntry,
  startEmulator,
} from "../../emulator/src/index.ts";
import { descendantsOf, isAlive, type Process, until } from "../stack/processes.ts";
import { openProject, type Project } from "../stack/project.ts";

const instanceId = emptyInstanceId;
const up = ["up", "--yes", "--skip-preview", "--stack"];

/** True for the process that Pulumi runs dynamic providers in. */
function isDynamicProvider({ commandLine }: Process): boolean {
  return commandLine.includes("cmd/dynamic-provider");
}

describe("examples/dynamic", function () {
  this.timeout(180_000);
  let emulator: Emulator;
  let project: Project;
  let onRequest: (request: RequestLogEntry) => void = () => {};

  before(async () => {
    emulator = await startEmulator({ onRequest: (request) => onRequest(request) });
    project = await openProject(join(import.meta.dirname, "..", "..", "examples", "dynamic"));
  });
  after(async () => {
    await project?.close();
    await emulator?.close();
  });

  async function begin(stack: string) {
    onRequest = () => {};
    emulator.clearRequests();
    emulator.scenario({
      instances: [
        { id: instanceId, name: "target", tasks: [{ name: "orders", type: "rocketmq", status: "starting" }] },
      ],
    });
    await project.init(stack, emulator.url, {
      "rocketmq-without-plugin:instanceId": instanceId,
      "rocketmq-without-plugin:taskNames": ["orders"],
    });
  }

  /** Resolves when the gate waits: after one poll of the program itself, and two of the gate. */
  const waiting = () =>
    new Promise<void>((resolve) => {
      emulator.clearRequests();
      onRequest = () => {
        if (emulator.requests.filter(({ operation }) => operation === "listTasks").length >= 3) resolve();
      };
    });

  it("says in a preview what it would wait for, waits, and continues once the task has finished", async () => {
    await begin("dev");
    const preview = await project.run("preview", "--stack", "dev");
    expect(preview.status, preview.output).to.equal(0);
    expect(preview.output).to.contain('Would wait (task starting) for "orders"');

    const waits = waiting();
    const run = project.start(...up, "dev");
    await waits;
    expect(run.output()).not.to.contain("broker");
    emulator.setStatus(instanceId, "orders", "finished");
    const { status, output } = await run.ended;
    expect(status, output).to.equal(0);
    expect(output)
      .to.match(/Released after \d+ s/)
      .and.to.contain("broker created");
    expect(output).not.to.match(/warning/);
    const again = await project.run("preview", "--expect-no-changes", "--stack", "dev");
    expect(again.status, again.output).to.equal(0);
    const state = await project.run("stack", "export", "--stack", "dev");
    expect(state.output).to.contain("MigrationGate::moved").and.not.to.contain(defaultSecretKey);
    const destroyed = await project.run("destroy", "--yes", "--skip-preview", "--stack", "dev");
    expect(destroyed.status, destroyed.output).to.equal(0);
  });

  const terminals = [
    { title: "as a terminal sends it, to the whole process group", stack: "group", target: (id: number) => -id },
    { title: "to the command line alone", stack: "alone", target: (id: number) => id },
  ];
  for (const { title, stack, target } of terminals) {
    it(`ends the wait at Ctrl-C (${title}), leaves no process, and continues the next time`, async () => {
      await begin(stack);
      const waits = waiting();
      const run = project.start(...up, stack);
      await waits;
      const children = descendantsOf(run.processId);
      expect(children.filter(isDynamicProvider)).to.have.length(1);
      process.kill(target(run.processId), "SIGINT");
      const { status, output } = await run.ended;
      expect(status, output).not.to.equal(0);
      expect(output).to.match(/Cancelled after \d+ s \(task starting\)\. The next update waits again\./);
      await until(() => children.every(({ id }) => !isAlive(id)));

      emulator.setStatus(instanceId, "orders", "finished");
      const next = await project.run(...up, stack);
      expect(next.status, next.output).to.equal(0);
      expect(next.output).to.contain("moved created").and.to.contain("broker created");
    });
  }
});
