import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { defaultInstanceId } from "../../emulator/src/index.ts";
import { type PluginProcess, rpc, startPlugin } from "./pluginProcess.ts";
import { check, configure, handshake, invoke, urnOf } from "./protocol.ts";
import { listenSilently, type SilentServer } from "./silentServer.ts";

const keys = { HUAWEICLOUD_SDK_AK: "AKOFTHETESTS", HUAWEICLOUD_SDK_SK: "secret key of the tests" };
const token = "huaweicloud-rocketmq:index:getMigrationTasks";

describe("The plugin's exit", () => {
  let service: SilentServer;
  let plugin: PluginProcess;
  before(async () => {
    service = await listenSilently();
  });
  after(() => service.close());
  afterEach(() => plugin.close());

  /** A call that the service never answers. Resolves when the request has reached it. */
  async function startLongCall(): Promise<{ ended: Promise<unknown> }> {
    const projectId = "0123456789abcdef0123456789abcdef";
    await configure(plugin, { region: "cn-north-4", projectId, endpoint: service.url });
    const requested = service.nextRequest();
    const ended = invoke(plugin, token, { instanceId: defaultInstanceId }).catch((error: unknown) => error);
    await requested;
    return { ended };
  }

  it("follows Cancel, even while a call is running", async () => {
    plugin = await startPlugin(undefined, keys);
    const call = await startLongCall();
    await Promise.all([plugin.call(rpc.cancel, new empty.Empty()), plugin.call(rpc.cancel, new empty.Empty())]);
    expect(await call.ended).to.have.property("details", "Cancelled.");
    expect(await plugin.ended).to.equal(0);
    expect(plugin.stderr()).to.equal("");
  });

  it("follows Cancel while no call is running, and the Cancel is answered", async () => {
    plugin = await startPlugin(undefined, keys);
    await handshake(plugin);
    await plugin.call(rpc.cancel, new empty.Empty());
    expect(await plugin.ended).to.equal(0);
  });

  it("waits until a large answer has reached an engine that cancels", async () => {
    plugin = await startPlugin(undefined, keys);
    await configure(plugin, {});
    const topics = Array.from({ length: 20_000 }, (_, index) => ({ name: `topic-${index}-${"x".repeat(50)}` }));
    const answer = check(plugin, urnOf("MigrationTask", "move"), { instanceId: defaultInstanceId, topics });
    const cancelled = plugin.call(rpc.cancel, new empty.Empty());
    const { inputs, failures } = await answer;
    await cancelled;
    expect(failures).to.deep.equal([]);
    expect(inputs.topics).to.have.length(topics.length);
    expect(await plugin.ended).to.equal(0);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`follows ${signal} like Cancel: a running call is still answered`, async () => {
      plugin = await startPlugin(undefined, keys);
      const call = await startLongCall();
      plugin.process.kill(signal);
      expect(await call.ended).to.have.property("details", "Cancelled.");
      expect(await plugin.ended).to.equal(0);
    });

    it(`follows ${signal} while no call is running`, async () => {
      plugin = await startPlugin(undefined, keys);
      plugin.process.kill(signal);
      expect(await plugin.ended).to.equal(0);
    });
  }

  it("follows when the engine is killed, even while a call is running", async () => {
    const engine = spawn(process.execPath, [join(import.meta.dirname, "engineMain.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [address] = await once(createInterface({ input: engine.stdout }), "line");
    plugin = await startPlugin(String(address), keys);
    await handshake(plugin, String(address));
    await startLongCall();
    engine.kill("SIGKILL");
    expect(await plugin.ended).to.equal(1);
  });
});
