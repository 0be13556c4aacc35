import { expect } from "chai";
import { emptyInstanceId as instanceId } from "../../emulator/src/index.ts";
import { PollerRegistry } from "../../provider/src/migration/index.ts";
import type { CallContext } from "../../provider/src/package/context.ts";
import type { Properties } from "../../provider/src/package/definition/index.ts";
import { migrationGate } from "../../provider/src/package/migrationGate.ts";
import { OperationMemory } from "../../provider/src/package/operationMemory.ts";
import { type Service, startService, taskId } from "../migration/emulatorClient.ts";
import { TestClock } from "../migration/testClock.ts";

const gates = 100;
const numbers = Array.from({ length: gates }, (_, index) => index + 1);

describe("MigrationGates that verify", () => {
  const clock = new TestClock();
  let service: Service;
  let context: CallContext;
  const reports: string[] = [];

  before(async () => {
    const tasks = numbers.map((number) => ({
      id: taskId(number),
      name: `move-${number}`,
      type: "rocketmq" as const,
      status: "finished",
      metadata: { topic_config_table: { [`topic-${number}`]: {} } },
    }));
    const rabbit = { id: taskId(0), name: "rabbit", type: "rabbitToRocket" as const, status: "finished" };
    const running = { ...rabbit, id: taskId(gates + 1), name: "running", status: "starting" };
    service = await startService(clock, { id: instanceId, name: "shop", tasks: [...tasks, rabbit, running] });
    context = {
      client: service.client,
      signal: new AbortController().signal,
      clock,
      pollers: new PollerRegistry(clock),
      memory: new OperationMemory(),
      secrets: new Set(),
      report: { progress() {}, info: () => {}, warning: (text) => reports.push(text) },
    };
  });
  after(() => service.emulator.close());

  const gate = (inputs: Properties) =>
    clock.run(
      migrationGate.create({ urn: "urn", inputs: { instanceId, pollIntervalSeconds: 0.2, ...inputs } }, context),
    );

  it("read the lists of an instance once for all gates of an operation, also one after the other", async () => {
    for (const number of numbers) {
      const { outputs } = await gate({ taskNames: [`move-${number}`], verify: "require" });
      expect(outputs.verifications).to.have.lengthOf(1).and.to.have.nested.property("[0].verdict", "verified");
    }
    const looks = service.emulator.requests.filter(({ operation }) => operation === "listTopics");
    // Two pages, the first of them twice.
    expect(looks).to.have.lengthOf(3);
    expect(reports).to.deep.equal([]);
  });

  it("fail at once if they require a verification of RabbitMQ metadata that is still being migrated, and say so in a preview", async () => {
    const startedMs = clock.now();
    const inputs = { taskNames: ["running"], verify: "require" };
    const error = await gate(inputs).catch((thrown: unknown) => thrown);
    expect(error)
      .to.have.property("message")
      .that.matches(/^Migration task "running" \(.*\) cannot be verified, but verify is require: /);
    expect(clock.now()).to.equal(startedMs);
    const request = { urn: "urn", inputs: { instanceId, ...inputs }, unknowns: new Set<string>() };
    const infos: string[] = [];
    const report = { ...context.report, info: (text: string) => infos.push(text) };
    await clock.run(migrationGate.preview(request, { ...context, report }));
    expect(infos.join()).to.match(/^Would fail: Migration task "running" /);
  });

  it("are not released by RabbitMQ metadata if a verification is required, and warn of it otherwise", async () => {
    const error = await gate({ taskNames: ["rabbit"], verify: "require" }).catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "GATE_NOT_RELEASED");
    expect(error).to.have.property("message").that.includes("Huawei does not publish how vhosts");
    await gate({ taskNames: ["rabbit"], verify: "warn" });
    expect(reports.join()).to.include("could not be verified");
  });
});
