import { expect } from "chai";
import { type Emulator, emptyInstanceId, type RequestLogEntry, startEmulator } from "../../emulator/src/index.ts";
import { descendantsOf, isAlive, isPlugin, until } from "./processes.ts";
import { openProgram, type Project } from "./project.ts";

const instanceId = emptyInstanceId;

const program = `const rocketmq = require("pulumi-huaweicloud-rocketmq");
const instanceId = ${JSON.stringify(instanceId)};
const move = new rocketmq.MigrationTask("move", { instanceId, topics: [{ name: "orders" }] });
const gate = new rocketmq.MigrationGate("gate", { instanceId, onNoMatch: "wait", pollIntervalSeconds: 0.5 });
new rocketmq.MigrationTask("dependent", { instanceId, topics: [{ name: "prices" }] }, { dependsOn: [move, gate] });
exports.taskId = move.taskId;
`;

describe("Ctrl-C during pulumi up", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let project: Project;
  let onRequest: (request: RequestLogEntry) => void = () => {};
  before(async () => {
    emulator = await startEmulator({ onRequest: (request) => onRequest(request) });
    project = await openProgram("interrupted", program);
  });
  after(async () => {
    await emulator.close();
    await project.close();
  });

  const terminals = [
    { title: "as a terminal sends it, to the whole process group", stack: "group", target: (id: number) => -id },
    { title: "to the command line alone", stack: "alone", target: (id: number) => id },
  ];
  for (const { title, stack, target } of terminals) {
    it(`${title}, ends the wait with usable state: the next one goes on with the same task`, async () => {
      const timeline = [{ afterSeconds: 0, status: "starting" }];
      emulator.scenario({ instances: [{ id: instanceId, name: "target", creations: [{ timeline }] }] });
      emulator.clearRequests();
      await project.init(stack, emulator.url);

      // In the middle: after the task was submitted, and polled twice.
      const middle = new Promise<void>((resolve) => {
        onRequest = () => {
          const posted = emulator.requests.findIndex(({ operation }) => operation === "createTask");
          const polls = emulator.requests.slice(posted).filter(({ operation }) => operation !== "createTask");
          if (posted >= 0 && polls.length >= 3) resolve();
        };
      });
      const up = project.start("up", "--yes", "--skip-preview", "--stack", stack);
      await middle;
      const children = descendantsOf(up.processId);
      expect(children.filter(isPlugin)).to.have.length(1);
      process.kill(target(up.processId), "SIGINT");
      const { status, output } = await up.ended;
      expect(status, output).to.not.equal(0);
      const [task] = emulator.tasks(instanceId);
      expect(output).to.match(
        new RegExp(
          `Cancelled after \\d+ s: migration task "${task?.name}" \\(${task?.id}\\) has been starting since .*Z\\. The next update waits again\\.`,
        ),
      );
      expect(output).to.match(/Cancelled after \d+ s \(task starting\)\. The next update waits again\./);
      await until(() => children.every(({ id }) => !isAlive(id)));

      emulator.setStatus(instanceId, task?.id ?? "", "finished");
      const finished = project.start("up", "--yes", "--skip-preview", "--stack", stack);
      await until(() => emulator.tasks(instanceId).length === 2);
      const [dependent] = emulator.tasks(instanceId);
      emulator.setStatus(instanceId, dependent?.id ?? "", "finished");
      const end = await finished.ended;
      expect(end.status, end.output).to.equal(0);
      const taskId = await project.run("stack", "output", "taskId", "--stack", stack);
      expect(taskId.output.trim()).to.equal(task?.id);
      expect(emulator.tasks(instanceId)).to.have.length(2);
      const again = await project.run("preview", "--expect-no-changes", "--stack", stack);
      expect(again.status, again.output).to.equal(0);
    });
  }
});
