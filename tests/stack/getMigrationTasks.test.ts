import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultScenario,
  defaultSecretKey,
  emptyInstanceId,
  finishedInstanceId,
  type Scenario,
} from "../../emulator/src/index.ts";
import { type Bench, type Outcome, openBench, type TestStack } from "./bench.ts";

const instanceId = defaultInstanceId;
const otherRegion = "cn-east-3";
const otherProjectId = "fedcba9876543210fedcba9876543210";
const otherInstanceId = "55555555-6666-4777-8888-999999999999";
const confidentialInstanceId = "77777777-8888-4999-8000-111111111111";
const documentedInstanceId = "66666666-7777-4888-8999-000000000000";

/** The default scenario with a second project, and an instance that answers as Huawei's page promises. */
const scenario: Scenario = {
  ...defaultScenario,
  projects: [...defaultScenario.projects, { id: otherProjectId, name: otherRegion }],
  instances: [
    ...defaultScenario.instances,
    {
      id: otherInstanceId,
      name: "elsewhere",
      projectId: otherProjectId,
      tasks: [{ name: "in-the-east", type: "rocketmq", status: "finished" }],
    },
    {
      id: confidentialInstanceId,
      name: "confidential",
      tasks: [{ name: "merger-with-a-competitor", type: "rocketmq", status: "finished" }],
    },
    {
      id: documentedInstanceId,
      name: "as-documented",
      tasks: [
        { name: "documented-rocketmq", type: "rocketmq", status: "finished" },
        { name: "documented-rabbitmq", type: "rabbitToRocket", status: "starting" },
      ],
      behaviour: { detail: "documented", total: "string", casing: "camel", result: "byKind" },
    },
  ],
};

