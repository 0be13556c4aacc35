import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, emptyInstanceId, type RequestLogEntry, startEmulator } from "../../emulator/src/index.ts";
import { descendantsOf, isAlive, until } from "./processes.ts";
import { openProgram, type Project } from "./project.ts";

const instanceId = emptyInstanceId;

const failing = `const rocketmq = require("pulumi-huaweicloud-rocketmq");
const instanceId = ${JSON.stringify(instanceId)};
const queues = Array.from({ length: 7000 }, (_, i) => ({ vhost: "/", name: "queue-" + i }));
const bindings = queues.map(({ name }) => ({ vhost: "/", source: "all", destination: name, destinationType: "queue", routingKey: name }));
new rocketmq.MigrationTask("large", {
  instanceId, name: "large-one", vhosts: [{ name: "/" }], exchanges: [{ vhost: "/", name: "all", type: "direct" }], queues, bindings,
});
new rocketmq.MigrationTask("small", { instanceId, name: "small-one", topics: [{ name: "orders" }] });
`;

const waiting = `const rocketmq = require("pulumi-huaweicloud-rocketmq");
const names = Array.from({ length: 8000 }, (_, i) => ({ name: "name-" + i }));
const move = new rocketmq.MigrationTask("move", {
  instanceId: ${JSON.stringify(instanceId)}, topics: names, consumerGroups: names,
});
exports.taskId = move.taskId;
`;

/** A resource as state has it. */
interface Resource {
  readonly urn: string;
  readonly id?: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly initErrors?: readonly string[];
}

describe("A large migration", function () {
  this.timeout(240_000);
  let emulator: Emulator;
  let project: Project;
  let onRequest: (request: RequestLogEntry) => void = () => {};
  before(async () => {
    emulator = await startEmulator({ onRequest: (request) => onRequest(request) });
    project = await openProgram("large", failing);
  });
  after(async () => {
    await emulator.close();
    await project.close();
  });

  async function resource(stack: string, name: string): Promise<Resource | undefined> {
    const file = join(project.folder, `${stack}.json`);
    const { status, output } = await project.run("stack", "export", "--stack", stack, "--file", file);
    expect(status, output).to.equal(0);
    const { deployment } = JSON.parse(await readFile(file, "utf8")) as { deployment: { resources: Resource[] } };
    return deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`));
  }

  it("that fails is in state with its reasons, as is a small one next to it that finishes; a refresh brings its lists back", async () => {
    const timeline = [
      { afterSeconds: 0, status: "starting" },
      { afterSeconds: 0.1, status: "failed" },
    ];
    const failures = [{ kind: "queue", vhost: "/", name: "*", reason: "the queue exists already" }] as const;
    const creations = [
      { name: "large", timeline, failures: [...failures] },
      { timeline: [{ afterSeconds: 0, status: "finished" }] },
    ];
    emulator.scenario({ instances: [{ id: instanceId, name: "target", creations }] });
    await project.init("failing", emulator.url);
    const { status, output } = await project.run("up", "--yes", "--skip-preview", "--stack", "failing");
    expect(status, output.slice(-4000)).to.not.equal(0);
    expect(output).to.contain("the queue exists already").and.not.contain("COMPRESSION_ERROR");
    const [large, small] = [await resource("failing", "large"), await resource("failing", "small")];
    expect(small?.outputs).to.include({ status: "finished" });
    expect(large?.initErrors?.join("\n")).to.contain("the queue exists already");
    expect(large?.inputs?.queues).to.have.length(7000);
    expect(large?.outputs).to.include({ status: "failed" }).and.not.have.property("queues");
    const refreshed = await project.run("refresh", "--yes", "--skip-preview", "--stack", "failing");
    expect(refreshed.output).to.not.contain("COMPRESSION_ERROR");
    const read = await resource("failing", "large");
    expect(read?.id).to.equal(large?.id);
    expect(read?.outputs?.queues).to.have.length(7000);
    expect(emulator.tasks(instanceId)).to.have.length(2);
  });

  it("that waits when Ctrl-C comes is in state, and the next update goes on with the same task", async () => {
    const creations = [{ timeline: [{ afterSeconds: 0, status: "starting" }] }];
    emulator.scenario({ instances: [{ id: instanceId, name: "target", creations }] });
    emulator.clearRequests();
    await writeFile(join(project.folder, "index.js"), waiting);
    await project.init("waiting", emulator.url);
    const isWaiting = new Promise<void>((resolve) => {
      onRequest = () => {
        const posted = emulator.requests.findIndex(({ operation }) => operation === "createTask");
        const polls = emulator.requests.slice(posted).filter(({ operation }) => operation !== "createTask");
        if (posted >= 0 && polls.length >= 2) resolve();
      };
    });
    const up = project.start("up", "--yes", "--skip-preview", "--stack", "waiting");
    await isWaiting;
    const children = descendantsOf(up.processId);
    process.kill(-up.processId, "SIGINT");
    const { output } = await up.ended;
    const [task] = emulator.tasks(instanceId);
    expect(output)
      .to.match(/Cancelled after .* The next update waits again\./)
      .and.not.contain("exited prematurely");
    await until(() => children.every(({ id }) => !isAlive(id)));
    expect((await resource("waiting", "move"))?.id).to.equal(`${instanceId}/${task?.id}`);

    emulator.setStatus(instanceId, task?.id ?? "", "finished");
    const again = await project.run("up", "--yes", "--skip-preview", "--stack", "waiting");
    expect(again.status, again.output.slice(-4000)).to.equal(0);
    expect(emulator.tasks(instanceId)).to.have.length(1);
    const moved = await resource("waiting", "move");
    expect(moved?.outputs).to.include({ taskId: task?.id, status: "finished" });
    expect(moved?.outputs?.topics).to.have.length(8000);
  });
});
