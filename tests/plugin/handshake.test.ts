import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { type EngineServer, startEngineServer } from "./engineServer.ts";
import { type PluginProcess, rpc, startPlugin } from "./pluginProcess.ts";
import { checkConfig, handshake } from "./protocol.ts";

const provider = join(import.meta.dirname, "../../provider");
const unknownSetting = "huaweicloud-rocketmq:colour: Unknown setting, ignored.";

describe("The plugin's start", () => {
  let engine: EngineServer;
  let plugin: PluginProcess;
  before(async () => {
    engine = await startEngineServer();
  });
  after(() => engine.close());
  afterEach(() => plugin.close());

  it("prints its port as its first line, and nothing else", async () => {
    plugin = await startPlugin(engine.address);
    await handshake(plugin, engine.address);
    expect(plugin.stdout()).to.equal(`${plugin.port}\n`);
    expect(plugin.stderr()).to.equal("");
  });

  it("accepts secrets, and needs no engine for the handshake", async () => {
    plugin = await startPlugin();
    const answer = await handshake(plugin);
    expect(answer.getAcceptSecrets()).to.equal(true);
    expect(answer.getAcceptResources()).to.equal(false);
    expect(answer.getAcceptOutputs()).to.equal(false);
    // Nobody listens at this address, and the plugin does not wait for anybody.
    expect((await checkConfig(plugin, { colour: "blue" })).failures).to.deep.equal([]);
  });

  it("uses the engine of the command line, the handshake or an attach", async () => {
    plugin = await startPlugin(engine.address);
    await checkConfig(plugin, { colour: "blue" });
    expect(await engine.message(unknownSetting)).to.deep.include({ severity: "WARNING", ephemeral: false });
    await plugin.close();

    const second = await startEngineServer();
    plugin = await startPlugin();
    await handshake(plugin, second.address);
    await checkConfig(plugin, { colour: "blue" });
    await second.message(unknownSetting);

    const third = await startEngineServer();
    await plugin.call(rpc.attach, new pluginProto.PluginAttach().setAddress(third.address));
    await checkConfig(plugin, { size: "big" });
    await third.message("huaweicloud-rocketmq:size: Unknown setting, ignored.");
    expect(second.messages).to.have.length(1);
    // The previous engine may exit: only the current one counts.
    second.close();
    expect((await plugin.call(rpc.getPluginInfo, new empty.Empty())).getVersion()).to.match(/^\d/);
    third.close();
  });

  it("finds the engine's address after the engine's options", async () => {
    const own = await startEngineServer();
    plugin = await startPlugin(["--logtostderr", "-v=9", "--tracing", "127.0.0.1:9", own.address]);
    await checkConfig(plugin, { colour: "blue" });
    expect((await own.message(unknownSetting)).severity).to.equal("WARNING");
    own.close();
    await plugin.close();
    plugin = await startPlugin(["--logtostderr", "-v=9"]);
    expect((await handshake(plugin)).getAcceptSecrets()).to.equal(true);
  });

  it("has the package's version", async () => {
    plugin = await startPlugin();
    const { version } = JSON.parse(await readFile(join(provider, "package.json"), "utf8"));
    expect((await plugin.call(rpc.getPluginInfo, new empty.Empty())).getVersion()).to.equal(version);
  });

  it("returns the schema that is checked in", async () => {
    plugin = await startPlugin();
    const answer = await plugin.call(rpc.getSchema, new providerProto.GetSchemaRequest());
    const checkedIn = JSON.parse(await readFile(join(provider, "schema.json"), "utf8"));
    expect(JSON.parse(answer.getSchema())).to.deep.equal(checkedIn);
  });

  it("answers every handshake, however early", async function () {
    this.timeout(60_000);
    const before = engine.messages.length;
    for (let round = 0; round < 10; round++) {
      const started = await Promise.all(Array.from({ length: 5 }, () => startPlugin(engine.address)));
      // A log line is sent while the connection is being made: it must arrive, and delay nothing.
      await Promise.all(
        started.map(async (one) => {
          await handshake(one, engine.address);
          await checkConfig(one, { colour: "blue" });
        }),
      );
      await Promise.all(started.map((one) => one.close()));
    }
    plugin = await startPlugin();
    expect(engine.messages).to.have.length(before + 50);
  });
});
