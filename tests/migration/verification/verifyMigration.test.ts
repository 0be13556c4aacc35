import { expect } from "chai";
import { defaultAccessKey, defaultSecretKey, type Instance } from "../../../emulator/src/index.ts";
import { CancelledError, isJsonObject } from "../../../provider/src/cloud/index.ts";
import {
  completeMetadata,
  type MetadataInput,
  SharedLists,
  verifyTasks,
} from "../../../provider/src/migration/index.ts";
import type { Verification } from "../../../provider/src/migration/verification/verification.ts";
import { verdictText } from "../../../provider/src/migration/verification/verificationWording.ts";
import { verifyFinished, verifyMigration } from "../../../provider/src/migration/verification/verifyMigration.ts";
import { type Service, startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";
const task = { id: "t-1", name: "move", status: "finished" };
const orders: MetadataInput = { kind: "rocketmq", topics: [{ name: "orders" }], consumerGroups: [{ name: "billing" }] };
const vhosts: MetadataInput = { kind: "rabbitToRocket", vhosts: [{ name: "shop" }] };

describe("verifyFinished", () => {
  let service: Service;
  let clock: TestClock;
  beforeEach(() => {
    clock = new TestClock({ startMs: 1000 });
  });
  afterEach(() => service.emulator.close());

  async function start(metadata: Instance["metadata"] = {}, instance: Partial<Instance> = {}): Promise<void> {
    service = await startService(clock, { id: instanceId, name: "shop", metadata, ...instance });
  }

  const options = (more: object = {}) => ({
    client: service.client,
    instanceId,
    lists: new SharedLists(),
    clock,
    ...more,
  });
  const verify = (metadata: MetadataInput | undefined, more: object = {}): Promise<Verification> =>
    clock.run(verifyFinished(metadata && completeMetadata(metadata), options(more)));
  const lists = () => service.emulator.requests.filter(({ operation }) => operation?.startsWith("list")).length;
  const textOf = (verification: Verification) => verdictText(task, instanceId, verification);

  it("finds what is there with one request for each list, and does not wait", async () => {
    await start({ topics: ["orders", "other"], consumerGroups: ["billing"] });
    const verification = await verify(orders, { before: { topics: 1, consumerGroups: 0 } });
    expect(verification).to.deep.equal({
      verdict: "verified",
      missing: [],
      different: [],
      counts: {
        expected: 2,
        found: 2,
        instance: { topics: 2, consumerGroups: 1 },
        before: { topics: 1, consumerGroups: 0 },
      },
      verifiedAt: "2026-11-24T10:00:00.000Z",
    });
    expect(clock.now()).to.equal(1000);
    expect(lists()).to.equal(2);
    expect(textOf(verification)).to.equal(
      `Migration task "move" (t-1) has finished, and instance ${instanceId} has all 2 of its topics and consumer groups.`,
    );
  });

  it("looks for missing items again for 15 seconds, because lists may lag behind", async () => {
    await start({}, { behaviour: { listsLagSeconds: 0 } });
    const verifying = verify(orders);
    void clock.sleep(5000).then(() => {
      service.emulator.setTopic(instanceId, { name: "orders" });
      service.emulator.setConsumerGroup(instanceId, { name: "billing" });
    });
    expect(await verifying).to.include({ verdict: "verified", verifiedAt: "2026-11-24T10:00:07.000Z" });

    service.emulator.removeTopic(instanceId, "orders");
    const startedMs = clock.now();
    const missing = await verify(orders);
    expect(clock.now() - startedMs).to.equal(15_000);
    expect(missing.missing).to.deep.equal([{ kind: "topic", name: "orders" }]);
    expect(textOf(missing)).to.equal(
      `Migration task "move" (t-1) has finished, but instance ${instanceId} does not have everything that it submitted. Missing: topic "orders".`,
    );
  });

  it("names brokers and values of what differs", async () => {
    await start(
      {
        topics: [{ name: "orders", readQueueNum: 4, permission: "sub" }],
        consumerGroups: [{ name: "billing", enabled: false }],
      },
      { brokers: 2 },
    );
    const verification = await verify(orders);
    expect(textOf(verification)).to.include(
      'Different: topic "orders" has perm 4, not 6; topic "orders" has readQueueNums 4 on broker-0, not 16; ' +
        'topic "orders" has readQueueNums 4 on broker-1, not 16; consumer group "billing" has consumeEnable false, not true.',
    );
  });

  it("counts a missing broker only for whoever saw the migration end, since the broker may have joined later", async () => {
    const tasks = [1, 2].map((number) => ({
      id: taskId(number),
      name: `move-${number}`,
      type: "rocketmq" as const,
      status: "finished",
      metadata: { topic_config_table: { orders: {} } },
      lost: [{ kind: "topic" as const, name: "orders", broker: "broker-1" }],
    }));
    await start({}, { brokers: 2, tasks });
    service.emulator.setTopic(instanceId, { name: "other" });
    const moved = tasks.map(({ id, name, type, status }) => ({ id, name, type, status, startDate: "" }));
    const seenEnding = new Set([taskId(1)]);
    const verified = await clock.run(verifyTasks(moved, options({ seenEnding })));
    const [seen, later] = verified.map(({ verification }) => verification);
    expect(seen?.verdict).to.equal("differs");
    expect(later?.verdict).to.equal("verified");
    expect(later && textOf(later)).to.include(
      'Brokers that may have joined after the migration: topic "orders" is missing on broker-1.',
    );
  });

  it("shortens long lists of names", async () => {
    await start();
    const topics = Array.from({ length: 25 }, (_, index) => ({ name: `topic-${index}` }));
    const text = textOf(await verify({ kind: "rocketmq", topics }));
    expect(text).to.include('topic "topic-19" and 5 more.').and.to.not.include("topic-20");
  });

  it("only reports differences on version 5, which names no brokers, and does not wait for them", async () => {
    await start(
      { topics: [{ name: "orders", readQueueNum: 5 }], consumerGroups: [{ name: "billing", retryMaxTime: 3 }] },
      { engineVersion: "5.x", brokers: 2 },
    );
    const verification = await verify(orders);
    expect(verification.verdict).to.equal("verified");
    expect(clock.now()).to.equal(1000);
    expect(verification.different).to.deep.equal([
      { kind: "topic", name: "orders", property: "readQueueNums", expected: "16", found: "10", advisory: true },
      { kind: "consumerGroup", name: "billing", property: "retryMaxTimes", expected: "16", found: "3", advisory: true },
    ]);
    expect(textOf(verification)).to.match(
      /has all 2 of its topics and consumer groups\. Different, .*readQueueNums 10, not 16/,
    );
  });

  it("does not compare a submitted 0, -1 retries, or a permission that the list has no word for", async () => {
    await start({ topics: ["orders"], consumerGroups: ["billing"] });
    const topics = [{ name: "orders", perm: 0, readQueueNums: 0, writeQueueNums: 0 }];
    const consumerGroups = [{ name: "billing", retryMaxTimes: -1 }];
    expect(await verify({ kind: "rocketmq", topics, consumerGroups })).to.include({ verdict: "verified" });
  });

  it("does not compare defaults that another client did not submit", async () => {
    const metadata = { subscription_group_table: { g: { group_name: "g" } }, topic_config_table: { t: { perm: 2 } } };
    const moved = { id: taskId(1), name: "move", type: "rocketmq" as const, status: "finished" };
    await start({}, { tasks: [{ ...moved, metadata }] });
    service.emulator.setConsumerGroup(instanceId, { name: "g", broadcast: true, enabled: false, retryMaxTime: 3 });
    service.emulator.setTopic(instanceId, { name: "t", permission: "all", readQueueNum: 3 });
    // The emulator gives back every field.
    const get = async (...request: Parameters<Service["client"]["get"]>) => {
      const response = await service.client.get(...request);
      if (!isJsonObject(response) || response.json_content === undefined) return response;
      return { ...response, json_content: JSON.stringify(metadata) };
    };
    const client = { ...service.client, get };
    const [verified] = await clock.run(verifyTasks([{ ...moved, startDate: "" }], options({ client })));
    expect(verified?.verification.missing).to.deep.equal([]);
    expect(verified?.verification.different).to.deep.equal([
      { kind: "topic", name: "t", property: "perm", expected: "2", found: "6", advisory: false },
    ]);
  });

  it("verifies nothing of RabbitMQ metadata, and tells the numbers before and after", async () => {
    await start({ topics: ["a", "b"], consumerGroups: ["c"] });
    const verification = await verify(vhosts, { before: { topics: 1, consumerGroups: 1 } });
    expect(verification).to.deep.include({ verdict: "notVerifiable", missing: [], different: [] });
    expect(clock.now()).to.equal(1000);
    expect(textOf(verification))
      .to.include("Huawei does not publish how vhosts, exchanges, queues and bindings become topics")
      .and.to.include(
        "The instance has 2 topics and 1 consumer group; before the migration it had 1 topic and 1 consumer group.",
      );
  });

  for (const action of ["dms:topic:list", "dms:group:list"] as const) {
    it(`names the permission ${action} if it is missing, and throws no error`, async () => {
      await start();
      service.emulator.scenario({
        accessKeys: [{ accessKey: defaultAccessKey, secretKey: defaultSecretKey, deniedActions: [action] }],
      });
      const { verdict, reason } = await verify(orders);
      expect(verdict).to.equal("notVerifiable");
      expect(reason).to.include(`Grant their user ${action} in this project.`).and.to.include("HTTP 403");
    });
  }

  it("needs no permission for consumer groups if none were submitted", async () => {
    await start({ topics: ["orders"] });
    service.emulator.scenario({
      accessKeys: [{ accessKey: defaultAccessKey, secretKey: defaultSecretKey, deniedActions: ["dms:group:list"] }],
    });
    expect(await verify({ kind: "rocketmq", topics: [{ name: "orders" }] })).to.include({ verdict: "verified" });
  });

  it("cannot verify what the service does not return", async () => {
    await start();
    const verification = await verify(undefined);
    expect(verification.reason).to.equal(
      "The service does not return what the task submitted, so it is unknown what to look for.",
    );
    expect(lists()).to.equal(0);
  });

  it("does not take a task for verified whose metadata comes back empty", async () => {
    await start({ topics: ["orders"] });
    const verification = await verify({ kind: "rocketmq" });
    expect(verification).to.include({ verdict: "notVerifiable" });
    expect(verification.reason).to.match(/^The task's metadata, as the service returns it, names no topic/);
    expect(lists()).to.equal(0);
  });

  it("does not look for RocketMQ's own topics and groups, which other clients submit with a broker's whole file", async () => {
    await start({ topics: ["orders"] });
    const own = ["TBW102", "%RETRY%billing", "%DLQ%billing", "rmq_sys_TRACE_DATA"].map((name) => ({ name, perm: 7 }));
    const consumerGroups = [{ name: "TOOLS_CONSUMER" }];
    const verification = await verify({ kind: "rocketmq", topics: [...own, { name: "orders" }], consumerGroups });
    expect(verification).to.include({ verdict: "verified" });
    expect(verification.counts).to.include({ expected: 1, found: 1 });
    expect(await verify({ kind: "rocketmq", topics: own, consumerGroups })).to.include({ verdict: "notVerifiable" });
  });

  it("is not verifiable if the lists cannot be read, where a single look throws the error", async () => {
    await start();
    service.emulator.addFault({ kind: "http500", operation: "listTopics", count: "always" });
    const { verdict, reason } = await verify(orders);
    expect(verdict).to.equal("notVerifiable");
    expect(reason).to.include("DMS.00500000");
    const look = verifyMigration(completeMetadata(orders), options()).catch((error: unknown) => error);
    expect(await clock.run(look)).to.have.property("errorCode", "DMS.00500000");
  });

  it("names what was missing if the instance cannot be read again", async () => {
    await start({ consumerGroups: ["billing"] });
    for (const kind of ["http500", "busy503"] as const) {
      const verifying = verify(orders);
      void clock.sleep(500).then(() => {
        service.emulator.addFault({ kind, operation: "listTopics", count: "always" });
      });
      const verification = await verifying;
      expect(verification.verdict).to.equal("notVerifiable");
      expect(textOf(verification), kind).to.match(
        /DMS\.\d+.* The last time that the instance could be read, it did not have everything\. Missing: topic "orders"\./,
      );
      service.emulator.clearFaults();
    }
  });

  it("outlasts a service that is down, and says after two minutes why nothing could be read", async () => {
    await start(
      { topics: ["orders"], consumerGroups: ["billing"] },
      {
        tasks: [
          {
            id: taskId(1),
            name: "move",
            type: "rocketmq",
            status: "finished",
            metadata: { topic_config_table: { orders: {} } },
          },
        ],
      },
    );
    service.emulator.addFault({ kind: "busy503", operation: "listTopics", count: 20 });
    expect((await verify(orders)).verdict).to.equal("verified");
    const moved = { id: taskId(1), name: "move", startDate: "", type: "rocketmq", status: "finished" };
    const verifyTask = async () => (await clock.run(verifyTasks([moved], options())))[0]?.verification;
    service.emulator.addFault({ kind: "busy503", operation: "getTask", count: 20 });
    expect((await verifyTask())?.verdict).to.equal("verified");
    service.emulator.addFault({ kind: "busy503", count: "always" });
    expect((await verify(orders)).reason).to.match(/ took longer than 2 min\. The last error: .*DMS\.111501025/);
    expect((await verifyTask())?.reason).to.match(/^What the task submitted could not be read: .*DMS\.111501025/);
  });

  it("gives up after two minutes", async () => {
    await start();
    // The clock of the tests stops during a request to the emulator.
    const client = {
      ...service.client,
      get: (_path: string, _query: object, { signal }: { signal?: AbortSignal } = {}) => hang(signal),
    };
    expect((await verify(orders, { client })).reason).to.equal(
      `Reading what is on instance ${instanceId} took longer than 2 min.`,
    );
    expect(clock.now()).to.equal(121_000);
  });

  it("ends when it is cancelled", async () => {
    await start();
    const controller = new AbortController();
    void clock.sleep(3000).then(() => controller.abort());
    const error = await verify(orders, { signal: controller.signal }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CancelledError);
    expect(clock.sleeping).to.equal(0);
  });

  it("reads the lists once for a thousand verifications, and again only for what is missing", async () => {
    await start({ topics: ["orders"], consumerGroups: ["billing"] });
    const shared = new SharedLists();
    const verifyAll = (metadata: MetadataInput) =>
      clock.run(
        Promise.all(
          Array.from({ length: 1000 }, () => verifyFinished(completeMetadata(metadata), options({ lists: shared }))),
        ),
      );
    const all = await verifyAll(orders);
    expect(all.every(({ verdict }) => verdict === "verified")).to.equal(true);
    expect(lists()).to.equal(2);

    service.emulator.clearRequests();
    const topics = [{ name: "missing" }];
    const missing = await verifyAll({ kind: "rocketmq", topics });
    expect(missing.every(({ verdict }) => verdict === "differs")).to.equal(true);
    // Once now, and once after each of four pauses.
    expect(lists()).to.be.within(4, 6);
  });

  it("uses a list again that was read since the task had finished, and reads it anew otherwise", async () => {
    await start({ topics: ["orders"], consumerGroups: ["billing"] });
    const shared = new SharedLists();
    const finished = { ...task, startDate: "", status: "finished", type: "rocketmq" };
    shared.noteFinished(service.client, instanceId, [finished], clock.now());
    const ofTask = () => ({ lists: shared, finishedByMs: shared.finishedByMs(service.client, instanceId, task.id) });
    const requestsOf = async (more: object) => {
      service.emulator.clearRequests();
      expect(await verify(orders, more)).to.include({ verdict: "verified" });
      return lists();
    };
    expect(await requestsOf(ofTask())).to.equal(2);
    await clock.run(clock.sleep(30_000));
    expect(await requestsOf(ofTask()), "of a task that had finished before").to.equal(0);
    expect(await requestsOf({ lists: shared }), "of a task that may have finished since").to.equal(2);
    await clock.run(clock.sleep(61_000));
    expect(await requestsOf(ofTask()), "after more than a minute").to.equal(2);
  });

  it("verifies accepted failures too, and says of which tasks it could not read what they submitted, or that they have not ended", async () => {
    const metadata = { topic_config_table: { orders: {} } };
    const named = { name: "move", type: "rocketmq" as const, metadata };
    const failed = {
      ...named,
      id: taskId(4),
      name: "broken",
      status: "failed",
      metadata: { topic_config_table: { prices: {} } },
    };
    await start({}, { tasks: [{ ...named, id: taskId(1), status: "finished" }, failed] });
    service.emulator.removeTopic(instanceId, "prices");
    const tasks = [
      { id: taskId(1), status: "finished" },
      { id: taskId(2), status: "starting" },
      { id: taskId(3), status: "finished" },
      { id: taskId(4), status: "failed" },
    ].map((each) => ({ name: "move", startDate: "", type: "rocketmq", ...each }));
    const verified = await clock.run(verifyTasks(tasks, options()));
    expect(verified.map(({ task: { id }, verification: { verdict } }) => [id, verdict])).to.deep.equal([
      [taskId(1), "verified"],
      [taskId(2), "notVerifiable"],
      [taskId(3), "notVerifiable"],
      [taskId(4), "differs"],
    ]);
    const texts = verified.map((each) => verdictText(each.task, instanceId, each.verification));
    expect(texts[1]).to.include("is starting, and could not be verified. The task has not ended");
    expect(texts[3]).to.include("has failed, and instance").and.to.include('Missing: topic "prices".');
    expect(verified[2]?.verification.reason).to.match(
      /^What the task submitted could not be read: Instance .* has no migration task /,
    );
  });
});

function hang(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(new CancelledError()));
  });
}
