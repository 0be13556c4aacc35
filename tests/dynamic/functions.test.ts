import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as plugin from "pulumi-huaweicloud-rocketmq";
import * as dynamic from "pulumi-huaweicloud-rocketmq/dynamic";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultSecretKey,
  emptyInstanceId,
  finishedInstanceId,
} from "../../emulator/src/index.ts";
import { type Bench, type Outcome, openBench, type StackSettings } from "../stack/bench.ts";

type Front = typeof plugin | typeof dynamic;

const instanceId = defaultInstanceId;
const nowhere = "99999999-0000-4111-8222-333333333333";

/** Keys are in the configuration, because an inline program has the environment of the tests. */
const keys = {
  "huaweicloud-rocketmq:accessKey": { secret: defaultAccessKey },
  "huaweicloud-rocketmq:secretKey": { secret: defaultSecretKey },
};

/** The same program for both fronts. */
function program(rocketmq: Front, taskId: (name: string) => string): () => Promise<Record<string, unknown>> {
  const errorOf = (answer: Promise<unknown>) =>
    answer.then(
      () => "no error",
      (error: unknown) => (error instanceof Error ? `${error.name}: ${withoutRequestId(error.message)}` : error),
    );
  const { getMigrationTasks, getMigrationTask, getMigrationTasksOutput, getMigrationTaskOutput } = rocketmq;
  const { getMigrationReport, getMigrationReportOutput, getMigrationVerificationOutput, getInstances } = rocketmq;
  return async () => {
    const there = new pulumi.Stash("there", { input: finishedInstanceId });
    const component = new pulumi.ComponentResource("test:index:Component", "component");
    new pulumi.Stash("child", { input: 1 }, { parent: component });
    return {
      direct: await getMigrationTasks({ instanceId }),
      inOutputForm: getMigrationTasksOutput({ instanceId: pulumi.output(instanceId) }),
      page: getMigrationTasksOutput({ instanceId, offset: 2, limit: 10 }),
      filtered: getMigrationTasksOutput({
        instanceId,
        filter: { types: [rocketmq.MigrationTaskType.RabbitToRocket], statuses: ["failed"] },
      }),
      empty: getMigrationTasksOutput({ instanceId: emptyInstanceId }),
      byId: getMigrationTasksOutput({ instanceId, id: taskId("move-rabbitmq-06") }),
      unknownArgument: getMigrationTasksOutput({ instanceId: there.id.apply(() => finishedInstanceId) }),
      afterSource: getMigrationTasksOutput({ instanceId: there.output }),
      afterResource: getMigrationTasksOutput({ instanceId: finishedInstanceId }, { dependsOn: [there] }).total,
      afterComponent: getMigrationTasksOutput({ instanceId: finishedInstanceId }, { dependsOn: component }).total,
      secret: getMigrationTasksOutput({ instanceId, filter: { names: [pulumi.secret("move-rocketmq-05")] } }),
      rocketmqInFull: await getMigrationTask({ instanceId, taskId: taskId("move-rocketmq-05") }),
      rabbitmqInFull: getMigrationTaskOutput({ instanceId, taskId: pulumi.output(taskId("move-rabbitmq-12")) }),
      secretInFull: getMigrationTaskOutput({ instanceId, taskId: pulumi.secret(taskId("move-rocketmq-01")) }),
      // Not the times: the two fronts read at different ones.
      report: (await getMigrationReport({ instanceIds: [instanceId, emptyInstanceId] })).tasks,
      reportInOutputForm: getMigrationReportOutput({ instanceIds: [emptyInstanceId] }).counts,

      // Not the time: the two fronts read at different ones.
      verification: getMigrationVerificationOutput({ instanceId, taskId: taskId("move-rocketmq-05") }).missing,
      verificationOfRabbitMq: getMigrationVerificationOutput({ instanceId, taskId: taskId("move-rabbitmq-06") })
        .verdict,
      instances: await getInstances({}),
      instancesByName: (await getInstances({ name: "rocketmq-empty", status: "RUNNING" })).instances,

      withUndefined: getMigrationTasks({ instanceId, filter: undefined, region: undefined } as never),

      noArguments: await errorOf(getMigrationTasks({} as never)),
      malformed: await errorOf(getMigrationTasks({ instanceId: "mine", offset: 0, filter: {} })),
      together: await errorOf(getMigrationTasks({ instanceId, id: "a", limit: 3 })),
      outsideOfEnum: await errorOf(getMigrationTasks({ instanceId, type: "topic" as never })),
      noInstance: await errorOf(getMigrationTasks({ instanceId: nowhere })),
      noTask: await errorOf(getMigrationTask({ instanceId, taskId: "0000" })),
      noProject: await errorOf(getMigrationTasks({ instanceId, projectId: "f".repeat(32) })),
    };
  };
}

