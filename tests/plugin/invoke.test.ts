import { expect } from "chai";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  finishedInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { version } from "../../provider/src/version.ts";
import { type PluginProcess, startPlugin } from "./pluginProcess.ts";
import { configure, handshake, invoke, secret, unknownText } from "./protocol.ts";

const list = "huaweicloud-rocketmq:index:getMigrationTasks";
const read = "huaweicloud-rocketmq:index:getMigrationTask";
const instanceId = finishedInstanceId;

describe("The plugin's Invoke", () => {
  let emulator: Emulator;
  let plugin: PluginProcess;
  before(async () => {
    emulator = await startEmulator();
    plugin = await startPlugin();
    await handshake(plugin);
    await configure(plugin, {
      accessKey: secret(defaultAccessKey),
      secretKey: secret(defaultSecretKey),
      region: defaultRegion,
      projectId: defaultProjectId,
      endpoint: emulator.url,
    });
  });
  after(async () => {
    await plugin.close();
    await emulator.close();
  });
  beforeEach(() => emulator.clearRequests());

  it("returns the function's result", async () => {
    const { result, failures } = await invoke(plugin, list, { instanceId });
    expect(failures).to.deep.equal([]);
    expect(Object.keys(result)).to.have.members(["total", "tasks", "summary", "allFinished", "anyFailed"]);
    expect(result).to.deep.include({ total: 3, allFinished: true, anyFailed: false });
  });

  it("names an unknown function", async () => {
    const error = await invoke(plugin, "huaweicloud-rocketmq:index:getQueues", {}).catch((caught) => caught);
    expect(error).to.deep.include({
      code: 3,
      details:
        `huaweicloud-rocketmq ${version} has no function huaweicloud-rocketmq:index:getQueues. It has getMigrationTasks, getMigrationTask, getMigrationReport, getMigrationVerification, getInstances. ` +
        "Correct the name, or install the version of the plugin that the program's SDK was made for.",
    });
  });

  it("reports every malformed argument, and sends no request", async () => {
    const { result, failures } = await invoke(plugin, list, { id: "no such/id", limit: 0, colour: "blue" });
    expect(result).to.deep.equal({});
    expect(failures.map(({ property }) => property)).to.deep.equal(["instanceId", "id", "limit", "colour"]);
    expect(emulator.requests).to.deep.equal([]);
  });

  it("reports an error of the service as the text of the status, because the engine shows nothing else", async () => {
    const error = await invoke(plugin, list, { instanceId: "99999999-0000-4000-8000-000000000000" }).catch(
      (caught) => caught,
    );
    const [{ requestId } = {}] = emulator.requests;
    expect(error.details).to.equal(
      `GET /v2/${defaultProjectId}/instances/99999999-0000-4000-8000-000000000000/metadata?limit=50&offset=1 failed ` +
        `with HTTP 404: DMS.00404022 This instance does not exist: 99999999-0000-4000-8000-000000000000 (request id ${requestId}). ` +
        "The instance does not exist in this project and region: check instanceId, projectId and region.",
    );
  });

  describe("with a secret argument", () => {
    it("marks the whole result as a secret", async () => {
      const { result: open } = await invoke(plugin, list, { instanceId });
      const { result } = await invoke(plugin, list, { instanceId: secret(instanceId) });
      expect(result).to.deep.equal(
        Object.fromEntries(Object.entries(open).map(([key, value]) => [key, secret(value)])),
      );
    });

    it("does so for a secret at any depth", async () => {
      const { result } = await invoke(plugin, list, { instanceId, filter: { names: [secret("move-rocketmq-01")] } });
      expect(result.total).to.deep.equal(secret(3));
    });

    it("never quotes it", async () => {
      const { failures } = await invoke(plugin, list, {
        instanceId: secret("my instance"),
        filter: { types: [secret("my type")] },
      });
      expect(failures.map(({ property }) => property)).to.deep.equal(["instanceId", "filter.types[0]"]);
      expect(JSON.stringify(failures)).not.to.match(/my (instance|type)/);
      expect(failures[1]?.reason).to.equal(
        "Must be one of rocketmq, rabbitToRocket, but is a secret value (not shown).",
      );
    });
  });

  describe("with an argument that is unknown in a preview", () => {
    it("returns nothing, which the engine reads as unknown, and sends no request", async () => {
      for (const args of [
        { instanceId: unknownText },
        { instanceId, id: unknownText },
        { instanceId, filter: { names: ["a", unknownText] } },
        { instanceId: secret(unknownText) },
      ]) {
        expect(await invoke(plugin, list, args, { preview: true })).to.deep.equal({ result: {}, failures: [] });
      }
      expect(await invoke(plugin, read, { instanceId, taskId: unknownText }, { preview: true })).to.deep.equal({
        result: {},
        failures: [],
      });
      expect(emulator.requests).to.deep.equal([]);
    });

    it("still reports problems of the other arguments", async () => {
      const { failures } = await invoke(plugin, list, { instanceId: unknownText, offset: 0 }, { preview: true });
      expect(failures.map(({ property }) => property)).to.deep.equal(["offset"]);
    });

    it("fails outside of a preview, where everything must be known", async () => {
      expect(await invoke(plugin, list, { instanceId: unknownText })).to.deep.equal({
        result: {},
        failures: [{ property: "instanceId", reason: "The value is unknown, but is needed here." }],
      });
    });
  });

  describe("with messages above gRPC's default of 4 MB", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${"a-long-name-".repeat(400)}${index}`);

    it("receives them", async () => {
      const args = { instanceId, filter: { names: [...names, "move-rocketmq-01"] } };
      expect(JSON.stringify(args).length).to.be.above(4 * 1024 * 1024);
      const { result } = await invoke(plugin, list, args);
      expect(result.tasks).to.have.length(1);
    });

    it("sends them", async () => {
      const topics = Object.fromEntries(names.map((name) => [name, { topic_name: name }]));
      const id = emulator.addTask(instanceId, {
        name: "very-big",
        type: "rocketmq",
        metadata: { topic_config_table: topics, subscription_group_table: {} },
      });
      const { result } = await invoke(plugin, read, { instanceId, taskId: id });
      expect(result.topics).to.have.length(1000);
      expect(JSON.stringify(result).length).to.be.above(4 * 1024 * 1024);
    });
  });

  it("answers many concurrent calls", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => invoke(plugin, list, { instanceId: defaultInstanceId })),
    );
    for (const { result } of answers) expect(result.total).to.equal(63);
  });
});
