import { expect } from "chai";
import fc from "fast-check";
import type { Json } from "../../../provider/src/cloud/index.ts";
import {
  completeMetadata,
  itemFields,
  type Metadata,
  MetadataError,
  metadataHash,
  parseSubmittedMetadata,
  sameMetadata,
  sortMetadata,
  submissionBody,
} from "../../../provider/src/migration/metadata/index.ts";
import { anyMetadata, rabbitMqMetadata, reversed, rocketMqMetadata, withoutDefaults } from "./arbitraries.ts";

function isEmpty(metadata: Metadata): boolean {
  return Object.keys(submissionBody(metadata) as object).length === 0;
}

/** Every field name in camelCase. Keys of RocketMQ's tables are names and stay as they are. */
function inCamelCase(body: Json, depth = 0): Json {
  if (Array.isArray(body)) {
    return body.map((item: Json) => inCamelCase(item, depth + 1));
  }
  if (typeof body !== "object" || body === null) {
    return body;
  }
  const camel = (key: string) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [depth === 1 ? key : camel(key), inCamelCase(value as Json, depth + 1)]),
  );
}

describe("submissionBody", () => {
  it("is the body that the SDKs document for a RocketMQ migration", () => {
    const metadata = completeMetadata({
      kind: "rocketmq",
      topics: [{ name: "orders", perm: 4 }],
      consumerGroups: [{ name: "billing", retryMaxTimes: 3 }],
    });
    expect(submissionBody(metadata)).to.deep.equal({
      topic_config_table: {
        orders: {
          topic_name: "orders",
          order: false,
          perm: 4,
          read_queue_nums: 16,
          write_queue_nums: 16,
          topic_filter_type: "SINGLE_TAG",
          topic_sys_flag: 0,
        },
      },
      subscription_group_table: {
        billing: {
          group_name: "billing",
          consume_broadcast_enable: false,
          consume_enable: true,
          consume_from_min_enable: true,
          notify_consumer_ids_changed_enable: true,
          retry_max_times: 3,
          retry_queue_nums: 1,
          which_broker_when_consume_slow: 1,
        },
      },
    });
  });

  it("is the body that the SDKs document for a RabbitMQ migration, with every table of its type", () => {
    const metadata = completeMetadata({
      kind: "rabbitToRocket",
      vhosts: [{ name: "shop" }],
      exchanges: [{ vhost: "shop", name: "orders", type: "topic" }],
      bindings: [{ vhost: "shop", source: "orders", destination: "orders", destinationType: "exchange" }],
    });
    expect(submissionBody(metadata)).to.deep.equal({
      vhosts: [{ name: "shop" }],
      queues: [],
      exchanges: [{ vhost: "shop", name: "orders", type: "topic", durable: true }],
      bindings: [
        { vhost: "shop", source: "orders", destination: "orders", destination_type: "exchange", routing_key: "" },
      ],
    });
  });
});

