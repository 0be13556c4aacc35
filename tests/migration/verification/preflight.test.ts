import { expect } from "chai";
import type { Instance } from "../../../emulator/src/index.ts";
import {
  completeMetadata,
  type MetadataInput,
  readPreflight,
  SharedLists,
} from "../../../provider/src/migration/index.ts";
import { type Service, startService } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";
const shop: MetadataInput = {
  kind: "rocketmq",
  topics: [{ name: "orders", writeQueueNums: 8 }, { name: "prices" }],
  consumerGroups: [{ name: "billing" }],
};

describe("readPreflight", () => {
  const clock = new TestClock();
  let service: Service;
  afterEach(() => service.emulator.close());

  async function preflight(metadata: MetadataInput, overwrite: boolean, instance: Partial<Instance> = {}) {
    service = await startService(clock, { id: instanceId, name: "shop", ...instance });
    const options = { client: service.client, instanceId, lists: new SharedLists(), clock };
    const read = await clock.run(readPreflight({ metadata: completeMetadata(metadata), overwrite }, options));
    if (!read) throw new Error("It took longer than a minute.");
    return read;
  }

  it("has nothing to say about an empty instance with one broker and enough room", async () => {
    expect(await preflight(shop, false)).to.deep.equal({
      warnings: [],
      notes: [],
      counts: { topics: 0, consumerGroups: 0 },
    });
  });

  it("names what exists already, and what happens to it", async () => {
    const existing = { metadata: { topics: ["orders", "other"], consumerGroups: ["billing"] } };
    const what = `Instance ${instanceId} already has 2 of the 3 topics and consumer groups: topic "orders", consumer group "billing".`;
    const { warnings, counts } = await preflight(shop, false, existing);
    expect(warnings).to.deep.equal([
      `${what} overwrite is false, so the migration fails on them. Set overwrite to true to change them, or remove them from the metadata.`,
    ]);
    expect(counts).to.deep.equal({ topics: 2, consumerGroups: 1 });
    await service.emulator.close();
    expect((await preflight(shop, true, existing)).warnings).to.deep.equal([
      `${what} overwrite is true, so the migration changes them to what it submits.`,
    ]);
  });

  it("warns if the instance has no room, and does not count what exists already", async () => {
    const metadata = { topics: ["orders", "other"] };
    const full = await preflight(shop, true, { metadata, quotas: { topics: 2, consumerGroups: 0 } });
    expect(full.warnings.slice(1)).to.deep.equal([
      `Instance ${instanceId} has room for 0 more topics (of at most 2), but the migration creates 1. Delete unused topics, or choose a larger specification.`,
      `Instance ${instanceId} has room for 0 more consumer groups (of at most 0), but the migration creates 1. Delete unused consumer groups, or choose a larger specification.`,
    ]);
    await service.emulator.close();
    const enough = await preflight(shop, true, { metadata, quotas: { topics: 3 }, behaviour: { counts: "string" } });
    expect(enough.warnings).to.have.lengthOf(1);
  });

  it("says how numbers of queues multiply on an instance with several brokers", async () => {
    const { notes } = await preflight(shop, false, { brokers: 2, metadata: { topics: ["other"] } });
    expect(notes).to.deep.equal([
      `Instance ${instanceId} has 2 brokers, and each of them gets every topic with the submitted number of queues: topic "orders" gets 2 × 8 = 16 write queues. ` +
        "If the numbers come from `mqadmin exportMetadata` of a cluster with several masters, they are already sums over the masters. " +
        "To keep the number per broker, migrate the topics.json of one master instead.",
    ]);
  });

  it("says nothing of brokers on version 5, which keeps no number of queues", async () => {
    const { notes } = await preflight(shop, false, {
      brokers: 2,
      engineVersion: "5.x",
      metadata: { topics: ["other"] },
    });
    expect(notes).to.deep.equal([]);
  });

  it("only counts for RabbitMQ metadata", async () => {
    const metadata = { topics: ["shop"], consumerGroups: ["a", "b"] };
    expect(await preflight({ kind: "rabbitToRocket", vhosts: [{ name: "shop" }] }, false, { metadata })).to.deep.equal({
      warnings: [],
      notes: [],
      counts: { topics: 1, consumerGroups: 2 },
    });
  });
});
