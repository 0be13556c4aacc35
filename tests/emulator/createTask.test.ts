import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  defaultProjectId,
  defaultScenario,
  type Emulator,
  type Instance,
  startEmulator,
} from "../../emulator/src/index.ts";
import { call, type Request, type Response, tasksPath } from "./officialClient.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const topics = (...names: string[]): unknown => ({
  topic_config_table: Object.fromEntries(names.map((name) => [name, {}])),
});

describe("The emulator's create", () => {
  let emulator: Emulator;
  let now: Date;

  afterEach(() => emulator.close());

  async function start(instance: Partial<Instance> = {}): Promise<void> {
    now = new Date("2026-01-23T00:00:00Z");
    emulator = await startEmulator({
      now: () => now,
      scenario: { ...defaultScenario, instances: [{ id: instanceId, name: "shop", ...instance }] },
    });
  }

  function create(body: unknown, query: NonNullable<Request["query"]> = {}): Promise<Response> {
    return call(emulator, {
      method: "POST",
      path: tasksPath(instanceId),
      query: { overwrite: false, name: "move-shop", type: "rocketmq", ...query },
      body,
      date: now,
    });
  }

  function pass(seconds: number): void {
    now = new Date(now.getTime() + seconds * 1000);
  }

  async function expectRefused(response: Promise<Response>, code: string, message: string): Promise<void> {
    const { status, body } = await response;
    expect(status).to.equal(400);
    expect(body).to.deep.equal({ error_code: code, error_msg: message });
    expect(emulator.tasks(instanceId).filter((task) => task.name === "move-shop")).to.have.length(0);
  }

  const status = (): string | undefined => emulator.tasks(instanceId)[0]?.status;

  it("creates a task that is creating, then starting, then finished, and its topics then exist", async () => {
    await start();
    const { status: httpStatus, body } = await create(topics("orders"));
    expect(httpStatus).to.equal(200);
    expect(body).to.have.all.keys("task_id");
    expect(emulator.tasks(instanceId)[0]).to.deep.include({
      id: body.task_id,
      name: "move-shop",
      status: "creating",
      startDate: "2026-01-23 00:00:00",
    });
    pass(1);
    expect(status()).to.equal("starting");
    expect(emulator.existing(instanceId)).to.deep.equal([]);
    pass(2);
    expect(status()).to.equal("finished");
    expect(emulator.existing(instanceId)).to.deep.equal(["topic orders"]);
  });

  it("lists the newest task first", async () => {
    await start({ tasks: [{ name: "old-task", type: "rocketmq" }] });
    await create(topics("orders"), { name: "first" });
    await create(topics("mails"), { name: "second" });
    expect(emulator.tasks(instanceId).map((task) => task.name)).to.deep.equal(["second", "first", "old-task"]);
  });

  it("accepts the same metadata in camelCase", async () => {
    await start();
    await create(
      {
        topicConfigTable: {
          orders: { topicName: "orders", order: true, perm: 4, readQueueNums: 3, topicFilterType: "MULTI_TAG" },
        },
        subscriptionGroupTable: { billing: { groupName: "billing", whichBrokerWhenConsumeSlow: 2 } },
      },
      { name: "camel" },
    );
    await create(
      {
        topic_config_table: {
          orders: { topic_name: "orders", order: true, perm: 4, read_queue_nums: 3, topic_filter_type: "MULTI_TAG" },
        },
        subscription_group_table: { billing: { group_name: "billing", which_broker_when_consume_slow: 2 } },
      },
      { name: "snake" },
    );
    const [snake, camel] = emulator.tasks(instanceId);
    expect(snake?.metadata).to.deep.equal(camel?.metadata);
    expect(snake?.metadata.topic_config_table?.orders).to.include({ read_queue_nums: 3, write_queue_nums: 16 });
  });

  async function jsonContent(type: string): Promise<unknown> {
    const id = emulator.tasks(instanceId)[0]?.id ?? "";
    const { body } = await call(emulator, { path: tasksPath(instanceId), query: { id, type }, date: now });
    return JSON.parse(String(body.json_content));
  }

  it("returns json_content in the submitted casing, and treats 0 and empty optional fields as left out", async () => {
    await start();
    // The minimal topic of Terraform's provider, and a binding, which it sends in snake_case.
    await create(
      {
        topicConfigTable: {
          orders: {
            topicName: "orders",
            order: false,
            perm: 0,
            readQueueNums: 0,
            topicFilterType: "",
            topicSysFlag: 0,
          },
        },
        subscriptionGroupTable: { billing: { groupName: "billing", consumeEnable: false, retryMaxTimes: null } },
      },
      { name: "terraform" },
    );
    expect(await jsonContent("vhost")).to.deep.equal({
      topicConfigTable: {
        orders: { topicName: "orders", order: false, perm: 6, readQueueNums: 16, writeQueueNums: 16, topicSysFlag: 0 },
      },
      subscriptionGroupTable: {
        billing: {
          groupName: "billing",
          consumeEnable: false,
          consumeFromMinEnable: true,
          notifyConsumerIdsChangedEnable: true,
          retryMaxTimes: 16,
          retryQueueNums: 1,
          whichBrokerWhenConsumeSlow: 1,
        },
      },
    });
    const binding = { vhost: "/", source: "orders", destination: "invoices", destination_type: "queue" };
    await create(
      { bindings: [{ ...binding, routing_key: "" }], queues: [{ vhost: "/", name: "invoices" }] },
      { name: "terraform-rabbit", type: "rabbitToRocket" },
    );
    expect(await jsonContent("vhost")).to.deep.equal({
      bindings: [binding],
      queues: [{ vhost: "/", name: "invoices" }],
    });
    await create({ topicConfigTable: { orders: {} } }, { name: "empty-row" });
    expect(await jsonContent("vhost")).to.have.nested.property("topicConfigTable.orders.topicName", "orders");
  });

  it("accepts the four lists of a rabbitToRocket task", async () => {
    await start();
    const { status: httpStatus } = await create(
      {
        vhosts: [{ name: "/" }],
        queues: [{ vhost: "/", name: "invoices/eu", durable: false }],
        exchanges: [{ vhost: "/", name: "orders", type: "headers", durable: true }],
        bindings: [
          { vhost: "/", source: "orders", destination: "invoices/eu", destination_type: "queue", routing_key: "" },
        ],
      },
      { type: "rabbitToRocket" },
    );
    expect(httpStatus).to.equal(200);
    pass(3);
    expect(emulator.existing(instanceId)).to.deep.equal([
      // The emulator's own mapping of exchanges and queues.
      "topic __orders",
      "consumerGroup __invoices_eu",
      "vhost /",
      "exchange //orders",
      "queue //invoices/eu",
      "binding //orders->invoices/eu",
    ]);
  });

  it("without overwrite fails on what exists, migrates the rest, and names the failures", async () => {
    await start({ metadata: { topics: ["orders"] } });
    await create(topics("orders", "mails"));
    pass(3);
    expect(status()).to.equal("failed");
    expect(emulator.tasks(instanceId)[0]?.failures).to.deep.equal([
      { kind: "topic", name: "orders", reason: "topic orders already exists" },
    ]);
    expect(emulator.existing(instanceId)).to.deep.equal(["topic orders", "topic mails"]);
    await create(topics("orders", "mails"), { name: "again", overwrite: true });
    pass(3);
    expect(status()).to.equal("finished");
  });

  it("fails the later of two concurrent tasks that create the same topic", async () => {
    await start();
    await create(topics("orders"), { name: "first" });
    pass(0.5);
    await create(topics("orders"), { name: "second" });
    pass(10);
    expect(emulator.tasks(instanceId).map((task) => [task.name, task.status])).to.deep.equal([
      ["second", "failed"],
      ["first", "finished"],
    ]);
  });

  it("continues a migration whose record is deleted", async () => {
    await start();
    await create(topics("orders"));
    emulator.removeTask(instanceId, "move-shop");
    pass(3);
    expect(emulator.existing(instanceId)).to.deep.equal(["topic orders"]);
  });

  it("runs a task as the scenario's creations say for its name", async () => {
    await start({
      creations: [
        { name: "^broken-", failures: [{ kind: "topic", name: "*", reason: "the quota is used up" }] },
        {
          name: "^slow-",
          timeline: [
            { afterSeconds: 0, status: "starting" },
            { afterSeconds: 3600, status: "finished" },
          ],
        },
      ],
    });
    await create(topics("orders", "mails"), { name: "broken-shop" });
    await create(topics("prices"), { name: "slow-shop" });
    pass(3);
    expect(emulator.tasks(instanceId).map((task) => task.status)).to.deep.equal(["starting", "failed"]);
    expect(emulator.tasks(instanceId)[1]?.failures.map((failure) => failure.name)).to.deep.equal(["orders", "mails"]);
    expect(emulator.existing(instanceId)).to.deep.equal([]);
    pass(3597);
    expect(status()).to.equal("finished");
  });

  it("refuses while the instance is not RUNNING", async () => {
    await start({ runningAfterSeconds: 20 });
    const refusal = "This operation is not allowed due to the instance status: CREATING";
    await expectRefused(create(topics("orders")), "DMS.00400026", refusal);
    pass(20);
    expect((await create(topics("orders"))).status).to.equal(200);
    const instance = await call(emulator, { path: `/v2/${defaultProjectId}/instances/${instanceId}`, date: now });
    expect(instance.body.status).to.equal("RUNNING");
    emulator.setInstanceStatus(instanceId, "RESTARTING");
    expect((await create(topics("orders"), { name: "other" })).body.error_code).to.equal("DMS.00400026");
  });

  it("refuses a name that exists, and accepts it once the task is deleted", async () => {
    await start({ tasks: [{ name: "taken", type: "rocketmq" }] });
    const message = "Invalid parameter name: the task name taken already exists";
    await expectRefused(create(topics("orders"), { name: "taken" }), "DMS.00400062", message);
    emulator.removeTask(instanceId, "taken");
    expect((await create(topics("orders"), { name: "taken" })).status).to.equal(200);
  });

  it("accepts names of 4 to 64 characters and refuses others", async () => {
    await start();
    for (const name of ["abcd", `a${"-".repeat(63)}`, "A_1-"]) {
      expect((await create(topics("orders"), { name })).status, name).to.equal(200);
    }
    for (const name of ["abc", `a${"-".repeat(64)}`, "1abc", "-abc", "größe", "a b c", ""]) {
      const message = `Invalid parameter name: must be 4 to 64 letters, digits, hyphens and underscores, starting with a letter, not "${name}"`;
      await expectRefused(create(topics("orders"), { name }), "DMS.00400062", message);
    }
  });

  const badBodies: [string, string, unknown, string][] = [
    ["an unknown type", "kafka", topics("orders"), 'type: must be one of rocketmq, rabbitToRocket, not "kafka"'],
    ["a body without content", "rocketmq", {}, "body: must have something to migrate"],
    [
      "the other type's tables",
      "rocketmq",
      { vhosts: [{ name: "shop" }] },
      "body.vhosts: unknown key; valid keys: topic_config_table, subscription_group_table",
    ],
    [
      "a broker's own name for a field",
      "rocketmq",
      { subscriptionGroupTable: { billing: { whichBrokerWhenConsumeSlowly: 1 } } },
      "body.subscriptionGroupTable.billing.whichBrokerWhenConsumeSlowly: unknown key; valid keys: groupName, consumeBroadcastEnable, consumeEnable, consumeFromMinEnable, notifyConsumerIdsChangedEnable, retryMaxTimes, retryQueueNums, whichBrokerWhenConsumeSlow",
    ],
    [
      "a topic under another's name",
      "rocketmq",
      { topic_config_table: { orders: { topic_name: "mails" } } },
      'body.topic_config_table.orders.topic_name: must be the same as its key, "orders", not "mails"',
    ],
    [
      "permissions that do not exist",
      "rocketmq",
      { topic_config_table: { orders: { perm: 7 } } },
      "body.topic_config_table.orders.perm: must be one of 0, 2, 4, 6, not 7",
    ],
    [
      "an exchange without a type",
      "rabbitToRocket",
      { exchanges: [{ vhost: "shop", name: "orders" }] },
      "body.exchanges[0].type: is required",
    ],
    ["a list in place of the body", "rocketmq", [], "body: must be an object, not an array"],
  ];
  for (const [name, type, body, problem] of badBodies) {
    it(`refuses ${name}`, async () => {
      await start();
      await expectRefused(create(body, { type }), "DMS.00400062", `Invalid parameter ${problem}`);
    });
  }

  it("refuses a whole RabbitMQ definitions file, with the password hashes in it", async () => {
    await start();
    const file = new URL("../fixtures/exports/rabbitmq-definitions.json", import.meta.url);
    const { status: httpStatus } = await create(JSON.parse(readFileSync(file, "utf8")), { type: "rabbitToRocket" });
    expect(httpStatus).to.equal(400);
  });

  it("records the submitted body, for programs only", async () => {
    await start();
    await create(topics("orders"));
    expect(emulator.requests.at(-1)?.body).to.equal('{"topic_config_table":{"orders":{}}}');
  });
});
