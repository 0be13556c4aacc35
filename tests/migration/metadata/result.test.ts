import { expect } from "chai";
import fc from "fast-check";
import { writeResult } from "../../../emulator/src/taskResult.ts";
import { describeFailure, parseTaskResult } from "../../../provider/src/migration/metadata/index.ts";

function failuresOf(result: unknown): string[] {
  const raw = typeof result === "string" ? result : JSON.stringify(result);
  return parseTaskResult(raw).failures.map(describeFailure);
}

const LAYOUTS: readonly (readonly [layout: string, result: unknown])[] = [
  [
    "a list of items with status",
    [
      { name: "order-events", type: "topic", status: "failed", reason: "it exists" },
      { name: "audit_log", type: "topic", status: "success" },
      { name: "billing", type: "consumerGroup", status: "FAIL", error_msg: "it exists" },
    ],
  ],
  [
    "lists by kind",
    {
      topics: [
        { topic_name: "order-events", success: false, message: "it exists" },
        { topic_name: "audit_log", success: true, message: "created" },
      ],
      subscription_groups: [{ group_name: "billing", success: false, message: "it exists" }],
    },
  ],
  [
    "lists of successes and failures by kind",
    {
      topic: { success: ["audit_log"], failed: [{ name: "order-events", reason: "it exists" }] },
      consumerGroup: { success: [], failed: [{ name: "billing", reason: "it exists" }] },
    },
  ],
  [
    "maps from name to reason under keys that say failed",
    { failedTopics: { "order-events": "it exists" }, failed_groups: { billing: "it exists" }, total: 3 },
  ],
  [
    "maps from name to status by kind",
    {
      topicConfigTable: { "order-events": { status: "FAILED", cause: "it exists" }, audit_log: { status: "SUCCESS" } },
      subscriptionGroupTable: { billing: { status: "FAILED", cause: "it exists" } },
    },
  ],
  [
    "maps from name to a word by kind",
    { topics: { "order-events": "it exists", audit_log: "success" }, consumer_groups: { billing: "it exists" } },
  ],
  [
    "JSON in a string in JSON",
    {
      code: 200,
      data: JSON.stringify({ errors: { topic: [{ name: "order-events", error: "it exists" }] } }),
      groups: [{ name: "billing", result: "error", detail: "it exists" }],
    },
  ],
  ["plain text", "1 of 3 migrated\ntopic order-events: it exists\nconsumer group billing: it exists"],
  [
    "sentences",
    "Topic [order-events] create failed: it exists; Group 'billing' creation failed: it exists\nTopic audit_log created.",
  ],
];

