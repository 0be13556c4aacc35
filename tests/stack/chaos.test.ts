import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { emptyInstanceId, type Fault, finishedInstanceId, type RequestLogEntry } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";
import { descendantsOf, isAlive, isPlugin, until } from "./processes.ts";

/** A moment in the life of `pulumi up` at which a process is killed. */
interface Moment {
  readonly name: string;
  /** Faults that hold the moment still, or make it one. */
  readonly faults?: readonly Fault[];
  readonly instanceStatus?: string;
  /** How long the migration takes. Default: it finishes before the next poll. */
  readonly seconds?: number;
  /** True once the moment has come. Called for each request of the stack, just before its response is sent. */
  hasCome(request: RequestLogEntry, requests: readonly RequestLogEntry[]): boolean;
}

function isNth(count: number, operation: RequestLogEntry["operation"]): Moment["hasCome"] {
  return (request, requests) =>
    request.operation === operation && requests.filter((one) => one.operation === operation).length === count;
}

/** The nth request of this kind after the POST: the task is searched for in the list, and polled by its ID. */
function isNthAfterPost(count: number, wanted: "listTasks" | "getTask"): Moment["hasCome"] {
  return ({ operation }, requests) => {
    const post = requests.findIndex((one) => one.operation === "createTask");
    const since = requests.slice(post).filter((one) => one.operation === wanted).length;
    return operation === wanted && post >= 0 && since === count;
  };
}

const moments: readonly Moment[] = [
  {
    name: "before the POST, while it searches for the task",
    faults: [{ kind: "hang", operation: "listTasks" }],
    hasCome: isNth(1, "listTasks"),
  },
  {
    name: "just before the POST",
    hasCome: isNth(1, "listTasks"),
  },
  {
    name: "during the POST, which never gets through",
    faults: [{ kind: "hang", operation: "createTask" }],
    hasCome: isNth(1, "createTask"),
  },
  {
    name: "when the service has accepted the POST, before its answer",
    hasCome: isNth(1, "createTask"),
  },
  {
    name: "while it searches for the task whose POST had no response",
    faults: [
      { kind: "resetAfterHandling", operation: "createTask" },
      { kind: "hang", operation: "listTasks", nth: 2 },
    ],
    hasCome: isNthAfterPost(1, "listTasks"),
  },
  {
    name: "while it waits for the instance",
    instanceStatus: "CREATING",
    hasCome: isNth(1, "getInstance"),
  },
  {
    name: "at the first poll of the new task",
    faults: [{ kind: "hang", operation: "getTask" }],
    hasCome: isNthAfterPost(1, "getTask"),
  },
  { name: "in the middle of the wait", seconds: 3, hasCome: isNthAfterPost(2, "getTask") },
  {
    name: "at a poll that is throttled",
    seconds: 3,
    faults: [{ kind: "throttle429", operation: "getTask", nth: 2, count: 2 }],
    hasCome: isNthAfterPost(2, "getTask"),
  },
  { name: "at the poll that finds the task finished", hasCome: isNthAfterPost(1, "getTask") },
];

const victims = [
  { what: "plugin", instanceId: emptyInstanceId },
  { what: "command line", instanceId: finishedInstanceId },
] as const;

