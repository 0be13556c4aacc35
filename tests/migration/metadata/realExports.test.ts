import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  describeNotMigrated,
  type ParsedFile,
  parseRabbitMqDefinitions,
  parseRocketMqExport,
  validateMetadata,
} from "../../../provider/src/migration/metadata/index.ts";

function read(name: string): string {
  return readFileSync(new URL(`../../fixtures/exports/${name}`, import.meta.url), "utf8");
}

const wholeNode = "rabbitmq-definitions.json";
const oneVhost = "rabbitmq-definitions-one-vhost.json";

const topic = (name: string, perm: number, queues: number, order = false) => ({
  name,
  order,
  perm,
  readQueueNums: queues,
  writeQueueNums: queues,
  topicFilterType: "SINGLE_TAG",
  topicSysFlag: 0,
});
const group = (name: string, consumeBroadcastEnable: boolean, retryMaxTimes: number) => ({
  name,
  consumeBroadcastEnable,
  consumeEnable: true,
  consumeFromMinEnable: false,
  notifyConsumerIdsChangedEnable: true,
  retryMaxTimes,
  retryQueueNums: 1,
  whichBrokerWhenConsumeSlow: 1,
});
const rocketMq = {
  kind: "rocketmq",
  topics: [topic("audit_log", 2, 4), topic("order-events", 6, 16), topic("price-updates", 6, 8, true)],
  consumerGroups: [group("audit-readers", true, 16), group("billing", false, 5)],
};

const queue = (vhost: string, name: string, durable = true) => ({ vhost, name, durable });
const exchange = (vhost: string, name: string, type: string, durable = true) => ({ vhost, name, type, durable });
const binding = (
  vhost: string,
  source: string,
  destination: string,
  routingKey: string,
  destinationType = "queue",
) => ({ vhost, source, destination, destinationType, routingKey });

const shop = {
  kind: "rabbitToRocket",
  vhosts: [{ name: "shop" }],
  queues: ["audit.all", "orders.created", "orders.dead", "orders.shipped", "prices.eur"].map((name) =>
    queue("shop", name),
  ),
  exchanges: [
    exchange("shop", "audit", "headers"),
    exchange("shop", "orders", "topic"),
    exchange("shop", "orders.dlx", "fanout"),
    exchange("shop", "prices", "direct"),
  ],
  bindings: [
    binding("shop", "audit", "audit.all", ""),
    binding("shop", "orders", "audit", "#", "exchange"),
    binding("shop", "orders", "orders.created", "order.created.#"),
    binding("shop", "orders", "orders.shipped", "order.shipped.*"),
    binding("shop", "orders.dlx", "orders.dead", ""),
    binding("shop", "prices", "prices.eur", "eur"),
  ],
};
const shopNotMigrated = [
  {
    kind: "queue",
    name: "orders.created",
    vhost: "shop",
    property: "arguments.x-dead-letter-exchange",
    detail: "orders.dlx",
  },
  { kind: "queue", name: "orders.created", vhost: "shop", property: "arguments.x-message-ttl", detail: "86400000" },
  { kind: "queue", name: "orders.shipped", vhost: "shop", property: "arguments.x-queue-type", detail: "quorum" },
  { kind: "binding", name: "audit -> audit.all", vhost: "shop", property: "arguments.kind", detail: "" },
  { kind: "binding", name: "audit -> audit.all", vhost: "shop", property: "arguments.x-match", detail: "any" },
  { kind: "policy", name: "ha", vhost: "shop", property: "all", detail: "for queues: max-length = 100000" },
];
const user = (name: string) => ({ kind: "user", name, property: "all", detail: "" });
const permission = (name: string, vhost: string) => ({ kind: "permission", name, vhost, property: "all", detail: "" });

