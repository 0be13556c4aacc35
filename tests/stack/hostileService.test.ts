import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as plugin from "pulumi-huaweicloud-rocketmq";
import * as dynamic from "pulumi-huaweicloud-rocketmq/dynamic";
import { defaultAccessKey, defaultInstanceId, defaultSecretKey } from "../../emulator/src/index.ts";
import { answerJson, type LocalServer, startServer } from "../cloud/localServer.ts";
import { type Bench, type Outcome, openBench } from "./bench.ts";

const instanceId = defaultInstanceId;
const signatureKey = "4dabf18193072939515e22adb298388d";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownObjectText = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";
const note = "(not a Pulumi value)";

describe("A service that sends Pulumi's special values and terminal commands", function () {
  this.timeout(60_000);
  let bench: Bench;
  let server: LocalServer;
  let folder: string;
  let file: string;
  let isRefusing = false;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "hostile-"));
    file = join(folder, "private.txt");
    await writeFile(file, "swordfish");
    bench = await openBench();
    server = await startServer((request, response) => {
      if (isRefusing) {
        answerJson(response, 400, { error_code: "DMS.1", error_msg: "\u001b[2J\u001b]0;owned\u0007<{%fg 1%}>red" });
        return;
      }
      const task = {
        id: "a-1",
        name: unknownObjectText,
        status: "finished",
        type: "rocketmq",
        start_date: unknownText,
      };
      const result = {
        path: { [signatureKey]: assetSignature, path: file },
        uri: { [signatureKey]: assetSignature, uri: `${server.url}/fetched` },
        secret: { [signatureKey]: secretSignature, value: "open" },
        resource: { [signatureKey]: resourceSignature, urn: "urn:pulumi:s::p::T::r", id: "" },
        unknown: unknownText,
      };
      const isList = !new URL(request.url ?? "", server.url).searchParams.has("id");
      answerJson(response, 200, isList ? { total: 1, task: [task] } : { ...task, result: JSON.stringify(result) });
    });
  });
  beforeEach(() => {
    isRefusing = false;
    server.requests.length = 0;
  });
  after(async () => {
    await server.close();
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (program: () => Promise<Record<string, unknown>>): Promise<Outcome> => {
    const { up } = await bench.stack(program, {
      config: {
        "huaweicloud-rocketmq:endpoint": server.url,
        "huaweicloud-rocketmq:accessKey": { secret: defaultAccessKey },
        "huaweicloud-rocketmq:secretKey": { secret: defaultSecretKey },
      },
    });
    return up();
  };

  for (const [front, { getMigrationTask, getMigrationTasks }] of [
    ["plugin", plugin],
    ["dynamic", dynamic],
  ] as const) {
    it(`sends data to the ${front} front: no file is read, nothing fetched, nothing secret or unknown`, async () => {
      const { succeeded, terminal, outputs } = await run(async () => ({
        task: await getMigrationTask({ instanceId, taskId: "a-1" }),
        names: (await getMigrationTasks({ instanceId })).tasks.map(({ name }) => name),
      }));
      expect(succeeded, terminal).to.equal(true);
      const { task, names } = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
      const key = `${signatureKey} ${note}`;
      expect(task).to.deep.include({ name: `${unknownObjectText} ${note}`, startDate: `${unknownText} ${note}` });
      expect(task.result).to.deep.equal({
        path: { [key]: assetSignature, path: file },
        uri: { [key]: assetSignature, uri: `${server.url}/fetched` },
        secret: { [key]: secretSignature, value: "open" },
        resource: { [key]: resourceSignature, urn: "urn:pulumi:s::p::T::r", id: "" },
        unknown: `${unknownText} ${note}`,
      });
      expect(names).to.deep.equal([`${unknownObjectText} ${note}`]);
      expect(outputs.task?.secret).to.equal(false);
      expect(server.requests.map(({ url }) => url).join()).to.not.contain("fetched");
      expect(terminal + JSON.stringify(outputs)).to.not.contain("swordfish");
    });

    it(`cannot command the terminal through the ${front} front`, async () => {
      isRefusing = true;
      const { succeeded, terminal } = await run(async () => ({ all: await getMigrationTasks({ instanceId }) }));
      expect(succeeded).to.equal(false);
      expect(terminal).to.contain(String.raw`\u001b[2J\u001b]0;owned\u0007<{ %fg 1%}>red`);
      expect(terminal).to.not.contain("\u001b").and.not.contain("\u0007");
    });
  }

  it("cannot command the terminal through a gate that it fails", async () => {
    isRefusing = true;
    for (const { MigrationGate } of [plugin, dynamic]) {
      const { succeeded, terminal } = await run(async () => {
        new MigrationGate("moved", { instanceId });
        return {};
      });
      expect(succeeded).to.equal(false);
      expect(terminal).to.contain(String.raw`\u001b[2J`).and.not.contain("\u001b");
    }
  });
});