describe("parseSubmittedMetadata", () => {
  it("reads back what was submitted, in snake_case and in camelCase", () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        fc.pre(!isEmpty(metadata));
        const body = submissionBody(metadata);
        const expected = sortMetadata(metadata);
        const readBack = (content: Json, taskType?: string) =>
          sortMetadata(completeMetadata(parseSubmittedMetadata(content, taskType)));
        expect(readBack(JSON.stringify(body), metadata.kind)).to.deep.equal(expected);
        expect(readBack(JSON.stringify(inCamelCase(body)))).to.deep.equal(expected);
        expect(readBack(JSON.stringify(JSON.stringify(body)))).to.deep.equal(expected);
        expect(readBack(body)).to.deep.equal(expected);
      }),
    );
  });

  it("reads tables that are arrays, and ignores empty tables of the other kind", () => {
    fc.assert(
      fc.property(rocketMqMetadata, (metadata) => {
        fc.pre(!isEmpty(metadata));
        const body = submissionBody(metadata) as Record<string, Record<string, Json>>;
        const arrays = Object.fromEntries(Object.entries(body).map(([table, rows]) => [table, Object.values(rows)]));
        const content = JSON.stringify({ ...arrays, vhosts: [], queues: null });
        expect(sameMetadata(parseSubmittedMetadata(content), metadata)).to.equal(true);
      }),
    );
  });

  it("reads the fields that were submitted, and ignores unknown ones", () => {
    const content = {
      topicConfigTable: { orders: { extra: [1], perm: "4" } },
      subscriptionGroupTable: [{ name: "g" }],
      x: 1,
    };
    expect(parseSubmittedMetadata(JSON.stringify(content))).to.deep.equal({
      kind: "rocketmq",
      topics: [{ name: "orders", perm: 4 }],
      consumerGroups: [{ name: "g" }],
    });
    expect(parseSubmittedMetadata('{"vhosts":["shop"],"queues":[{"vhost":"shop","name":"q"}]}')).to.deep.equal({
      kind: "rabbitToRocket",
      vhosts: [{ name: "shop" }],
      queues: [{ vhost: "shop", name: "q" }],
      exchanges: [],
      bindings: [],
    });
  });

  it("uses the task type if the content does not decide the kind", () => {
    expect(parseSubmittedMetadata("{}", "rocketmq")).to.deep.equal({
      kind: "rocketmq",
      topics: [],
      consumerGroups: [],
    });
    const both = '{"topics":{"a":{}},"vhosts":["shop"]}';
    expect(parseSubmittedMetadata(both, "rabbitToRocket")).to.have.property("kind", "rabbitToRocket");
    expect(parseSubmittedMetadata('{"topics":{"a":{}}}', "rabbitToRocket")).to.have.property("kind", "rocketmq");
    expect(parseSubmittedMetadata('{"queues":[]}')).to.have.property("kind", "rabbitToRocket");
  });

  it("throws nothing but a MetadataError for any other content", () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .tuple(fc.constantFrom("topics", "vhosts", "queues", "bindings"), fc.json())
        .map(([key, json]) => `{"${key}":${json}}`),
    );
    fc.assert(
      fc.property(anything, (content) => {
        try {
          parseSubmittedMetadata(content);
        } catch (error) {
          expect(error).to.be.instanceOf(MetadataError);
          expect(error).to.have.property("code", "METADATA");
        }
      }),
    );
    expect(() => parseSubmittedMetadata(undefined)).to.throw(
      MetadataError,
      "json_content: Must be an object, but is missing.",
    );
    expect(() => parseSubmittedMetadata("{}")).to.throw(
      MetadataError,
      "json_content: Has none of the metadata tables (topicConfigTable, subscriptionGroupTable, vhosts, queues, exchanges, bindings).",
    );
  });

  it("reads 10,000 topics", () => {
    const topics = Array.from({ length: 10_000 }, (_, index) => ({ name: `topic-${index}` }));
    const metadata = completeMetadata({ kind: "rocketmq", topics });
    const readBack = parseSubmittedMetadata(JSON.stringify(submissionBody(metadata)));
    expect(sameMetadata(readBack, { kind: "rocketmq", topics })).to.equal(true);
  });
});

describe("sameMetadata and metadataHash", () => {
  const defaults = Object.fromEntries(
    Object.values(itemFields).flatMap((fields) =>
      Object.entries(fields).map(([name, field]) => [name, "default" in field ? field.default : undefined]),
    ),
  );

  it("ignore the order, and whether defaults are written out", () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        for (const alike of [reversed(metadata), withoutDefaults(metadata, defaults)]) {
          expect(sameMetadata(metadata, alike)).to.equal(true);
          expect(metadataHash(alike)).to.equal(metadataHash(metadata));
        }
      }),
    );
  });

  it("see every other difference", () => {
    fc.assert(
      fc.property(rocketMqMetadata, rocketMqMetadata, rabbitMqMetadata, (one, other, rabbit) => {
        const alike = JSON.stringify(sortMetadata(one)) === JSON.stringify(sortMetadata(other));
        expect(sameMetadata(one, other)).to.equal(alike);
        expect(metadataHash(one) === metadataHash(other)).to.equal(alike);
        expect(sameMetadata(one, rabbit)).to.equal(false);
      }),
    );
    const one = { kind: "rocketmq", topics: [{ name: "a" }] } as const;
    expect(sameMetadata(one, { kind: "rocketmq", topics: [{ name: "a", perm: 4 }] })).to.equal(false);
  });

  it("do not change from version to version, because state files contain hashes", () => {
    expect(metadataHash({ kind: "rocketmq", topics: [{ name: "orders" }] })).to.equal("3b3dab74e55dc715");
  });
});
