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
  it("finds nothing in metadata that is whole", () => {
    expect(problemsOf(shop)).to.deep.equal([]);
    expect(problemsOf({ kind: "rocketmq", topics: [{ name: "orders" }] })).to.deep.equal([]);
  });

  it("finds a binding to an exchange that nobody declares", () => {
    const bindings = [{ vhost: "shop", source: "ordrs", destination: "q", destinationType: "queue" }];
    expect(problemsOf({ ...shop, bindings })).to.deep.equal([
      'error bindings[0].source: saw "ordrs" for the binding "ordrs -> q" in vhost "shop"; allowed is an exchange of vhost "shop" ("orders"). Declare the exchange, or correct the name.',
    ]);
  });

  it("finds a binding to a queue, and one to an exchange, that nobody declares", () => {
    const bindings = [
      { vhost: "shop", source: "orders", destination: "dead", destinationType: "queue" },
      { vhost: "shop", source: "orders", destination: "audit", destinationType: "exchange", routingKey: "#" },
    ];
    expect(problemsOf({ ...shop, bindings })).to.deep.equal([
      'error bindings[0].destination: saw "dead" for the binding "orders -> dead" in vhost "shop"; allowed is a queue of vhost "shop" ("q"). Declare the queue, or correct the name.',
      'error bindings[1].destination: saw "audit" for the binding "orders -> exchange audit (#)" in vhost "shop"; allowed is an exchange of vhost "shop" ("orders"). Declare the exchange, or correct the name.',
    ]);
  });

  it("explains that RabbitMQ's own exchanges are not migrated", () => {
    const bindings = [{ vhost: "shop", source: "amq.topic", destination: "q", destinationType: "queue" }];
    expect(problemsOf({ ...shop, bindings })[0]).to.match(
      /RabbitMQ's own exchanges are not migrated: declare an exchange of your own, or remove the binding\.$/,
    );
  });

  it("finds a vhost that nobody declares", () => {
    const queues = [...shop.queues, { vhost: "billing", name: "open" }];
    expect(problemsOf({ ...shop, queues })).to.deep.equal([
      'error queues[1].vhost: saw "billing" for the queue "open"; allowed is a declared vhost ("shop"). Add {name: "billing"} to vhosts.',
    ]);
    expect(problemsOf({ kind: "rabbitToRocket", queues: [{ vhost: "a", name: "q" }] })).to.deep.equal([
      'error queues[0].vhost: saw "a" for the queue "q"; allowed is a declared vhost (there is none). Add {name: "a"} to vhosts.',
    ]);
  });

  it("finds duplicates, but not in different vhosts", () => {
    const vhosts = [{ name: "shop" }, { name: "eu" }];
    const queues = [...shop.queues, { vhost: "eu", name: "q" }, { vhost: "shop", name: "q", durable: false }];
    expect(problemsOf({ ...shop, vhosts, queues })).to.deep.equal([
      'error queues[2]: saw the queue "q" in vhost "shop" again; allowed is each once (it is queues[0]). Remove one of them.',
    ]);
    expect(problemsOf({ kind: "rocketmq", topics: [{ name: "a" }, { name: "a" }] })).to.deep.equal([
      'error topics[1]: saw the topic "a" again; allowed is each once (it is topics[0]). Remove one of them.',
    ]);
  });

  it("finds types and numbers that cannot be", () => {
    const exchanges = [{ vhost: "shop", name: "orders", type: "x-delayed-message" }];
    expect(problemsOf({ ...shop, exchanges })).to.deep.equal([
      'error exchanges[0].type: saw "x-delayed-message" for the exchange "orders" in vhost "shop"; allowed is topic, direct, fanout, headers. The service has no other type: choose one of these.',
    ]);
    const topics = [{ name: "a", perm: 8, readQueueNums: -1, writeQueueNums: 1.5, topicFilterType: "TWO_TAGS" }];
    expect(problemsOf({ kind: "rocketmq", topics })).to.deep.equal([
      'error topics[0].perm: saw 8 for the topic "a"; allowed is 2 (write), 4 (read) or 6 (both). Correct the number.',
      'error topics[0].readQueueNums: saw -1 for the topic "a"; allowed is an integer from 0 up. Correct the number.',
      'error topics[0].writeQueueNums: saw 1.5 for the topic "a"; allowed is an integer from 0 up. Correct the number.',
      'error topics[0].topicFilterType: saw "TWO_TAGS" for the topic "a"; allowed is SINGLE_TAG, MULTI_TAG. Correct the filter type.',
    ]);
    const bindings = [{ ...shop.bindings[0], destinationType: "topic" }];
    expect(problemsOf({ ...shop, bindings })).to.deep.equal([
      'error bindings[0].destinationType: saw "topic" for the binding "orders -> q" in vhost "shop"; allowed is queue, exchange. Correct it.',
    ]);
  });

  it("only warns of what the service may accept", () => {
    const consumerGroups = [{ name: "g".repeat(255) }, { name: "g".repeat(256) }];
    const topics = [{ name: "orders.created", perm: 0 }, { name: "a".repeat(127) }];
    expect(problemsOf({ kind: "rocketmq", topics, consumerGroups })).to.deep.equal([
      'warning topics[0].name: saw "orders.created"; allowed is up to 127 letters, digits and the characters % | - _. RocketMQ\'s own brokers refuse it; choose another name if the service does too.',
      'warning topics[0].perm: saw 0 for the topic "orders.created"; allowed is 2 (write), 4 (read) or 6 (both). Correct the number.',
      `warning consumerGroups[1].name: saw "${"g".repeat(256)}"; allowed is up to 255 letters, digits and the characters % | - _. RocketMQ's own brokers refuse it; choose another name if the service does too.`,
    ]);
  });

  it("finds empty names and empty metadata", () => {
    expect(problemsOf({ kind: "rocketmq", topics: [{ name: " " }] })).to.deep.equal([
      "error topics[0].name: saw an empty name; allowed is a name. Give it one, or remove the entry.",
    ]);
    expect(problemsOf({ kind: "rocketmq" })).to.deep.equal([
      "error topics: saw no topic and no consumer group; allowed is at least one of them. Add a topic or a group; if you gave a file, all in it is the broker's own and left out.",
    ]);
    expect(problemsOf({ kind: "rabbitToRocket" })).to.deep.equal([
      "error vhosts: saw no vhost, queue, exchange or binding; allowed is at least one of them. Add some; if you gave a file, all in it is RabbitMQ's own and left out.",
    ]);
  });
});