describe("kill -9", function () {
  this.timeout(120_000);
  const listeners = new Set<(request: RequestLogEntry) => void>();
  let bench: Bench;
  before(async () => {
    bench = await openBench({
      onRequest: (request) => {
        for (const listener of listeners) listener(request);
      },
    });
  });
  after(() => bench.close());

  for (const [number, moment] of moments.entries()) {
    it(`of the plugin, or of the command line, ${moment.name} loses nothing: one task exists`, async () => {
      bench.emulator.clearFaults();
      bench.emulator.clearRequests();
      await Promise.all(
        victims.map(async ({ what, instanceId }, index) => {
          // Half of the tasks have a name of their own, half have one that was made, for each victim.
          const name = number % 2 === index ? "one-task" : undefined;
          await killAndGoOn(moment, what, instanceId, name);
        }),
      );
    });
  }

  it("of the plugin while a replacement is submitted loses nothing: the next up finds the replacement", async () => {
    const instanceId = emptyInstanceId;
    bench.emulator.clearFaults();
    bench.emulator.clearRequests();
    const creations = [{ timeline: [{ afterSeconds: 0, status: "finished" }] }];
    bench.emulator.scenario({ instances: [{ id: instanceId, name: "target", creations }] });
    let topics = [{ name: "orders" }];
    const { up } = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("move", { instanceId, topics });
      return { taskId: move.taskId };
    });
    expect((await up()).succeeded).to.equal(true);
    topics = [{ name: "prices" }];
    const listener = ({ operation }: RequestLogEntry) => {
      if (operation !== "createTask") return;
      const plugin = descendantsOf(process.pid).find(isPlugin);
      if (plugin) process.kill(plugin.id, "SIGKILL");
    };
    listeners.add(listener);
    expect((await up()).succeeded).to.equal(false);
    listeners.delete(listener);
    const [replacement, ...others] = bench.emulator.tasks(instanceId);
    expect(others).to.have.length(1);

    const { succeeded, terminal, outputs } = await up();
    expect(succeeded, terminal).to.equal(true);
    expect(outputs.taskId?.value).to.equal(replacement?.id);
    expect(bench.emulator.tasks(instanceId).map(({ id }) => id)).to.deep.equal([replacement?.id]);
  });

  async function killAndGoOn(moment: Moment, victim: string, instanceId: string, name: string | undefined) {
    const { emulator } = bench;
    const { seconds = 0.01, faults = [], instanceStatus = "RUNNING" } = moment;
    const timeline = [
      { afterSeconds: 0, status: "starting" },
      { afterSeconds: seconds, status: "finished" },
    ];
    emulator.scenario({ instances: [{ id: instanceId, name: "target", creations: [{ timeline }] }] });
    emulator.setInstanceStatus(instanceId, instanceStatus);
    for (const fault of faults) emulator.addFault({ ...fault, path: instanceId });
    const stackName = `${victim.replace(" ", "-")}-${moments.indexOf(moment)}`;
    const program = async () => {
      const move = new rocketmq.MigrationTask("move", {
        instanceId,
        topics: [{ name: "orders" }],
        ...(name && { name }),
      });
      return { taskId: move.taskId, status: move.status };
    };
    const { stack, up, state } = await bench.stack(program, { name: stackName });

    const killed: number[] = [];
    const listener = (request: RequestLogEntry) => {
      const isOurs = ({ path }: RequestLogEntry) => path.includes(instanceId);
      if (killed.length > 0 || !isOurs(request) || !moment.hasCome(request, emulator.requests.filter(isOurs))) return;
      const running = descendantsOf(process.pid);
      const cli = running.find(({ commandLine }) => commandLine.includes(`--stack ${stackName} `));
      const plugin = running.find((one) => isPlugin(one) && one.parentId === cli?.id);
      if (!cli || !plugin) throw new Error(`There is no update of ${stackName} with a plugin`);
      process.kill(victim === "plugin" ? plugin.id : cli.id, "SIGKILL");
      killed.push(cli.id, plugin.id);
    };
    listeners.add(listener);
    const interrupted = await up();
    listeners.delete(listener);
    expect(killed, "the moment never came").to.have.length(2);
    expect(interrupted.succeeded).to.equal(false);
    await until(() => killed.every((id) => !isAlive(id)));

    // What Pulumi demands: a command line that was killed leaves the stack locked.
    if (victim === "command line") await stack.cancel();
    emulator.setInstanceStatus(instanceId, "RUNNING");
    const { succeeded, terminal, outputs } = await up();
    expect(succeeded, terminal).to.equal(true);
    const tasks = emulator.tasks(instanceId);
    expect(tasks).to.have.length(1);
    expect(outputs.taskId?.value).to.equal(tasks[0]?.id);
    expect(outputs.status?.value).to.equal("finished");
    expect(await state()).to.contain(`${instanceId}/${tasks[0]?.id}`);
  }
});
