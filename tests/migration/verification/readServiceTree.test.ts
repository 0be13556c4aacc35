import { expect } from "chai";
import { completeMetadata, readServiceTree } from "../../../provider/src/migration/index.ts";
import type { RabbitMqMetadata } from "../../../provider/src/migration/metadata/index.ts";
import { type Service, startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";
const task = { id: taskId(1), name: "move-shop" };
const vhosts = [{ name: "shop" }];
const exchanges = [{ vhost: "shop", name: "orders", type: "direct" as const }];
const metadata = completeMetadata({ kind: "rabbitToRocket", vhosts, exchanges }) as RabbitMqMetadata;

describe("readServiceTree", () => {
  const clock = new TestClock();
  let service: Service;
  afterEach(() => service.emulator.close());

  async function read(behaviour: object) {
    const binding = { vhost: "shop", source: "orders", destination: "invoices", destination_type: "queue" as const };
    const submitted = {
      vhosts,
      exchanges,
      queues: [{ vhost: "shop", name: "invoices" }],
      bindings: [{ ...binding, routing_key: "" }],
    };
    service = await startService(clock, {
      id: instanceId,
      name: "shop",
      behaviour,
      tasks: [{ ...task, type: "rabbitToRocket", status: "finished", metadata: submitted }],
    });
    return clock.run(readServiceTree(service.client, instanceId, task, metadata));
  }

  it("returns what the service says about vhosts, exchanges and queues, as it says it", async () => {
    const tree = await read({ tree: "task" });
    expect(tree.map(({ type, name }) => [type, name])).to.deep.equal([
      ["vhost", ""],
      ["exchange", "shop"],
      ["queue", "shop-orders"],
    ]);
    expect(tree[2]?.response).to.have.all.keys("total", "task").and.to.have.nested.property("task[0].name", "invoices");
  });

  for (const detail of ["flat", "documented"] as const) {
    it(`leaves out a response that is only the task again (${detail})`, async () => {
      expect(await read({ detail })).to.deep.equal([]);
    });
  }

  it("leaves out what the service refuses", async () => {
    await read({});
    service.emulator.addFault({ kind: "http500", count: "always" });
    const tree = readServiceTree(service.client, instanceId, task, metadata);
    expect(await clock.run(tree)).to.deep.equal([]);
  });
});