describe("getMigrationTasks and getMigrationTask in a stack", function () {
  this.timeout(60_000);
  let bench: Bench;
  let test: TestStack;
  let preview: Outcome;
  let up: Outcome;
  const output = (name: string) => up.outputs[name]?.value;
  const taskNamed = (name: string, instance = instanceId) => {
    const found = bench.emulator.tasks(instance).find((task) => task.name === name);
    if (!found) throw new Error(`the emulator has no task ${name}`);
    return found;
  };

  // One preview and one update show everything: each takes seconds, and what they show does not depend on the others.
  before(async () => {
    bench = await openBench({ scenario });
    const named = (name: string, instance?: string) => taskNamed(name, instance).id;
    const idAlone = (id: string, instance = instanceId) =>
      rocketmq.getMigrationTasksOutput({ instanceId: instance, id });
    // No `endpoint`: there would be no way into another region.
    const inTwoRegions = {
      config: { "huaweicloud-rocketmq:endpoint": undefined },
      environment: {
        HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: bench.emulator.url,
        [`HUAWEICLOUD_SDK_REGION_ROCKETMQ_${otherRegion.toUpperCase().replaceAll("-", "_")}`]: bench.emulator.url,
      },
    };
    test = await bench.stack(async () => {
      const direct = await rocketmq.getMigrationTasks({ instanceId });
      const inOutputForm = rocketmq.getMigrationTasksOutput({ instanceId: pulumi.output(instanceId) });

      const gate = new rocketmq.MigrationGate("moved", { instanceId: finishedInstanceId });
      // Not known before the gate exists.
      const laterId = gate.releasedAt.apply(() => finishedInstanceId);
      const explicit = new rocketmq.Provider("explicit", {
        accessKey: defaultAccessKey,
        secretKey: pulumi.secret(defaultSecretKey),
        region: defaultRegion,
        projectId: defaultProjectId,
        endpoint: bench.emulator.url,
        maxRetries: 0,
        insecure: false,
      });
      const later = new rocketmq.Provider("later", {
        region: gate.releasedAt.apply(() => defaultRegion),
        projectId: defaultProjectId,
        endpoint: bench.emulator.url,
      });

      return {
        direct,
        inOutputForm,
        ofUnknown: rocketmq.getMigrationTasksOutput({ instanceId: laterId, filter: { names: ["move-rocketmq-01"] } })
          .total,
        afterGate: rocketmq.getMigrationTasksOutput({ instanceId: finishedInstanceId }, { dependsOn: [gate] })
          .allFinished,
        explicit: rocketmq.getMigrationTasksOutput({ instanceId }, { provider: explicit }).total,
        later: rocketmq.getMigrationTasksOutput({ instanceId }, { provider: later, dependsOn: [gate] }).total,
        filtered: rocketmq.getMigrationTasksOutput({
          instanceId,
          filter: { types: [rocketmq.MigrationTaskType.RabbitToRocket], statuses: ["failed"] },
        }),
        hidden: rocketmq.getMigrationTasksOutput({ instanceId, filter: { statuses: ["finished"] } }).allFinished,
        awaited: rocketmq.getMigrationTasksOutput({
          instanceId,
          filter: { names: ["move-rocketmq-01", "not-there-yet"] },
        }).allFinished,
        finished: rocketmq.getMigrationTasksOutput({ instanceId: finishedInstanceId }).allFinished,
        empty: rocketmq.getMigrationTasksOutput({ instanceId: emptyInstanceId }),
        page: rocketmq.getMigrationTasksOutput({ instanceId, offset: 7, limit: 10 }),
        pageOfFinished: rocketmq.getMigrationTasksOutput({ instanceId: finishedInstanceId, offset: 1, limit: 2 })
          .allFinished,
        smallPages: rocketmq.getMigrationTasksOutput({ instanceId, limit: 10, type: "all", name: "" }).tasks.length,
        otherProject: rocketmq.getMigrationTasksOutput({ instanceId: otherInstanceId, projectId: otherProjectId })
          .tasks,
        otherRegion: rocketmq.getMigrationTasksOutput({ instanceId: otherInstanceId, region: otherRegion }).tasks,
        rocketmqById: idAlone(named("move-rocketmq-05")),
        rabbitmqById: idAlone(named("move-rabbitmq-06")),
        documentedById: idAlone(named("documented-rocketmq", documentedInstanceId), documentedInstanceId),
        documentedRabbitmqById: idAlone(named("documented-rabbitmq", documentedInstanceId), documentedInstanceId),
        secret: rocketmq.getMigrationTasksOutput({ instanceId: pulumi.secret(confidentialInstanceId) }).tasks,
        rocketmqInFull: rocketmq.getMigrationTaskOutput({ instanceId, taskId: named("move-rocketmq-05") }),
        rabbitmqInFull: rocketmq.getMigrationTaskOutput({ instanceId, taskId: named("move-rabbitmq-12") }),
        documentedInFull: rocketmq.getMigrationTaskOutput({
          instanceId: documentedInstanceId,
          taskId: named("documented-rabbitmq", documentedInstanceId),
        }),
        report: rocketmq.getMigrationReportOutput({ instanceIds: [instanceId, finishedInstanceId] }),
      };
    }, inTwoRegions);
    preview = await test.preview();
    up = await test.up();
  });
  after(() => bench.close());

  it("work in a preview in which some of it is not known yet", () => {
    expect(preview.succeeded, preview.terminal).to.equal(true);
    expect(preview.terminal).not.to.match(/error|warning/i);
  });

  it("work in an update", () => {
    expect(up.succeeded, up.terminal).to.equal(true);
    expect(up.terminal).not.to.match(/error|warning/i);
  });

  it("give every task of every page, with what they come to, in direct and in output form", () => {
    const tasks = bench.emulator.tasks(instanceId);
    const { total, tasks: listed, summary, allFinished, anyFailed } = output("direct");
    expect(total).to.equal(63);
    expect(listed).to.deep.equal(
      tasks.map(({ id, name, startDate, status, type }) => ({ id, name, startDate, status, type })),
    );
    const count = (status: string) => tasks.filter((task) => task.status === status).length;
    expect(summary).to.deep.equal({
      creating: count("creating"),
      starting: count("starting"),
      failed: count("failed"),
      finished: count("finished"),
      unknown: 0,
    });
    expect([allFinished, anyFailed]).to.deep.equal([false, true]);
    expect(output("inOutputForm")).to.deep.include({ total, tasks: listed, summary, allFinished, anyFailed });
  });

  it("give one report of several instances, with the causes of failures and Markdown for people", () => {
    const { version, observedAt, instances, tasks, counts, markdown } = output("report");
    const all = [instanceId, finishedInstanceId].flatMap((id) =>
      bench.emulator.tasks(id).map((task) => ({ id, task })),
    );
    expect(version).to.equal(1);
    expect(observedAt).to.match(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(instances.map((each: { instanceId: string }) => each.instanceId)).to.deep.equal([
      instanceId,
      finishedInstanceId,
    ]);
    expect(tasks.map((each: { instanceId: string; id: string }) => [each.instanceId, each.id])).to.deep.equal(
      all.map(({ id, task }) => [id, task.id]),
    );
    const failed = all.filter(({ task }) => task.status === "failed").length;
    expect(counts.failed).to.equal(failed);
    expect(tasks.filter((each: { reason?: string }) => each.reason !== undefined)).to.have.length(Math.min(failed, 10));
    expect(markdown).to.match(/^\*\*\d+ of 66 finished, \d+ failed/);
  });

  it("wait for arguments and resources that are not known in the preview", () => {
    expect(output("ofUnknown")).to.equal(3);
    expect(output("afterGate")).to.equal(true);
  });

  it("work with an explicit provider, even if the preview cannot configure it yet", () => {
    expect(output("explicit")).to.equal(63);
    expect(output("later")).to.equal(63);
  });

  it("select by the tasks' own name, type and state", () => {
    const { total, tasks, summary, anyFailed } = output("filtered");
    expect(total).to.equal(63);
    expect(tasks).to.have.length.above(0);
    for (const task of tasks) expect(task).to.deep.include({ type: "rabbitToRocket", status: "failed" });
    expect(summary).to.deep.equal({ creating: 0, starting: 0, failed: tasks.length, finished: 0, unknown: 0 });
    expect(anyFailed).to.equal(true);
  });

  it("call everything finished only if it is all that there is", () => {
    expect(output("finished")).to.equal(true);
    expect(output("hidden")).to.equal(false);
    expect(output("awaited")).to.equal(false);
    expect(output("pageOfFinished")).to.equal(false);
    expect(output("empty")).to.deep.include({ total: 0, tasks: [], allFinished: false, anyFailed: false });
  });

  it("give one page with offset, and all of them with limit alone", () => {
    const names = bench.emulator.tasks(instanceId).map(({ name }) => name);
    expect(output("page").tasks.map(({ name }: { name: string }) => name)).to.deep.equal(names.slice(60));
    expect(output("page").total).to.equal(63);
    expect(output("smallPages")).to.equal(63);
  });

  it("ask another project, or another region's own", () => {
    expect(output("otherProject")).to.have.length(1);
    expect(output("otherProject")[0].name).to.equal("in-the-east");
    expect(output("otherRegion")).to.deep.equal(output("otherProject"));
  });

  it("find one task by its id, of both types and in both shapes of the answer", () => {
    const found = (name: string) => output(name).tasks.map((task: { name: string }) => task.name);
    expect(found("rocketmqById")).to.deep.equal(["move-rocketmq-05"]);
    expect(output("rocketmqById")).to.deep.include({ total: 1, anyFailed: true, allFinished: false });
    expect(found("rabbitmqById")).to.deep.equal(["move-rabbitmq-06"]);
    expect(output("rabbitmqById").allFinished).to.equal(true);
    expect(found("documentedById")).to.deep.equal(["documented-rocketmq"]);
    expect(found("documentedRabbitmqById")).to.deep.equal(["documented-rabbitmq"]);
  });

  it("keep secret what was asked with a secret, in the outputs and in the state", async () => {
    expect(up.outputs.secret).to.deep.include({ secret: true });
    expect(output("secret")[0].name).to.equal("merger-with-a-competitor");
    expect(up.outputs.direct?.secret).to.equal(false);
    expect(await test.state())
      .not.to.include("merger-with-a-competitor")
      .and.not.to.include(confidentialInstanceId);
    expect(preview.terminal + up.terminal).not.to.include("merger-with-a-competitor");
  });

  it("give one RocketMQ task in full: what was submitted, and what failed and why", () => {
    const { id, startDate } = taskNamed("move-rocketmq-05");
    const { resultText, result, topics, consumerGroups, ...rest } = output("rocketmqInFull");
    expect(rest).to.deep.equal({
      id,
      startDate,
      name: "move-rocketmq-05",
      status: "failed",
      type: "rocketmq",
      failures: [{ kind: "topic", name: "orders-05", reason: "the topic quota is used up" }],
    });
    expect(topics).to.have.length(1);
    expect(topics[0]).to.deep.include({ name: "orders-05" });
    expect(consumerGroups[0]).to.deep.include({ name: "billing-05" });
    expect(JSON.parse(resultText)).to.deep.equal(result);
  });

  it("give one RabbitMQ task in full", () => {
    const full = output("rabbitmqInFull");
    expect(full).to.deep.include({
      status: "failed",
      type: "rabbitToRocket",
      vhosts: [{ name: "shop-12" }],
      queues: [{ vhost: "shop-12", name: "invoices", durable: true }],
      exchanges: [{ vhost: "shop-12", name: "orders", type: "topic", durable: true }],
      failures: [{ kind: "queue", vhost: "shop-12", name: "invoices", reason: "the queue's name is not allowed" }],
    });
    expect(full.bindings).to.deep.equal([
      { vhost: "shop-12", source: "orders", destination: "invoices", destinationType: "queue", routingKey: "order.*" },
    ]);
  });

  it("give a task in full that has neither metadata nor a result yet", () => {
    const { name, status, failures, resultText } = output("documentedInFull");
    expect({ name, status, failures, resultText }).to.deep.equal({
      name: "documented-rabbitmq",
      status: "starting",
      failures: [],
      resultText: "",
    });
  });

  it("leave a state that holds keys encrypted only, and the environment's not at all", async () => {
    const state = await test.state();
    expect(state).not.to.include(defaultSecretKey);
    expect(state).not.to.include(defaultAccessKey);
    const resources: { urn: string; inputs?: Record<string, unknown> }[] =
      JSON.parse(state).checkpoint.latest.resources;
    const inputsOf = (name: string) => resources.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs ?? {};
    const cipher = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
    expect(inputsOf("explicit").secretKey).to.deep.include(cipher);
    expect(inputsOf("explicit").accessKey).to.deep.include(cipher);
    const defaultProvider = resources.find(({ urn }) => urn.includes("huaweicloud-rocketmq::default"));
    expect(defaultProvider?.inputs).to.have.property("endpoint");
    expect(defaultProvider?.inputs).not.to.have.any.keys("accessKey", "secretKey");
  });
});
