import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { defaultInstanceId } from "../../emulator/src/index.ts";
import { version } from "../../provider/src/version.ts";
import { type PluginProcess, rpc, startPlugin } from "./pluginProcess.ts";
import { check, configure, diff, handshake, secret, toStruct, unknownText, urnOf } from "./protocol.ts";

const instanceId = defaultInstanceId;
const gate = urnOf("MigrationGate", "moved");
const task = urnOf("MigrationTask", "orders::eu");

describe("The plugin's Check and Diff", () => {
  let plugin: PluginProcess;
  before(async () => {
    plugin = await startPlugin();
    await handshake(plugin);
    await configure(plugin, {});
  });
  after(() => plugin.close());

  it("fill in defaults", async () => {
    expect(await check(plugin, gate, { instanceId })).to.deep.equal({
      inputs: {
        instanceId,
        onNoMatch: "fail",
        acceptStatuses: ["finished"],
        verify: "none",
        failFast: true,
        pollIntervalSeconds: 10,
        recheck: "onChange",
      },
      failures: [],
    });
  });

  it("accept unknown values at any depth", async () => {
    const { inputs, failures } = await check(plugin, gate, {
      instanceId: unknownText,
      taskIds: [unknownText],
      pollIntervalSeconds: unknownText,
    });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.include({
      instanceId: unknownText,
      taskIds: [unknownText],
      pollIntervalSeconds: unknownText,
    });
    const topics = [{ name: unknownText }];
    const unknownTask = await check(plugin, task, { instanceId, topics, name: unknownText });
    expect(unknownTask.failures).to.deep.equal([]);
    expect(unknownTask.inputs).to.deep.include({ topics, name: unknownText });
  });

  it("treat an unknown value as a change", async () => {
    const { changed } = await diff(plugin, gate, { instanceId, releasedAt: "x" }, { instanceId: unknownText });
    expect(changed).to.include("instanceId");
  });

  it("keep a secret secret, at any depth", async () => {
    const { inputs } = await check(plugin, gate, { instanceId: secret(instanceId), taskNames: [secret("one"), "two"] });
    expect(inputs.instanceId).to.deep.equal(secret(instanceId));
    expect(inputs.taskNames).to.deep.equal(secret(["one", "two"]));
  });

  it("report a problem of a secret without its value, and without the path for which the engine would print it", async () => {
    const { failures } = await check(plugin, gate, { instanceId: secret("my instance"), pollIntervalSeconds: 0 });
    expect(failures).to.deep.equal([
      {
        property: "",
        reason:
          "instanceId: Must be an instance ID, 32 hexadecimal digits in five groups like " +
          "11111111-2222-3333-4444-555555555555, but is a secret value (not shown). " +
          "The console shows it on the instance's page; it is not the instance's name.",
      },
      { property: "pollIntervalSeconds", reason: "Must be a number from 0.1 to 3600, but is 0. It is in seconds." },
    ]);
  });

  it("name an unknown resource", async () => {
    const error = await check(plugin, urnOf("Queue", "q"), {}).catch((caught) => caught);
    expect(error).to.deep.include({
      code: 3,
      details:
        `huaweicloud-rocketmq ${version} has no resource huaweicloud-rocketmq:index:Queue. It has MigrationTask, MigrationGate. ` +
        "Correct the name, or install the version of the plugin that the program's SDK was made for.",
    });
  });

  it("recognize a resource in a component", async () => {
    const urn = "urn:pulumi:dev::shop::my:index:Move$huaweicloud-rocketmq:index:MigrationGate::moved";
    expect((await check(plugin, urn, { instanceId })).failures).to.deep.equal([]);
  });

  it("accept more than gRPC's default of 4 MB", async () => {
    const topics = Array.from({ length: 1000 }, (_, index) => ({ name: `${"a-long-name-".repeat(400)}${index}` }));
    const { inputs, failures } = await check(plugin, task, { instanceId, topics });
    expect(failures).to.deep.equal([]);
    expect(inputs.topics).to.have.length(1000);
  });

  it("allow a preview with unknown inputs", async () => {
    const request = new providerProto.CreateRequest()
      .setUrn(gate)
      .setPreview(true)
      .setProperties(toStruct({ instanceId: unknownText, taskIds: [unknownText] }));
    const answer = await plugin.call(rpc.create, request);
    expect(answer.getId()).to.equal("");
  });
});