/** Request IDs are random. */
function withoutRequestId(text: string): string {
  return text.replace(/request( id)? [0-9a-f]{32}/g, "request …");
}

describe("The functions of the dynamic front", function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  const taskId = (name: string) => bench.emulator.tasks(instanceId).find((task) => task.name === name)?.id ?? "";

  async function runThrough(front: Front, settings: StackSettings) {
    const { preview, up } = await bench.stack(program(front, taskId), settings);
    const requests = async (operation: () => Promise<Outcome>) => {
      bench.emulator.clearRequests();
      const outcome = await operation();
      expect(outcome.succeeded, outcome.terminal).to.equal(true);
      const sent = bench.emulator.requests.map(({ method, path, query, signed }) => ({ method, path, query, signed }));
      return { outcome, sent: sent.map((request) => JSON.stringify(request)).sort() };
    };
    return { preview: await requests(() => preview()), up: await requests(() => up()) };
  }

  describe("do what the plugin's do", () => {
    let throughPlugin: Awaited<ReturnType<typeof runThrough>>;
    let inProcess: Awaited<ReturnType<typeof runThrough>>;
    before(async () => {
      throughPlugin = await runThrough(plugin, { config: keys });
      inProcess = await runThrough(dynamic, { config: keys });
    });

    it("return the same outputs, error messages and secrets", () => {
      const { outputs } = inProcess.up.outcome;
      for (const [name, expected] of Object.entries(throughPlugin.up.outcome.outputs)) {
        expect(outputs[name], name).to.deep.equal(expected);
      }
      expect(outputs).to.have.all.keys(throughPlugin.up.outcome.outputs);
      expect(outputs.direct?.value.total).to.equal(63);
      expect(outputs.secret).to.deep.include({ secret: true });
      expect(outputs.rabbitmqInFull?.value.failures).to.have.length(1);
      expect(outputs.verificationOfRabbitMq?.value).to.equal("notVerifiable");
      expect(outputs.instances?.value.instances[0]).to.include({ id: instanceId, status: "RUNNING" });
      expect(outputs.instancesByName?.value).to.deep.equal([
        {
          id: emptyInstanceId,
          name: "rocketmq-empty",
          status: "RUNNING",
          engine: "reliability",
          engineVersion: "4.8.0",
          brokerCount: 1,
        },
      ]);
      expect(outputs.noInstance?.value).to.contain("HTTP 404: DMS.00404022");
      expect(outputs.malformed?.value).to.contain("Must be an instance ID");
    });

    it("send the same requests, all signed, and in a preview none that needs a resource that does not exist yet", () => {
      expect(inProcess.preview.sent).to.deep.equal(throughPlugin.preview.sent);
      expect(inProcess.up.sent).to.deep.equal(throughPlugin.up.sent);
      expect(inProcess.up.sent.join()).to.contain(finishedInstanceId);
      expect(inProcess.preview.sent.join()).not.to.contain(finishedInstanceId);
    });

    it("keep secrets out of the terminal", () => {
      const terminal = inProcess.preview.outcome.terminal + inProcess.up.outcome.terminal;
      expect(terminal).not.to.contain(defaultSecretKey).and.not.to.contain(defaultAccessKey);
    });
  });

  it("fail the update with the plugin's message if nobody catches the error", async () => {
    const texts: (string | undefined)[] = [];
    for (const { getMigrationTasksOutput } of [plugin, dynamic]) {
      const { up } = await bench.stack(async () => ({ all: getMigrationTasksOutput({ instanceId: nowhere }) }), {
        config: keys,
      });
      const { succeeded, terminal } = await up();
      expect(succeeded).to.equal(false);
      texts.push(/^ +error: Unhandled exception: (.*)$/m.exec(withoutRequestId(terminal))?.[1]);
    }
    expect(texts[1]).to.equal(texts[0]).and.to.contain("invocation of huaweicloud-rocketmq:index:getMigrationTasks");
  });

  it("pass on the error itself, with its stable code, as the cause", async () => {
    let cause: unknown;
    const { up } = await bench.stack(
      async () => {
        await dynamic.getMigrationTasks({ instanceId: nowhere }).catch((error: Error) => {
          cause = error.cause;
        });
      },
      { config: keys },
    );
    await up();
    expect(cause).to.deep.include({ code: "SERVICE", httpStatus: 404, errorCode: "DMS.00404022" });
  });

  it("never quote a secret argument", async () => {
    const { up } = await bench.stack(
      async () => ({ all: dynamic.getMigrationTasksOutput({ instanceId: pulumi.secret("swordfish") }) }),
      { config: keys },
    );
    const { succeeded, terminal } = await up();
    expect(succeeded).to.equal(false);
    expect(terminal).to.contain("but is a secret value (not shown)").and.not.to.contain("swordfish");
  });

  it("look up the project once, and find keys in the environment", async () => {
    const environment = process.env;
    process.env = { ...environment, HUAWEICLOUD_SDK_AK: defaultAccessKey, HUAWEICLOUD_SDK_SK: defaultSecretKey };
    try {
      const { up } = await bench.stack(
        async () => {
          const calls = [1, 2, 3].map(() => dynamic.getMigrationTasksOutput({ instanceId }).total);
          return { totals: pulumi.all(calls) };
        },
        { config: { "huaweicloud-rocketmq:projectId": undefined } },
      );
      bench.emulator.clearRequests();
      const { outputs } = await up();
      expect(outputs.totals?.value).to.deep.equal([63, 63, 63]);
      const lookUps = bench.emulator.requests.filter(({ path }) => path === "/v3/projects");
      expect(lookUps).to.have.length(1);
    } finally {
      process.env = environment;
    }
  });

  it("report malformed and unknown settings", async () => {
    const { up } = await bench.stack(async () => ({ all: dynamic.getMigrationTasksOutput({ instanceId }) }), {
      config: { "huaweicloud-rocketmq:maxRetries": "many", "huaweicloud-rocketmq:regoin": "cn-north-4" },
    });
    const { succeeded, terminal } = await up();
    expect(succeeded).to.equal(false);
    expect(terminal).to.contain(
      'huaweicloud-rocketmq:maxRetries: Must be a whole number from 0 to 100, but is "many".',
    );
    expect(terminal).to.contain("warning: huaweicloud-rocketmq:regoin: Unknown setting, ignored.");
  });

  it("refuse a provider, because they would silently use another account", async () => {
    const texts: string[] = [];
    const { up } = await bench.stack(
      async () => {
        const provider = new plugin.Provider("other", { region: "cn-east-3" });
        const parent = new pulumi.ComponentResource("test:index:Component", "parent", {}, { providers: [provider] });
        for (const opts of [{ provider }, { parent }]) {
          await dynamic.getMigrationTasks({ instanceId }, opts).catch(({ message }: Error) => texts.push(message));
        }
      },
      { config: keys },
    );
    await up();
    expect(texts).to.have.length(2);
    for (const text of texts)
      expect(text).to.match(/^getMigrationTasks of pulumi-huaweicloud-rocketmq\/dynamic was given a provider/);
  });
});
