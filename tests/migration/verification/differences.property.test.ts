import { expect } from "chai";
import fc from "fast-check";
import { defaultProjectId, defaultScenario, type Instance } from "../../../emulator/src/index.ts";
import { completeMetadata, SharedLists } from "../../../provider/src/migration/index.ts";
import { submissionBody } from "../../../provider/src/migration/metadata/index.ts";
import { verifyMigration } from "../../../provider/src/migration/verification/verifyMigration.ts";
import { type Service, startService } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";

/** What can happen to a topic or a group between its submission and the instance. */
const topicFate = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ fate: "kept" as const }) },
  fc.constant({ fate: "lost" as const }),
  fc.record({ fate: fc.constant("lostOnBroker" as const), broker: fc.nat({ max: 2 }) }),
  fc.constant({ fate: "permission" as const }),
  fc.record({ fate: fc.constant("readQueues" as const), broker: fc.option(fc.nat({ max: 2 })) }),
  fc.record({ fate: fc.constant("writeQueues" as const), broker: fc.option(fc.nat({ max: 2 })) }),
);
const groupFate = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ fate: "kept" as const }) },
  fc.constantFrom({ fate: "lost" as const }, { fate: "enabled" as const }),
  fc.constantFrom({ fate: "broadcast" as const }, { fate: "retries" as const }),
);

const topics = fc.array(
  fc.record({
    perm: fc.constantFrom(2, 4, 6),
    readQueueNums: fc.integer({ min: 1, max: 32 }),
    writeQueueNums: fc.integer({ min: 1, max: 32 }),
    order: fc.boolean(),
    is: topicFate,
  }),
  { minLength: 1, maxLength: 12 },
);
const groups = fc.array(
  fc.record({
    consumeEnable: fc.boolean(),
    consumeBroadcastEnable: fc.boolean(),
    retryMaxTimes: fc.integer({ min: 1, max: 32 }),
    is: groupFate,
  }),
  { maxLength: 8 },
);

type Creation = NonNullable<Instance["creations"]>[number];
type Loss = NonNullable<Creation["lost"]>[number];
type Alteration = NonNullable<Creation["altered"]>[number];

/** What the verification must report, as the test knows it from what it did. */
interface Expected {
  readonly missing: string[];
  readonly different: string[];
}

const words = new Map([
  [6, "all" as const],
  [2, "pub" as const],
  [4, "sub" as const],
]);

describe("A verification", () => {
  let service: Service;
  const clock = new TestClock();
  before(async () => {
    service = await startService(clock, { id: instanceId, name: "shop" });
  });
  after(() => service.emulator.close());

  it("reports each of 100 random differences between what was submitted and what is on the instance, and invents none", async function () {
    this.timeout(60_000);
    let played = 0;
    await fc.assert(
      fc.asyncProperty(topics, groups, fc.integer({ min: 1, max: 3 }), async (drawnTopics, drawnGroups, brokers) => {
        const lost: Loss[] = [];
        const altered: Alteration[] = [];
        const expected: Expected = { missing: [], different: [] };
        const differs = (...parts: readonly (string | number | boolean | undefined)[]) =>
          expected.different.push(parts.join(" "));
        for (const [index, { is, perm, readQueueNums, writeQueueNums }] of drawnTopics.entries()) {
          const name = `topic-${index}`;
          const brokersOf = (chosen: number | null) =>
            [...Array(brokers).keys()]
              .filter((one) => chosen === null || chosen % brokers === one)
              .map((one) => `broker-${one}`);
          switch (is.fate) {
            case "lost":
              lost.push({ kind: "topic", name });
              expected.missing.push(`topic ${name}`);
              break;
            case "lostOnBroker": {
              const broker = `broker-${is.broker % brokers}`;
              lost.push({ kind: "topic", name, broker });
              differs("topic", name, "brokers", broker, "present", "missing");
              break;
            }
            case "permission": {
              const other = perm === 6 ? 4 : 6;
              altered.push({ kind: "topic", name, permission: words.get(other) ?? "all" });
              differs("topic", name, "perm", undefined, perm, other);
              break;
            }
            case "readQueues":
              for (const broker of brokersOf(is.broker)) {
                altered.push({ kind: "topic", name, broker, readQueueNum: readQueueNums + 1 });
                differs("topic", name, "readQueueNums", broker, readQueueNums, readQueueNums + 1);
              }
              break;
            case "writeQueues":
              for (const broker of brokersOf(is.broker)) {
                altered.push({ kind: "topic", name, broker, writeQueueNum: writeQueueNums - 1 });
                differs("topic", name, "writeQueueNums", broker, writeQueueNums, writeQueueNums - 1);
              }
          }
        }
        for (const [index, { is, consumeEnable, consumeBroadcastEnable, retryMaxTimes }] of drawnGroups.entries()) {
          const [kind, name] = ["consumerGroup" as const, `group-${index}`];
          switch (is.fate) {
            case "lost":
              lost.push({ kind, name });
              expected.missing.push(`consumerGroup ${name}`);
              break;
            case "enabled":
              altered.push({ kind, name, enabled: !consumeEnable });
              differs(kind, name, "consumeEnable", undefined, consumeEnable, !consumeEnable);
              break;
            case "broadcast":
              altered.push({ kind, name, broadcast: !consumeBroadcastEnable });
              differs(kind, name, "consumeBroadcastEnable", undefined, consumeBroadcastEnable, !consumeBroadcastEnable);
              break;
            case "retries":
              altered.push({ kind, name, retryMaxTime: retryMaxTimes + 1 });
              differs(kind, name, "retryMaxTimes", undefined, retryMaxTimes, retryMaxTimes + 1);
          }
        }

        // A topic that is untouched, so that every broker is known.
        const metadata = completeMetadata({
          kind: "rocketmq",
          topics: [
            { name: "untouched" },
            ...drawnTopics.map(({ is: _, ...rest }, index) => ({ name: `topic-${index}`, ...rest })),
          ],
          consumerGroups: drawnGroups.map(({ is: _, ...rest }, index) => ({ name: `group-${index}`, ...rest })),
        });
        const timeline = [{ afterSeconds: 0, status: "finished" }];
        service.emulator.scenario({
          ...defaultScenario,
          instances: [
            {
              id: instanceId,
              name: "shop",
              projectId: defaultProjectId,
              brokers,
              creations: [{ timeline, lost, altered }],
            },
          ],
        });
        const query = { name: `move-${played}`, type: "rocketmq", overwrite: false };
        const post = service.client.post(`/instances/${instanceId}/metadata`, query, submissionBody(metadata), {
          repeatable: false,
        });
        await clock.run(post);
        const verification = await clock.run(
          verifyMigration(metadata, {
            client: service.client,
            instanceId,
            lists: new SharedLists(),
            clock,
            sawEnd: true,
          }),
        );

        expect(verification.missing.map(({ kind, name }) => `${kind} ${name}`)).to.have.members(expected.missing);
        const seen = verification.different.map(({ kind, name, property, broker, expected: submitted, found }) =>
          [kind, name, property, broker, submitted, found].join(" "),
        );
        expect(seen).to.have.members(expected.different);
        expect(verification.different.some(({ advisory }) => advisory)).to.equal(false);
        const isSame = expected.missing.length + expected.different.length === 0;
        expect(verification.verdict).to.equal(isSame ? "verified" : "differs");
        const total = 1 + drawnTopics.length + drawnGroups.length;
        expect(verification.counts).to.include({ expected: total, found: total - expected.missing.length });
        played += expected.missing.length + expected.different.length;
      }),
      { numRuns: 100 },
    );
    expect(played).to.be.greaterThan(100);
  });
});