describe("Exports of real brokers", () => {
  it("read as the whole node's queues, exchanges and bindings, and a report of what is not migrated", () => {
    const { metadata, notMigrated, leftOut } = parseRabbitMqDefinitions(read(wholeNode));
    expect(metadata).to.deep.equal({
      kind: "rabbitToRocket",
      vhosts: [{ name: "/" }, { name: "billing" }, { name: "shop" }, { name: "shop-eu" }],
      queues: [
        queue("/", "legacy"),
        queue("billing", "invoices/open"),
        queue("billing", "temp", false),
        ...shop.queues,
        queue("shop-eu", "orders.created"),
      ],
      exchanges: [
        exchange("billing", "invoices", "direct", false),
        ...shop.exchanges,
        exchange("shop-eu", "orders", "topic"),
      ],
      bindings: [
        binding("billing", "invoices", "invoices/open", "open"),
        ...shop.bindings,
        binding("shop-eu", "orders", "orders.created", "#"),
      ],
    });
    expect(notMigrated).to.deep.equal([
      ...shopNotMigrated,
      user("app"),
      user("guest"),
      permission("guest", "/"),
      permission("guest", "billing"),
      permission("app", "shop"),
      permission("guest", "shop"),
      permission("guest", "shop-eu"),
    ]);
    expect(leftOut).to.deep.equal([]);
  });

  it("read as one vhost of a whole node, with the users of that vhost", () => {
    const { metadata, notMigrated } = parseRabbitMqDefinitions(read(wholeNode), { vhost: "shop" });
    expect(metadata).to.deep.equal(shop);
    expect(notMigrated).to.deep.equal([
      ...shopNotMigrated,
      user("app"),
      user("guest"),
      permission("app", "shop"),
      permission("guest", "shop"),
    ]);
  });

  it("read the same from the export of the single vhost, once its name is given", () => {
    const { metadata, notMigrated, leftOut } = parseRabbitMqDefinitions(read(oneVhost), { vhost: "shop" });
    expect(metadata).to.deep.equal(shop);
    expect(notMigrated).to.deep.equal(shopNotMigrated);
    expect(leftOut).to.deep.equal([]);
  });

  it("read as topics and groups from `mqadmin exportMetadata`, and nothing is reported", () => {
    const parsed = parseRocketMqExport([{ text: read("rocketmq-metadata.json"), source: "metadata.json" }]);
    expect(parsed).to.deep.equal({ metadata: rocketMq, notMigrated: [], leftOut: [] });
  });

  it("read the same from the broker's topics.json and subscriptionGroup.json, without its system objects", () => {
    const { metadata, notMigrated, leftOut } = parseRocketMqExport([
      { text: read("rocketmq-topics.json"), source: "topics.json" },
      { text: read("rocketmq-subscriptionGroup.json"), source: "subscriptionGroup.json" },
    ]);
    expect(metadata).to.deep.equal(rocketMq);
    expect(notMigrated).to.deep.equal([]);
    expect(leftOut.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal([
      "topic BenchmarkTest",
      "topic DefaultCluster",
      "topic DefaultCluster_REPLY_TOPIC",
      "topic OFFSET_MOVED_EVENT",
      "topic RMQ_SYS_TRANS_HALF_TOPIC",
      "topic RMQ_SYS_TRANS_OP_HALF_TOPIC",
      "topic SCHEDULE_TOPIC_XXXX",
      "topic SELF_TEST_TOPIC",
      "topic broker-a",
      "topic rmq_sys_REVIVE_LOG_DefaultCluster",
      "topic rmq_sys_SYNC_BROKER_MEMBER_broker-a",
      "consumerGroup CID_ONS-HTTP-PROXY",
      "consumerGroup CID_ONSAPI_OWNER",
      "consumerGroup CID_ONSAPI_PERMISSION",
      "consumerGroup CID_ONSAPI_PULL",
      "consumerGroup CID_RMQ_SYS_TRANS",
      "consumerGroup FILTERSRV_CONSUMER",
      "consumerGroup SELF_TEST_C_GROUP",
      "consumerGroup TOOLS_CONSUMER",
    ]);
  });

  it("read from topics.json alone and from subscriptionGroup.json alone", () => {
    const topics = parseRocketMqExport([{ text: read("rocketmq-topics.json"), source: "topics.json" }]);
    const groups = parseRocketMqExport([{ text: read("rocketmq-subscriptionGroup.json"), source: "groups" }]);
    expect(topics.metadata).to.deep.equal({ ...rocketMq, consumerGroups: [] });
    expect(groups.metadata).to.deep.equal({ ...rocketMq, topics: [] });
  });

  it("pass validation", () => {
    for (const parsed of everyExport()) {
      expect(validateMetadata(parsed.metadata)).to.deep.equal([]);
    }
  });

  it("never give away a password hash or a permission", () => {
    const secrets = [...read(wholeNode).matchAll(/"(?:password_hash|configure|hashing_algorithm)": "([^"]{4,})"/g)];
    expect(secrets).to.have.lengthOf(5);
    for (const parsed of everyExport()) {
      const everything = JSON.stringify(parsed) + describeNotMigrated(parsed.notMigrated);
      for (const [, secret = ""] of secrets) {
        expect(everything).not.to.include(secret);
      }
    }
  });

  it("give a warning with counts and names, grouped by property", () => {
    const { notMigrated } = parseRabbitMqDefinitions(read(wholeNode));
    expect(describeNotMigrated(notMigrated)).to.equal(
      [
        "13 items in the file are not supported by the service and will not be migrated:",
        "  arguments.x-dead-letter-exchange of queues (1): orders.created in shop (orders.dlx)",
        "  arguments.x-message-ttl of queues (1): orders.created in shop (86400000)",
        "  arguments.x-queue-type of queues (1): orders.shipped in shop (quorum)",
        "  arguments.kind of bindings (1): audit -> audit.all in shop",
        "  arguments.x-match of bindings (1): audit -> audit.all in shop (any)",
        "  policies (1): ha in shop (for queues: max-length = 100000)",
        "  users (2): app, guest",
        "  permissions (5): guest in /, guest in billing, app in shop, guest in shop, guest in shop-eu",
      ].join("\n"),
    );
    expect(describeNotMigrated([])).to.equal("");
  });
});

function everyExport(): ParsedFile[] {
  return [
    parseRabbitMqDefinitions(read(wholeNode)),
    parseRabbitMqDefinitions(read(oneVhost), { vhost: "shop" }),
    parseRocketMqExport([{ text: read("rocketmq-metadata.json"), source: "metadata.json" }]),
    parseRocketMqExport([
      { text: read("rocketmq-topics.json"), source: "topics.json" },
      { text: read("rocketmq-subscriptionGroup.json"), source: "subscriptionGroup.json" },
    ]),
  ];
}
