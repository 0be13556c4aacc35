import { expect } from "chai";
import {
  defaultAccessKey,
  defaultSecretKey,
  type Instance,
  emptyInstanceId as instanceId,
} from "../../emulator/src/index.ts";
import { PollerRegistry } from "../../provider/src/migration/index.ts";
import type { CallContext } from "../../provider/src/package/context.ts";
import type { Properties } from "../../provider/src/package/definition/index.ts";
import { InitializationError } from "../../provider/src/package/definition/resource.ts";
import { migrationTask } from "../../provider/src/package/migrationTask.ts";
import { OperationMemory } from "../../provider/src/package/operationMemory.ts";
import { type Service, startService } from "../migration/emulatorClient.ts";
import { TestClock } from "../migration/testClock.ts";

const urn = "urn:pulumi:s::p::huaweicloud-rocketmq:index:MigrationTask::move";
const topics = [{ name: "orders" }];

describe("A MigrationTask that verifies", () => {
  let clock: TestClock;
  let service: Service;
  let reports: string[];
  beforeEach(() => {
    clock = new TestClock();
    reports = [];
  });
  afterEach(() => service.emulator.close());

  async function start(instance: Partial<Instance> = {}): Promise<void> {
    service = await startService(clock, { id: instanceId, name: "shop", ...instance });
  }

  const context = (memory: OperationMemory, signal = new AbortController().signal): CallContext => ({
    client: service.client,
    signal,
    clock,
    pollers: new PollerRegistry(clock),
    memory,
    secrets: new Set(),
    report: {
      progress() {},
      info: (text) => reports.push(`info: ${text}`),
      warning: (text) => reports.push(`warning: ${text}`),
    },
  });

  async function create(news: Properties, limits: { timeoutSeconds?: number } = {}) {
    const memory = new OperationMemory();
    const given = { instanceId, ...news };
    const { inputs, problems } = await migrationTask.check({
      urn,
      olds: undefined,
      news: given,
      secrets: new Set(),
      memory,
    });
    expect(problems).to.deep.equal([]);
    return clock.run(migrationTask.create({ urn, inputs, ...limits }, context(memory)));
  }

  const deny = (action: "dms:topic:list" | "dms:group:list") =>
    service.emulator.scenario({
      accessKeys: [{ accessKey: defaultAccessKey, secretKey: defaultSecretKey, deniedActions: [action] }],
    });
  const verificationOf = ({ outputs }: { outputs: Properties }) => outputs.verification as Properties;

  it("finishes without a permission, and names it in a warning", async () => {
    await start();
    deny("dms:topic:list");
    const result = await create({ topics });
    expect(result.outputs).to.include({ status: "finished" }).and.to.not.have.property("countsBefore");
    expect(verificationOf(result)).to.include({ verdict: "notVerifiable" });
    const [warning, ...more] = reports.filter((text) => text.startsWith("warning: "));
    expect(more).to.deep.equal([]);
    expect(warning).to.match(
      /has finished, but could not be verified\. .*Grant their user dms:topic:list in this project\./,
    );
  });

  it("submits nothing without a permission if a verification is required", async () => {
    await start();
    deny("dms:group:list");
    const consumerGroups = [{ name: "billing" }];
    const error = await create({ topics, consumerGroups, verify: "require" }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("message").that.includes("Grant their user dms:group:list in this project.");
    expect(service.emulator.tasks(instanceId)).to.deep.equal([]);
    expect(verificationOf(await create({ topics, verify: "require" }))).to.include({ verdict: "verified" });
  });

  it("asks nothing of the instance with `none`", async () => {
    await start({ metadata: { topics: ["orders"] } });
    const result = await create({ topics, overwrite: true, verify: "none" });
    expect(result.outputs).to.include({ status: "finished" }).and.to.not.have.any.keys("verification", "countsBefore");
    expect(service.emulator.requests.filter(({ path }) => /\/(topics|groups)$/.test(path))).to.deep.equal([]);
  });

  it("tells the numbers before and after of RabbitMQ metadata, without a warning", async () => {
    await start({ metadata: { topics: ["other"] } });
    const result = await create({
      vhosts: [{ name: "shop" }],
      exchanges: [{ vhost: "shop", name: "orders", type: "direct" }],
      queues: [{ vhost: "shop", name: "invoices" }],
    });
    expect(verificationOf(result)).to.deep.include({
      verdict: "notVerifiable",
      counts: {
        expected: 0,
        found: 0,
        instance: { topics: 2, consumerGroups: 1 },
        before: { topics: 1, consumerGroups: 0 },
      },
    });
    expect(result.outputs.countsBefore).to.deep.equal({ topics: 1, consumerGroups: 0 });
    expect(reports.join("\n")).to.not.include("warning");
    expect(reports.at(-1)).to.include(
      "The instance has 2 topics and 1 consumer group; before the migration it had 1 topic and 0 consumer groups.",
    );
  });

  it("outlasts a service that cannot list topics, and fails only if a verification is required", async () => {
    await start();
    service.emulator.addFault({ kind: "http500", operation: "listTopics", count: "always" });
    const warned = await create({ topics });
    expect(verificationOf(warned)).to.include({ verdict: "notVerifiable" });

    const error = await create({ topics: [{ name: "prices" }], verify: "require" }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(InitializationError);
    expect(error)
      .to.have.property("message")
      .that.includes("The next update verifies it again and submits nothing.")
      .and.not.includes("Create what is missing");
    const { outputs } = error as InitializationError;
    expect(outputs).to.include({ status: "finished" });
    const diff = migrationTask.diff({
      urn,
      id: (error as InitializationError).id,
      oldInputs: { instanceId, topics, verify: "require" },
      oldOutputs: outputs,
      newInputs: { instanceId, topics, verify: "require", waitForCompletion: true },
      memory: new OperationMemory(),
    });
    expect(diff.changed).to.deep.equal(["verification"]);
    expect(diff.replaces).to.deep.equal([]);
  });

  it("is verified by the next update if it finished after its wait had ended", async () => {
    const timeline = [
      { afterSeconds: 0, status: "starting" },
      { afterSeconds: 60, status: "finished" },
    ];
    await start({ creations: [{ timeline, lost: [{ kind: "topic", name: "orders" }] }] });
    const failure = await create({ topics }, { timeoutSeconds: 10 }).catch((thrown: unknown) => thrown);
    expect(failure).to.be.instanceOf(InitializationError);
    const { id, outputs: kept } = failure as InitializationError;
    expect(kept).to.include({ status: "starting" });
    await clock.run(clock.sleep(60_000));

    // The engine reads before it updates, so the update finds a finished task.
    const memory = new OperationMemory();
    const inputs = { instanceId, topics, verify: "warn", waitForCompletion: true };
    const read = await clock.run(migrationTask.read({ urn, id, inputs, outputs: kept }, context(memory)));
    const outputs = read?.outputs ?? {};
    expect(outputs).to.include({ status: "finished", verificationPending: true });
    const changedWith = (verify: string, oldOutputs: Properties) =>
      migrationTask.diff({ urn, id, oldInputs: inputs, oldOutputs, newInputs: { ...inputs, verify }, memory }).changed;
    expect(changedWith("warn", outputs)).to.deep.equal(["verification"]);
    expect(changedWith("none", outputs)).to.deep.equal(["verify"]);

    const updated = await clock.run(migrationTask.update({ urn, id, inputs, oldOutputs: outputs }, context(memory)));
    expect(updated.outputs).to.not.have.property("verificationPending");
    expect(updated.outputs.verification).to.deep.include({ verdict: "differs" });
    expect(reports.at(-1)).to.match(/^warning: .*Missing: topic "orders"/);
    expect(changedWith("warn", updated.outputs)).to.deep.equal([]);
  });

  it("warns of a migration to an instance that has what is migrated, or no room for it", async () => {
    await start({ metadata: { topics: ["orders"] }, quotas: { consumerGroups: 0 } });
    const error = await create({ topics, consumerGroups: [{ name: "billing" }] }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(InitializationError);
    const warnings = reports.filter((text) => text.startsWith("warning: "));
    expect(warnings).to.have.lengthOf(2);
    expect(warnings[0]).to.include('topic "orders". overwrite is false, so the migration fails on them.');
    expect(warnings[1]).to.include("has room for 0 more consumer groups (of at most 0), but the migration creates 1.");
  });
});
