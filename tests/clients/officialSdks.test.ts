// Proof that the emulator does not just mirror our client: Huawei's own SDKs work against it, unmodified, in every
// operation that it has.
import { expect } from "chai";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  type Instance,
  startEmulator,
  temporaryAccessKey,
  temporarySecretKey,
  temporarySecurityToken,
} from "../../emulator/src/index.ts";
import { call } from "../emulator/officialClient.ts";
import { skip } from "../skip.ts";
import { submitWithProvider } from "./providerSubmission.ts";
import { type SdkCall, type SdkInput, type SdkOutcome, type SdkProgram, sdkPrograms } from "./sdkPrograms.ts";

const instanceId = "55555555-6666-4777-8888-999999999999";
const version5InstanceId = "66666666-7777-4888-8999-aaaaaaaaaaaa";

const rocketmq = {
  topic_config_table: {
    orders: { topic_name: "orders", order: false, perm: 4, read_queue_nums: 8, write_queue_nums: 4 },
    mails: { topic_name: "mails" },
  },
  subscription_group_table: {
    billing: { group_name: "billing", consume_broadcast_enable: true, consume_enable: false, retry_max_times: 3 },
  },
};
const rabbitToRocket = {
  vhosts: [{ name: "shop" }],
  queues: [{ vhost: "shop", name: "invoices", durable: true }],
  exchanges: [{ vhost: "shop", name: "orders", type: "topic", durable: false }],
  bindings: [
    { vhost: "shop", source: "orders", destination: "invoices", destination_type: "queue", routing_key: "order.*" },
  ],
};

const instances: Instance[] = [
  {
    id: instanceId,
    name: "rocketmq-clients",
    brokers: 2,
    quotas: { topics: 10 },
    metadata: { topics: [{ name: "old", permission: "pub" }], consumerGroups: ["audit"] },
    creations: [{ timeline: [{ afterSeconds: 0, status: "finished" }] }],
  },
  {
    id: version5InstanceId,
    name: "rocketmq-5",
    engineVersion: "5.x",
    metadata: { topics: [{ name: "old", messageType: "DELAY" }] },
  },
];

for (const program of sdkPrograms) testSdk(program);

