import { expect } from "chai";
import { MetadataError, parseRocketMqExport } from "../../../provider/src/migration/metadata/index.ts";

function parse(...documents: object[]) {
  return parseRocketMqExport(
    documents.map((document, index) => ({ text: JSON.stringify(document), source: `file${index + 1}` })),
  );
}

function topics(perms: Record<string, number>) {
  return {
    topicConfigTable: Object.fromEntries(
      Object.entries(perms).map(([name, perm]) => [name, { topicName: name, perm }]),
    ),
  };
}

function namesOf({ metadata }: ReturnType<typeof parse>): string[] {
  return metadata.kind === "rocketmq" ? [...metadata.topics, ...metadata.consumerGroups].map(({ name }) => name) : [];
}

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).to.be.instanceOf(MetadataError);
    return (error as MetadataError).message;
  }
  throw new Error("It was accepted.");
}

describe("parseRocketMqExport", () => {
  it("reads whichBrokerWhenConsumeSlowly, which is …Slow in the API", () => {
    const { metadata } = parse({ subscriptionGroupTable: { g: { groupName: "g", whichBrokerWhenConsumeSlowly: 3 } } });
    expect(metadata).to.deep.equal({
      kind: "rocketmq",
      topics: [],
      consumerGroups: [
        {
          name: "g",
          consumeBroadcastEnable: true,
          consumeEnable: true,
          consumeFromMinEnable: true,
          notifyConsumerIdsChangedEnable: true,
          retryMaxTimes: 16,
          retryQueueNums: 1,
          whichBrokerWhenConsumeSlow: 3,
        },
      ],
    });
  });

  it("reports message types and other properties that the service does not support", () => {
    const { notMigrated } = parse(
      {
        topicConfigTable: {
          fifo: { attributes: { "message.type": "FIFO", "queue.type": "SimpleCQ" } },
          plain: { attributes: { "message.type": "NORMAL" } },
          own: { attributes: { secret: "hunter2" } },
        },
      },
      {
        subscriptionGroupTable: {
          strict: {
            consumeMessageOrderly: true,
            consumeTimeoutMinute: 30,
            groupSysFlag: 1,
            brokerId: 2,
            groupRetryPolicy: { type: "EXPONENTIAL", exponentialRetryPolicy: { initial: 5000 } },
            subscriptionDataSet: [{ topic: "fifo" }],
          },
          plain: { consumeMessageOrderly: false, consumeTimeoutMinute: 15, groupRetryPolicy: { type: "CUSTOMIZED" } },
        },
        forbiddenTable: { plain: { fifo: 1 } },
      },
    );
    expect(notMigrated.map(({ name, property, detail }) => [name, property, detail])).to.deep.equal([
      ["fifo", "attributes.message.type", "FIFO"],
      ["own", "attributes.secret", ""],
      ["plain", "forbiddenTable", "1 topic"],
      ["strict", "brokerId", "2"],
      ["strict", "consumeMessageOrderly", "true"],
      ["strict", "consumeTimeoutMinute", "30"],
      ["strict", "groupRetryPolicy.exponentialRetryPolicy", ""],
      ["strict", "groupRetryPolicy.type", "EXPONENTIAL"],
      ["strict", "groupSysFlag", "1"],
      ["strict", "subscriptionDataSet", ""],
    ]);
  });

  it("keeps users' topics and groups with names that resemble RocketMQ's own", () => {
    const parsed = parse(topics({ orders: 6, orders_REPLY_TOPIC: 6, "my-rmq_sys_topic": 6 }), {
      subscriptionGroupTable: { CID_orders: {}, TOOLS_CONSUMER_2: {}, CID_RMQ_SYS_TRANS: {} },
    });
    expect(namesOf(parsed)).to.deep.equal([
      "my-rmq_sys_topic",
      "orders",
      "orders_REPLY_TOPIC",
      "CID_orders",
      "TOOLS_CONSUMER_2",
    ]);
    expect(parsed.leftOut.map(({ name }) => name)).to.deep.equal(["CID_RMQ_SYS_TRANS"]);
  });

  it("leaves out retry and dead-letter topics, which RocketMQ creates", () => {
    const parsed = parse(topics({ "%RETRY%billing": 6, "%DLQ%billing": 2, orders: 6 }));
    expect(namesOf(parsed)).to.deep.equal(["orders"]);
    expect(parsed.leftOut.map(({ name }) => name)).to.deep.equal(["%DLQ%billing", "%RETRY%billing"]);
  });

  it("recognizes the topics named after cluster and broker by their companions", () => {
    const parsed = parse(
      topics({
        prod: 7,
        prod_REPLY_TOPIC: 6,
        "broker-b": 1,
        "rmq_sys_SYNC_BROKER_MEMBER_broker-b": 1,
        orders: 6,
      }),
    );
    expect(namesOf(parsed)).to.deep.equal(["orders"]);
    expect(parsed.notMigrated).to.deep.equal([]);
  });

  it("reports a topic that only its permission marks as a broker's template", () => {
    const parsed = parse(topics({ "broker-a": 7, orders: 6 }));
    expect(namesOf(parsed)).to.deep.equal(["orders"]);
    expect(parsed.notMigrated).to.deep.equal([
      {
        kind: "topic",
        name: "broker-a",
        property: "all",
        detail: "perm 7 marks a broker's template topic; if it is your topic, change perm to 6",
      },
    ]);
  });

  it("merges files that agree, and rejects files that contradict each other", () => {
    expect(namesOf(parse(topics({ a: 6, b: 6 }), topics({ b: 6, c: 6 })))).to.deep.equal(["a", "b", "c"]);
    expect(messageOf(() => parse(topics({ a: 6, b: 6 }), topics({ b: 4 })))).to.equal(
      "file2 at $.topicConfigTable.b: The entry differs from the one in file1. Pass one file of the whole cluster instead (`mqadmin exportMetadata -c <cluster>`).",
    );
  });

  it("rejects an entry with a name that differs from its key", () => {
    expect(messageOf(() => parse({ topicConfigTable: { "a-1": { topicName: "b" } } }))).to.equal(
      'file1 at $.topicConfigTable["a-1"]: The entry\'s name is "b". Change it to match the key.',
    );
  });

  it("recognizes other files", () => {
    const needed =
      "file1: Expected RocketMQ metadata (`mqadmin exportMetadata`, or a broker's topics.json or " +
      "subscriptionGroup.json), but found none of topicConfigTable, subscriptionGroupTable.";
    expect(messageOf(() => parse({ queues: [] }))).to.equal(
      `${needed} This looks like RabbitMQ's definitions.json (\`rabbitmqadmin export\` or GET /api/definitions).`,
    );
    expect(messageOf(() => parse({ offsetTable: {} }))).to.equal(
      `${needed} This looks like a broker's consumer offsets, not its topics and groups.`,
    );
  });

  it("reports the place of a field of the wrong type", () => {
    expect(messageOf(() => parse({ topicConfigTable: { a: { perm: "rw" } } }))).to.equal(
      "file1 at $.topicConfigTable.a.perm: Must be an integer, but is a string. Fix the value, or export the file again.",
    );
    expect(messageOf(() => parse({ topicConfigTable: [] }))).to.equal(
      "file1 at $.topicConfigTable: Must be an object, but is an array. Fix the value, or export the file again.",
    );
  });
});
