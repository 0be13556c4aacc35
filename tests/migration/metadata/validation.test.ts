import { expect } from "chai";
import {
  describeProblem,
  type MetadataInput,
  validateMetadata,
} from "../../../provider/src/migration/metadata/index.ts";

function problemsOf(metadata: MetadataInput): string[] {
  return validateMetadata(metadata).map((problem) => `${problem.severity} ${describeProblem(problem)}`);
}

const shop = {
  kind: "rabbitToRocket",
  vhosts: [{ name: "shop" }],
  queues: [{ vhost: "shop", name: "q" }],
  exchanges: [{ vhost: "shop", name: "orders", type: "topic" }],
  bindings: [{ vhost: "shop", source: "orders", destination: "q", destinationType: "queue" }],
} as const satisfies MetadataInput;

describe("validateMetadata", () => {
  it("finds no problems in valid metadata", () => {
    expect(problemsOf(shop)).to.deep.equal([]);
    expect(problemsOf({ kind: "rocketmq", topics: [{ name: "orders" }] })).to.deep.equal([]);
  });

  it("finds a binding from an undeclared exchange", () => {
    const bindings = [{ vhost: "shop", source: "ordrs", destination: "q", destinationType: "queue" }];
    expect(problemsOf({ ...shop, bindings })).to.deep.equal([
      'error bindings[0].source: Binding "ordrs -> q" in vhost "shop" uses exchange "ordrs", which is not declared in the vhost. Declare the exchange, or correct the name. Declared: "orders".',
    ]);
  });

  it("finds bindings to an undeclared queue and an undeclared exchange", () => {
    const bindings = [
      { vhost: "shop", source: "orders", destination: "dead", destinationType: "queue" },
      { vhost: "shop", source: "orders", destination: "audit", destinationType: "exchange", routingKey: "#" },
    ];
    expect(problemsOf({ ...shop, bindings })).to.deep.equal([
      'error bindings[0].destination: Binding "orders -> dead" in vhost "shop" uses queue "dead", which is not declared in the vhost. Declare the queue, or correct the name. Declared: "q".',
      'error bindings[1].destination: Binding "orders -> exchange audit (#)" in vhost "shop" uses exchange "audit", which is not declared in the vhost. Declare the exchange, or correct the name. Declared: "orders".',
    ]);
  });

  it("explains that RabbitMQ's own exchanges are not migrated", () => {
    const bindings = [{ vhost: "shop", source: "amq.topic", destination: "q", destinationType: "queue" }];
    expect(problemsOf({ ...shop, bindings })[0]).to.match(
      / uses exchange "amq\.topic"\. RabbitMQ's built-in exchanges are not migrated: declare an exchange of another name, or remove the binding\.$/,
    );
  });

  it("finds an undeclared vhost", () => {
    const queues = [...shop.queues, { vhost: "billing", name: "open" }];
    expect(problemsOf({ ...shop, queues })).to.deep.equal([
      'error queues[1].vhost: Vhost "billing" of queue "open" is not declared. Add {name: "billing"} to vhosts, or correct the name. Declared: "shop".',
    ]);
    expect(problemsOf({ kind: "rabbitToRocket", queues: [{ vhost: "a", name: "q" }] })).to.deep.equal([
      'error queues[0].vhost: Vhost "a" of queue "q" is not declared. Add {name: "a"} to vhosts, or correct the name.',
    ]);
  });

  it("finds duplicates, but not in different vhosts", () => {
    const vhosts = [{ name: "shop" }, { name: "eu" }];
    const queues = [...shop.queues, { vhost: "eu", name: "q" }, { vhost: "shop", name: "q", durable: false }];
    expect(problemsOf({ ...shop, vhosts, queues })).to.deep.equal([
      'error queues[2]: Duplicate queue "q" in vhost "shop", already in queues[0]. Remove one of them.',
    ]);
    expect(problemsOf({ kind: "rocketmq", topics: [{ name: "a" }, { name: "a" }] })).to.deep.equal([
      'error topics[1]: Duplicate topic "a", already in topics[0]. Remove one of them.',
    ]);
  });

  it("finds values that the fields do not allow", () => {
    const exchanges = [{ vhost: "shop", name: "orders", type: "x-delayed-message" }];
    expect(problemsOf({ ...shop, exchanges })).to.deep.equal([
      'error exchanges[0].type: Must be one of topic, direct, fanout, headers, but is "x-delayed-message" for exchange "orders" in vhost "shop".',
    ]);
    const topics = [{ name: "a", perm: 8, readQueueNums: -1, writeQueueNums: 1.5, topicFilterType: "TWO_TAGS" }];
    expect(problemsOf({ kind: "rocketmq", topics })).to.deep.equal([
      'error topics[0].perm: Must be an integer from 0 to 7, but is 8 for topic "a".',
      'error topics[0].readQueueNums: Must be an integer from 0 to 2147483647, but is -1 for topic "a".',
      'error topics[0].writeQueueNums: Must be an integer from 0 to 2147483647, but is 1.5 for topic "a".',
      'error topics[0].topicFilterType: Must be one of SINGLE_TAG, MULTI_TAG, but is "TWO_TAGS" for topic "a".',
    ]);
    const bindings = [{ ...shop.bindings[0], destinationType: "topic" }];
    expect(problemsOf({ ...shop, bindings })).to.deep.equal([
      'error bindings[0].destinationType: Must be one of queue, exchange, but is "topic" for binding "orders -> q" in vhost "shop".',
    ]);
  });

  it("only warns about what the service may accept", () => {
    const consumerGroups = [{ name: "g".repeat(255) }, { name: "g".repeat(256) }];
    const topics = [{ name: "orders.created", perm: 0 }, { name: "a".repeat(127) }];
    expect(problemsOf({ kind: "rocketmq", topics, consumerGroups })).to.deep.equal([
      'warning topics[0].name: RocketMQ brokers reject the name "orders.created": they allow up to 127 letters, digits, %, |, - and _. If the service rejects it too, rename it.',
      'warning topics[0].perm: Should be 2 (write), 4 (read) or 6 (both), but is 0 for topic "orders.created".',
      `warning consumerGroups[1].name: RocketMQ brokers reject the name "${"g".repeat(256)}": they allow up to 255 letters, digits, %, |, - and _. If the service rejects it too, rename it.`,
    ]);
  });

  it("finds empty names and empty metadata", () => {
    expect(problemsOf({ kind: "rocketmq", topics: [{ name: " " }] })).to.deep.equal([
      "error topics[0].name: The name is empty. Enter a name, or remove the entry.",
    ]);
    expect(problemsOf({ kind: "rocketmq" })).to.deep.equal([
      "error topics: Nothing to migrate: there are no topics and no consumer groups. System topics and groups in a file do not count.",
    ]);
    expect(problemsOf({ kind: "rabbitToRocket" })).to.deep.equal([
      "error vhosts: Nothing to migrate: there are no vhosts, queues, exchanges or bindings. RabbitMQ's own objects in a file do not count.",
    ]);
  });

  it("suggests the five declared names that are most alike", () => {
    const names = ["orders", "invoices", "audit", "prices", "returns", "refunds", "offers"];
    const exchanges = names.map((name) => ({ vhost: "shop", name, type: "topic" }));
    const bindings = [{ vhost: "shop", source: "ordrs", destination: "q", destinationType: "queue" }];
    expect(problemsOf({ ...shop, exchanges, bindings })[0]).to.match(/ Declared: "orders", "offers", .* and 2 more\.$/);
  });

  it("stays fast when every one of 20,000 bindings is wrong", () => {
    const queues = Array.from({ length: 20_000 }, (_, index) => ({ vhost: "shop", name: `queue-${index}` }));
    const bindings = queues.map(({ name }) => ({ ...shop.bindings[0], destination: `${name}x` }));
    expect(problemsOf({ ...shop, queues, bindings })).to.have.lengthOf(20_000);
  });
});