function testSdk(program: SdkProgram): void {
  describe(`${program.title}, unmodified`, () => {
    const isNode = program.title.endsWith("Node.js");
    let emulator: Emulator;

    before(async function () {
      // Installing takes as long as the package index takes.
      this.timeout(300_000);
      const impossible = await program.prepare();
      if (impossible !== undefined) skip(this, impossible);
    });
    beforeEach(async () => {
      emulator = await startEmulator({
        scenario: { ...defaultScenario, instances: [...defaultScenario.instances, ...instances] },
      });
    });
    afterEach(() => emulator?.close());

    function callAll(calls: SdkCall[], input: Partial<SdkInput> = {}): Promise<SdkOutcome[]> {
      return program.call({
        endpoint: emulator.url,
        accessKey: defaultAccessKey,
        secretKey: defaultSecretKey,
        projectId: defaultProjectId,
        calls,
        ...input,
      });
    }

    /** What the emulator answers to this path. */
    async function answer(path: string, query: Record<string, string | number> = {}): Promise<unknown> {
      return (await call(emulator, { path: `/v2/${defaultProjectId}/instances${path}`, query })).body;
    }

    function expectedTasks(first = 0, count = 50): Record<string, unknown> {
      const tasks = emulator
        .tasks(defaultInstanceId)
        .slice(first, first + count)
        .map(({ id, name, startDate, status, type }) => ({ id, name, start_date: startDate, status, type }));
      return { total: 63, task: tasks };
    }

    const listTasks = (request: Record<string, unknown> = {}): SdkCall => ({
      operation: "ListRocketMqMigrationTask",
      request: { instance_id: defaultInstanceId, offset: 1, limit: 50, ...request },
    });

    it("lists tasks page by page, and instances, topics and groups with all of their fields", async () => {
      const outcomes = await callAll([
        listTasks(),
        listTasks({ offset: 2 }),
        { operation: "ListInstances", request: { engine: "reliability", name: "clients", limit: 10, offset: 0 } },
        { operation: "ListInstances", request: { engine: "rocketmq", status: "RUNNING", exact_match_name: "false" } },
        { operation: "ShowInstance", request: { instance_id: instanceId } },
        { operation: "ListRocketInstanceTopics", request: { instance_id: instanceId, limit: 50, offset: 0 } },
        { operation: "ListRocketInstanceTopics", request: { instance_id: version5InstanceId } },
        { operation: "ShowOneTopic", request: { instance_id: instanceId, topic: "old" } },
        {
          operation: "ListInstanceConsumerGroups",
          request: { instance_id: instanceId, group: "aud", limit: 5, offset: 0 },
        },
        { operation: "ShowGroup", request: { instance_id: instanceId, group: "audit" } },
      ]);
      expect(emulator.requests.map(({ signed }) => signed)).to.deep.equal(outcomes.map(() => true));
      expect(outcomes.map(({ response }) => response)).to.deep.equal([
        expectedTasks(),
        expectedTasks(50),
        await answer("", { name: "clients" }),
        await answer(""),
        await answer(`/${instanceId}`),
        await answer(`/${instanceId}/topics`),
        await answer(`/${version5InstanceId}/topics`),
        await answer(`/${instanceId}/topics/old`),
        await answer(`/${instanceId}/groups`),
        await answer(`/${instanceId}/groups/audit`),
      ]);
    });

    it("creates tasks of both types, sees what they created, and deletes their records", async () => {
      const create = (type: string, body: unknown): SdkCall => ({
        operation: "CreateRocketMqMigrationTask",
        request: { instance_id: instanceId, overwrite: "true", name: `from-${type}`, type, body },
      });
      const outcomes = await callAll([
        create("rocketmq", rocketmq),
        create("rabbitToRocket", rabbitToRocket),
        { operation: "ListRocketInstanceTopics", request: { instance_id: instanceId } },
        { operation: "ShowOneTopic", request: { instance_id: instanceId, topic: "orders" } },
        { operation: "ShowGroup", request: { instance_id: instanceId, group: "billing" } },
      ]);
      const ids = outcomes.slice(0, 2).map(({ response }) => response?.task_id as string);
      const tasks = emulator.tasks(instanceId);
      expect(tasks.map(({ id, status }) => [id, status])).to.deep.equal([
        [ids[1], "finished"],
        [ids[0], "finished"],
      ]);
      expect(tasks[0]?.submitted).to.deep.equal(rabbitToRocket);
      expect(tasks[1]?.submitted.topic_config_table).to.deep.equal({
        orders: { ...rocketmq.topic_config_table.orders, topic_sys_flag: 0 },
        mails: {
          topic_name: "mails",
          order: false,
          perm: 6,
          read_queue_nums: 16,
          write_queue_nums: 16,
          topic_sys_flag: 0,
        },
      });
      expect(outcomes[2]?.response).to.include({ total: 4, max: 10, remaining: 6 });
      expect(outcomes[3]?.response).to.include({
        permission: "sub",
        total_read_queue_num: 16,
        total_write_queue_num: 8,
      });
      expect(outcomes[4]?.response).to.include({ enabled: false, broadcast: true, retry_max_time: 3 });

      const unknown = "6cf4dcd3-8471-4139-8b5b-8a3a71f704c7";
      const flat = await answer(`/${instanceId}/metadata`, { id: ids[0] ?? "", type: "vhost" });
      const details = await callAll([
        listTasks({ instance_id: instanceId, id: ids[0], type: "vhost" }),
        {
          operation: "BatchDeleteRocketMqMigrationTask",
          request: { instance_id: instanceId, body: { task_ids: [...ids, unknown] } },
        },
        listTasks({ instance_id: instanceId, id: ids[0], type: "vhost" }),
      ]);
      // The models of a list have no fields for a task's details: the SDKs for Python and Go read nothing, Node.js all.
      expect(details[0]?.response).to.deep.equal(isNode ? flat : {});
      expect(details[1]?.response).to.deep.equal({ success_task_list: ids });
      expect(details[2]?.error).to.include({ status: 400, code: "DMS.00405011" });
      expect(emulator.tasks(instanceId)).to.deep.equal([]);
    });

    it("creates of this provider's submissions the same tasks", async () => {
      const submissions = await submitWithProvider(emulator, instanceId);
      await callAll(
        submissions.map(({ type, body }) => ({
          operation: "CreateRocketMqMigrationTask",
          request: { instance_id: instanceId, overwrite: "true", name: `sdk-${type}`, type, body },
        })),
      );
      for (const { name, type } of submissions) {
        const [theirs, ours] = [`sdk-${type}`, name].map((wanted) =>
          emulator.tasks(instanceId).find((task) => task.name === wanted),
        );
        expect(theirs?.submitted).to.deep.equal(ours?.submitted);
        // The SDK for Go sorts the tables by name.
        expect(theirs?.items).to.have.deep.members([...(ours?.items ?? [])]);
        expect(theirs?.status).to.equal("finished");
      }
    });

    it("shows a topic and a group whose names must be escaped, unless the SDK does not escape them", async () => {
      emulator.setTopic(instanceId, { name: "a%b|c" });
      emulator.setConsumerGroup(instanceId, { name: "a%7Cc" });
      const outcomes = await callAll([
        { operation: "ShowOneTopic", request: { instance_id: instanceId, topic: "a%b|c" } },
        { operation: "ShowGroup", request: { instance_id: instanceId, group: "a%7Cc" } },
      ]);
      const seen = outcomes.map(({ response, error }) => response?.name ?? error?.code);
      expect(seen).to.deep.equal(isNode ? ["APIGW.0301", "APIGW.0301"] : ["a%b|c", "a%7Cc"]);
    });

    it("signs with temporary keys, and finds the project at IAM by the region's name", async () => {
      const [outcome] = await callAll([listTasks()], {
        accessKey: temporaryAccessKey,
        secretKey: temporarySecretKey,
        securityToken: temporarySecurityToken,
        projectId: undefined,
        region: defaultRegion,
        iamEndpoint: emulator.url,
      });
      expect(outcome).to.deep.equal({ response: expectedTasks() });
      expect(emulator.requests.map(({ operation }) => operation)).to.include("listProjects");
    });

    it("fails if IAM has no project of the region", async () => {
      const unknown = { projectId: undefined, region: "cn-north-99", iamEndpoint: emulator.url };
      const [outcome] = await callAll([listTasks()], unknown);
      // The SDK for Node.js would create the project if IAM knew the region; the others report IAM's own request ID.
      const operations = isNode ? ["listProjects", "listRegions"] : ["listProjects"];
      expect(emulator.requests.map(({ operation }) => operation)).to.deep.equal(operations);
      const expected = isNode ? "region" : `X-IAM-Trace-Id=${emulator.requests[0]?.requestId}`;
      expect(outcome?.error?.message).to.include(expected);
    });

    it("reads errors with their code and request ID", async () => {
      const [refused] = await callAll([listTasks()], { secretKey: "wrong" });
      expect(refused?.error).to.include({ status: 401, code: "APIGW.0301" });
      const outcomes = await callAll([
        { operation: "ShowOneTopic", request: { instance_id: emptyInstanceId, topic: "orders" } },
        { operation: "ShowInstance", request: { instance_id: "77777777-8888-4999-8aaa-bbbbbbbbbbbb" } },
        { operation: "ListRocketInstanceTopics", request: { instance_id: instanceId, limit: 51 } },
      ]);
      expect(outcomes.map(({ error }) => [error?.status, error?.code])).to.deep.equal([
        [404, "DMS.00404029"],
        [404, "DMS.00404022"],
        [400, "DMS.10240042"],
      ]);
      expect([refused, ...outcomes].map((outcome) => outcome?.error?.requestId)).to.deep.equal(
        emulator.requests.map(({ requestId }) => requestId),
      );
    });
  });
}