describe("parseTaskResult", () => {
  for (const [layout, result] of LAYOUTS) {
    it(`finds which topics and groups failed, and why, in ${layout}`, () => {
      expect(failuresOf(result)).to.deep.equal(["topic order-events: it exists", "consumer group billing: it exists"]);
    });
  }

  it("finds exactly the failures in each of the emulator's layouts, whatever failed", () => {
    const kind = fc.constantFrom("topic", "consumerGroup", "vhost", "exchange", "queue");
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._%|/-]{0,20}[A-Za-z0-9]$/).map((text) => `${text}9`);
    const item = fc.record({ kind, name });
    const items = fc.uniqueArray(item, { selector: (one) => one.name, minLength: 1, maxLength: 8 });
    const reason = fc.constantFrom("it exists, and overwrite is false", "the quota is used up", "DMS.00400062: bad");
    fc.assert(
      fc.property(items, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), reason, (all, failing, why) => {
        const failed = all.filter((_, index) => failing[index]).map((one) => ({ ...one, reason: why }));
        const inOrder = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).sort();
        for (const layout of ["items", "byKind", "text"] as const) {
          const { failures } = parseTaskResult(writeResult(layout, all, failed));
          expect(inOrder(failures), layout).to.deep.equal(inOrder(failed));
        }
        const byName = parseTaskResult(writeResult("byName", all, failed)).failures;
        expect(inOrder(byName)).to.deep.equal(inOrder(failed.map((one) => ({ ...one, kind: "unknown" }))));
      }),
      { numRuns: 1000 },
    );
  });

  it("finds names without a kind in a flat map", () => {
    expect(
      failuresOf({ "order-events": "failed: it exists", audit_log: "success", "a->b": "Not Found" }),
    ).to.deep.equal(["order-events: it exists", "a->b: Not Found"]);
  });

  it("finds names under the reason that they share", () => {
    expect(failuresOf({ topics: { "already exists": ["a", "b"] }, failed: { queues: ["q"] } })).to.deep.equal([
      "topic a: already exists",
      "topic b: already exists",
      "queue q: failed, no reason given",
    ]);
  });

  it("tells RabbitMQ's objects apart, though an exchange has a type called topic", () => {
    expect(
      failuresOf([
        { type: "exchange", vhost: "shop", name: "orders", status: "failed", reason: "no quota" },
        { vhost: "shop", name: "prices", type: "topic", status: "failed", reason: "no quota" },
        { vhost: "shop", source: "orders", destination: "q", status: "failed", reason: "no quota" },
        { queue: "q", vhost: "shop", status: "failed", reason: "no quota" },
        { vhost: "eu", status: "failed", reason: "no quota" },
      ]),
    ).to.deep.equal([
      "exchange orders in vhost shop: no quota",
      "prices in vhost shop: no quota",
      "binding orders -> q in vhost shop: no quota",
      "queue q in vhost shop: no quota",
      "vhost eu: no quota",
    ]);
  });

  it("gives Huawei's code with its words", () => {
    expect(
      failuresOf({
        topics: [{ name: "a", status: "failed", error: { error_code: "DMS.00400030", error_msg: "bad" } }],
      }),
    ).to.deep.equal(["topic a: DMS.00400030: bad"]);
  });

  it("blames the parts of a vhost rather than the vhost", () => {
    expect(
      failuresOf({
        vhosts: [{ name: "shop", status: "failed", queues: [{ name: "q", status: "failed", reason: "full" }] }],
      }),
    ).to.deep.equal(["queue q: full"]);
  });

  it("blames the task when no thing is named", () => {
    expect(failuresOf({ status: "failed", message: "broker is down" })).to.deep.equal(["the task: broker is down"]);
    expect(failuresOf("error: broker is down")).to.deep.equal(["the task: broker is down"]);
  });

  it("finds no failure in successes, counts and words that it does not know", () => {
    for (const result of [
      { topics: ["a", "b"], total: 2, failed: 0, errors: [], success: true },
      { topics: { a: "SUCCESS", b: true, c: null }, message: "" },
      [{ name: "fail-topic", status: "success", message: "no error" }],
      { status: "weird", note: "?" },
      "all fine",
      "",
      "null",
      "[]",
    ]) {
      expect(failuresOf(result), JSON.stringify(result)).to.deep.equal([]);
    }
  });

  it("keeps the raw text, and the JSON where there is one", () => {
    expect(parseTaskResult('{"x": 1}')).to.deep.equal({ value: { x: 1 }, text: '{"x": 1}', failures: [] });
    expect(parseTaskResult({ x: 1 })).to.deep.equal({ value: { x: 1 }, text: '{"x":1}', failures: [] });
    expect(parseTaskResult("{broken")).to.deep.equal({ text: "{broken", failures: [] });
    expect(parseTaskResult(null)).to.deep.equal({ text: "", failures: [] });
    expect(parseTaskResult(undefined)).to.deep.equal({ text: "", failures: [] });
  });

  it("names each of 10,000 failures", () => {
    const result = Array.from({ length: 10_000 }, (_, index) => ({
      topic: `t${index}`,
      status: "failed",
      reason: "full",
    }));
    expect(parseTaskResult(JSON.stringify(result)).failures).to.have.lengthOf(10_000);
  });

  it("never throws, and says the same of the same result twice", () => {
    const key = fc.constantFrom(
      "topics",
      "failed",
      "name",
      "status",
      "reason",
      "error",
      "queue",
      "data",
      "success",
      "x",
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(
          "failed",
          "success",
          "a",
          "topic a failed: b",
          '{"failed":["a"]}',
          "[1",
          "",
          null,
          0,
          true,
          false,
        ),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(key, fc.string()), tie("node"), { maxKeys: 4 }),
      ),
    }));
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      node.map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const first = parseTaskResult(raw);
        expect(parseTaskResult(raw)).to.deep.equal(first);
        expect(first.text).to.equal(raw);
      }),
      { numRuns: 2000 },
    );
  });

  it("survives a result nested a hundred thousand times", () => {
    const raw = "[".repeat(100_000) + "]".repeat(100_000);
    expect(parseTaskResult(raw).failures).to.deep.equal([]);
    expect(parseTaskResult(JSON.parse(raw)).failures).to.deep.equal([]);
  });
});
