import { expect } from "chai";
import { listConsumerGroups } from "../../../provider/src/migration/instance/listConsumerGroups.ts";
import { listTopics } from "../../../provider/src/migration/instance/listTopics.ts";
import { comparable, compareInstance } from "../../../provider/src/migration/verification/compareInstance.ts";

const submitted = comparable({ kind: "rocketmq", topics: [{ name: "a" }], consumerGroups: [{ name: "a" }] });

/** What an instance lists if each broker list is `brokers` for "a", and names two brokers for "b". */
async function instanceWith(brokers: readonly string[] | undefined) {
  const ofTopic = (names: readonly string[]) => names.map((name) => ({ broker_name: name }));
  const topics = [
    { name: "a", ...(brokers && { brokers: ofTopic(brokers) }) },
    { name: "b", brokers: ofTopic(["b0", "b1"]) },
  ];
  const groups = [
    { name: "a", ...(brokers && { brokers }) },
    { name: "b", brokers: ["b0", "b1"] },
  ];
  const { topics: topicRows } = await listTopics({ get: async () => ({ total: 2, topics }) }, "i");
  const { consumerGroups } = await listConsumerGroups({ get: async () => ({ total: 2, groups }) }, "i");
  return { topics: topicRows, consumerGroups };
}

describe("compareInstance", () => {
  it("finds a broker missing that the service does not name, and concludes nothing if it omits the brokers", async () => {
    const missing = ["topic", "consumerGroup"].map((kind) => ({ kind, name: "a", property: "brokers", broker: "b1" }));
    const oneBroker = compareInstance(submitted, await instanceWith(["b0"]), true).different;
    expect(oneBroker).to.have.lengthOf(2);
    for (const [index, each] of missing.entries()) expect(oneBroker[index]).to.include(each);
    expect(compareInstance(submitted, await instanceWith([]), true).different).to.have.lengthOf(4);
    expect(compareInstance(submitted, await instanceWith(undefined), true).different).to.deep.equal([]);
  });
});
