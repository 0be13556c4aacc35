import { expect } from "chai";
import {
  defaultInstanceId,
  defaultProjectId,
  defaultScenario,
  type Emulator,
  type Instance,
  startEmulator,
} from "../../emulator/src/index.ts";
import { call, type Request, type Response, tasksPath } from "./officialClient.ts";

const instanceId = defaultInstanceId;
const start = new Date("2026-01-23T00:00:00Z");

describe("The emulator's topics and consumer groups", () => {
  let now: Date;
  let emulator: Emulator;

  beforeEach(() => {
    now = start;
  });
  afterEach(() => emulator.close());

  async function startWith(instance: Partial<Instance> = {}): Promise<void> {
    emulator = await startEmulator({
      now: () => now,
      scenario: { ...defaultScenario, instances: [{ id: instanceId, name: "shop", ...instance }] },
    });
  }

  function get(path: string, query: Request["query"] = {}): Promise<Response> {
    return call(emulator, { path: `/v2/${defaultProjectId}/instances/${instanceId}/${path}`, query, date: now });
  }

  async function names(path: "topics" | "groups", query: Request["query"] = {}): Promise<string[]> {
    return ((await get(path, query)).body[path] as { name: string }[]).map(({ name }) => name);
  }

  async function create(body: unknown, query: Request["query"] = {}): Promise<void> {
    const { status } = await call(emulator, {
      method: "POST",
      path: tasksPath(instanceId),
      query: { name: "move-shop", type: "rocketmq", overwrite: false, ...query },
      body,
      date: now,
    });
    expect(status).to.equal(200);
  }

  function pass(seconds: number): void {
    now = new Date(now.getTime() + seconds * 1000);
  }

  const orders = { topic_config_table: { orders: { perm: 4, read_queue_nums: 8, write_queue_nums: 4 } } };

  it("are those that the scenario states, with the service's fields of version 4.8", async () => {
    await startWith({
      brokers: 2,
      metadata: {
        topics: ["orders", { name: "mails", permission: "pub", readQueueNum: 3, writeQueueNum: 1 }],
        consumerGroups: [
          { name: "billing", enabled: false, broadcast: true, retryMaxTime: 2, description: "invoices" },
        ],
      },
    });
    const queues = (readQueues: number, writeQueues: number) =>
      [0, 1].map((index) => ({
        broker_name: `broker-${index}`,
        read_queue_num: readQueues,
        write_queue_num: writeQueues,
      }));
    const mails = {
      name: "mails",
      permission: "pub",
      total_read_queue_num: 6,
      total_write_queue_num: 2,
      created_at: start.getTime(),
      brokers: queues(3, 1),
    };
    expect((await get("topics")).body).to.deep.equal({
      total: 2,
      max: 100_000,
      remaining: 99_998,
      next_offset: -1,
      previous_offset: -1,
      topics: [
        {
          ...mails,
          name: "orders",
          permission: "all",
          total_read_queue_num: 32,
          total_write_queue_num: 32,
          brokers: queues(16, 16),
        },
        mails,
      ],
    });
    expect((await get("topics/mails")).body).to.deep.equal(mails);
    const billing = {
      name: "billing",
      enabled: false,
      broadcast: true,
      brokers: ["broker-0", "broker-1"],
      group_desc: "invoices",
      retry_max_time: 2,
      created_at: start.getTime(),
      permissions: [],
      consume_orderly: false,
    };
    expect((await get("groups")).body).to.deep.include({ total: 1, groups: [billing] });
    expect((await get("groups/billing")).body).to.deep.equal(billing);
  });

  it("have a message type, and neither brokers nor a permission, on version 5", async () => {
    await startWith({ engineVersion: "5.x", brokers: 2, metadata: { consumerGroups: ["billing"] } });
    await create({ topic_config_table: { orders: { order: true, read_queue_nums: 4 } } });
    pass(3);
    expect((await get("topics/orders")).body).to.deep.equal({
      name: "orders",
      total_read_queue_num: 8,
      total_write_queue_num: 32,
      created_at: now.getTime(),
      brokers: [],
      message_type: "FIFO",
    });
    expect((await get("groups/billing")).body).to.deep.include({ brokers: [] });
    expect((await get("")).status).to.equal(404);
  });

  it("come in pages, by the number of a record from 0", async () => {
    const topics = Array.from({ length: 23 }, (_, index) => `topic-${index}`);
    await startWith({ metadata: { topics, consumerGroups: ["billing", "mailing"] } });
    expect(await names("topics")).to.deep.equal(topics.slice(0, 10));
    expect(await names("topics", { offset: 3, limit: 50 })).to.deep.equal(topics.slice(3));
    expect(await names("topics", { offset: 23 })).to.deep.equal([]);
    const offsets = async (offset: number) => {
      const { body } = await get("topics", { offset, limit: 10 });
      return [body.previous_offset, body.next_offset];
    };
    expect(await Promise.all([0, 5, 10, 20].map(offsets))).to.deep.equal([
      [-1, 10],
      [0, 15],
      [0, 20],
      [10, -1],
    ]);
    expect((await get("topics", { limit: 51 })).body.error_code).to.equal("DMS.10240042");
    expect((await get("groups", { offset: -1 })).body.error_code).to.equal("DMS.10240043");
    expect(await names("groups", { group: "mail" })).to.deep.equal(["mailing"]);
  });

  it("gets 404 for a name that does not exist", async () => {
    await startWith();
    const missing = {
      status: 404,
      body: { error_code: "DMS.00404029", error_msg: "The topic does not exist: orders" },
    };
    expect(await get("topics/orders")).to.deep.include(missing);
    expect(await get("groups/billing")).to.have.nested.property("body.error_code", "DMS.00404030");
  });

  it("has what a finished task migrated, on every broker", async () => {
    await startWith({ brokers: 2, metadata: { topics: ["old"] } });
    await create({
      ...orders,
      subscription_group_table: {
        billing: { consume_enable: false, consume_broadcast_enable: true, retry_max_times: 3 },
      },
    });
    pass(2);
    expect(await names("topics")).to.deep.equal(["old"]);
    pass(1);
    expect(await names("topics")).to.deep.equal(["old", "orders"]);
    expect((await get("topics/orders")).body).to.deep.include({
      permission: "sub",
      total_read_queue_num: 16,
      total_write_queue_num: 8,
      created_at: now.getTime(),
    });
    expect((await get("groups/billing")).body).to.deep.include({
      enabled: false,
      broadcast: true,
      retry_max_time: 3,
      brokers: ["broker-0", "broker-1"],
    });
  });

  it("changes what exists with overwrite, and fails on it without", async () => {
    await startWith({ metadata: { topics: [{ name: "orders", permission: "pub", readQueueNum: 2 }] } });
    await create(orders);
    pass(3);
    expect(emulator.tasks(instanceId)[0]?.status).to.equal("failed");
    expect((await get("topics/orders")).body).to.include({ permission: "pub", total_read_queue_num: 2 });
    await create(orders, { name: "again", overwrite: true });
    pass(3);
    expect(emulator.tasks(instanceId)[0]?.status).to.equal("finished");
    expect((await get("topics/orders")).body).to.include({
      permission: "sub",
      total_read_queue_num: 8,
      created_at: start.getTime(),
    });
  });

  it("fails a task on what its quota does not hold, and says what is left", async () => {
    await startWith({ quotas: { topics: 3, consumerGroups: 0 }, metadata: { topics: ["a", "b"] } });
    expect((await get("topics")).body).to.include({ total: 2, max: 3, remaining: 1 });
    await create(
      { topic_config_table: { a: {}, c: {}, d: {} }, subscription_group_table: { billing: {} } },
      { overwrite: true },
    );
    pass(3);
    expect(emulator.tasks(instanceId)[0]?.failures).to.deep.equal([
      { kind: "topic", name: "d", reason: "the topic quota of the instance is used up (3 of 3)" },
      {
        kind: "consumerGroup",
        name: "billing",
        reason: "the consumer group quota of the instance is used up (0 of 0)",
      },
    ]);
    expect((await get("topics")).body).to.include({ total: 3, remaining: 0 });
  });

  it("lists a change only after the scenario's lag", async () => {
    await startWith({ behaviour: { listsLagSeconds: 5 }, metadata: { topics: ["orders"] } });
    await create({ topic_config_table: { orders: { read_queue_nums: 2 }, mails: {} } }, { overwrite: true });
    pass(3 + 4);
    expect(await names("topics")).to.deep.equal(["orders"]);
    expect((await get("topics/orders")).body.total_read_queue_num).to.equal(16);
    expect((await get("topics/mails")).status).to.equal(404);
    pass(1);
    expect(await names("topics")).to.deep.equal(["orders", "mails"]);
    expect((await get("topics/orders")).body.total_read_queue_num).to.equal(2);
  });

  it("lacks and alters what a task that finished is to lose and alter", async () => {
    await startWith({
      brokers: 2,
      creations: [
        {
          lost: [
            { kind: "topic", name: "orders" },
            { kind: "topic", name: "mails", broker: "broker-1" },
            { kind: "consumerGroup", name: "*" },
          ],
          altered: [{ kind: "topic", name: "prices", broker: "broker-0", readQueueNum: 1, permission: "pub" }],
        },
      ],
    });
    await create({
      topic_config_table: { orders: {}, mails: {}, prices: {} },
      subscription_group_table: { billing: {}, mailing: {} },
    });
    pass(3);
    expect(emulator.tasks(instanceId)[0]).to.deep.include({ status: "finished", failures: [] });
    expect(await names("topics")).to.deep.equal(["mails", "prices"]);
    expect(await names("groups")).to.deep.equal([]);
    expect((await get("topics/mails")).body.brokers).to.deep.equal([
      { broker_name: "broker-0", read_queue_num: 16, write_queue_num: 16 },
    ]);
    expect((await get("topics/prices")).body).to.deep.include({ permission: "pub", total_read_queue_num: 17 });
  });

  it("loses and alters what a scenario's finished task says", async () => {
    await startWith({
      tasks: [
        {
          name: "moved",
          type: "rocketmq",
          metadata: { topic_config_table: { orders: {} }, subscription_group_table: { billing: {} } },
          lost: [{ kind: "topic", name: "orders" }],
          altered: [{ kind: "consumerGroup", name: "billing", retryMaxTime: 1, enabled: false }],
        },
      ],
    });
    expect(await names("topics")).to.deep.equal([]);
    expect((await get("groups/billing")).body).to.include({ retry_max_time: 1, enabled: false, broadcast: false });
  });

  it("grow in number with a rabbitToRocket task", async () => {
    await startWith();
    await create(
      {
        vhosts: [{ name: "/" }],
        exchanges: [{ vhost: "/", name: "orders", type: "topic" }],
        queues: [
          { vhost: "/", name: "invoices.eu" },
          { vhost: "/", name: "invoices.us" },
        ],
      },
      { type: "rabbitToRocket" },
    );
    pass(3);
    expect((await get("topics")).body.total).to.equal(1);
    expect((await get("groups")).body.total).to.equal(2);
  });

  it("can have their counts as texts", async () => {
    await startWith({ behaviour: { counts: "string" }, quotas: { topics: 5 } });
    expect((await get("topics")).body).to.deep.equal({
      total: "0",
      max: "5",
      remaining: "5",
      next_offset: "-1",
      previous_offset: "-1",
      topics: [],
    });
  });

  it("change when another client changes them", async () => {
    await startWith();
    emulator.setTopic(instanceId, { name: "orders", readQueueNum: 3 });
    emulator.setConsumerGroup(instanceId, { name: "billing" });
    expect(emulator.topics(instanceId)).to.have.nested.property("[0].brokers[0].readQueueNum", 3);
    expect(emulator.consumerGroups(instanceId)).to.have.nested.property("[0].name", "billing");
    expect([emulator.removeTopic(instanceId, "orders"), emulator.removeTopic(instanceId, "orders")]).to.deep.equal([
      true,
      false,
    ]);
    expect(emulator.removeConsumerGroup(instanceId, "billing")).to.equal(true);
    expect([await names("topics"), await names("groups")]).to.deep.equal([[], []]);
  });

  it("miss and repeat pages when a fault says so", async () => {
    await startWith({ metadata: { topics: ["a", "b", "c"] } });
    emulator.addFault({ kind: "missingPage", operation: "listTopics", page: 2 });
    emulator.addFault({ kind: "repeatedPage", operation: "listTopics", page: 2 });
    emulator.addFault({ kind: "emptyPage", operation: "listTopics", page: 2 });
    const page = (offset: number) => names("topics", { offset, limit: 1 });
    expect(await page(0)).to.deep.equal(["a"]);
    expect(await page(1)).to.deep.equal(["c"]);
    expect(await page(1)).to.deep.equal(["a"]);
    expect(await page(1)).to.deep.equal([]);
    expect(await page(1)).to.deep.equal(["b"]);
  });

  it("are refused to a key without the permission, whose name the error gives", async () => {
    emulator = await startEmulator({
      now: () => now,
      scenario: {
        ...defaultScenario,
        accessKeys: defaultScenario.accessKeys.map((key) => ({
          ...key,
          deniedActions: ["dms:topic:list" as const, "dms:group:get" as const],
        })),
      },
    });
    const refused = (action: string) => ({
      error_code: "DMS.00403002",
      error_msg: `Policy doesn't allow ${action} to be performed.`,
    });
    expect(await get("topics")).to.deep.include({ status: 403, body: refused("dms:topic:list") });
    expect(await get("groups/billing")).to.deep.include({ status: 403, body: refused("dms:group:get") });
    expect((await get("groups")).status).to.equal(200);
  });
});
