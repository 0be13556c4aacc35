import { expect } from "chai";
import {
  type Behaviour,
  defaultInstanceId,
  defaultProjectId,
  defaultScenario,
  type Emulator,
  emptyInstanceId,
  finishedInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { call, type Request, type Response, tasksPath } from "./officialClient.ts";

const path = tasksPath(defaultInstanceId);

describe("The emulator's list of tasks", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  function list(query: NonNullable<Request["query"]>, instanceId = defaultInstanceId): Promise<Response> {
    return call(emulator, { path: tasksPath(instanceId), query });
  }

  async function names(query: NonNullable<Request["query"]>): Promise<string[]> {
    const { body } = await list(query);
    return (body.task as { name: string }[]).map((task) => task.name);
  }

  async function expectError(query: NonNullable<Request["query"]>, code: string, message: string): Promise<void> {
    const { status, body } = await list(query);
    expect(status).to.equal(400);
    expect(body).to.deep.equal({ error_code: code, error_msg: message });
  }

  const all = (): string[] => emulator.tasks(defaultInstanceId).map((task) => task.name);

  it("takes offset as the number of a page, from 1", async () => {
    expect(await names({ offset: 1, limit: 50 })).to.deep.equal(all().slice(0, 50));
    expect(await names({ offset: 2, limit: 50 })).to.deep.equal(all().slice(50));
    expect(await names({ offset: 7, limit: 10 })).to.deep.equal(all().slice(60));
  });

  it("returns the first ten tasks by default", async () => {
    expect(await names({})).to.deep.equal(all().slice(0, 10));
  });

  it("returns an empty page and the right total past the end", async () => {
    const { status, body } = await list({ offset: 3, limit: 50 });
    expect(status).to.equal(200);
    expect(body).to.deep.equal({ total: 63, task: [] });
  });

  it("returns the documented fields, as JSON with a request id", async () => {
    const { body, headers } = await list({ limit: 1 });
    expect(body.task).to.deep.equal([
      {
        id: emulator.tasks(defaultInstanceId)[0]?.id,
        name: "move-rocketmq-01",
        start_date: "2026-01-01 08:15:01.1",
        status: "finished",
        type: "rocketmq",
      },
    ]);
    expect(headers["content-type"]).to.match(/^application\/json/);
    expect(headers["x-request-id"]).to.match(/^[0-9a-f]{32}$/);
  });

  it("has no tasks on an empty instance", async () => {
    expect((await list({}, emptyInstanceId)).body).to.deep.equal({ total: 0, task: [] });
  });

  it("refuses a limit and an offset out of range", async () => {
    for (const limit of [0, -1, 51, "ten", ""]) {
      await expectError({ limit }, "DMS.10240042", `Invalid parameter limit: ${limit}; it must be from 1 to 50`);
    }
    for (const offset of [0, -1, "first", ""]) {
      await expectError({ offset }, "DMS.10240043", `Invalid parameter offset: ${offset}; it must be at least 1`);
    }
  });

  it("checks type and name, and does not filter tasks by them", async () => {
    expect(await names({ limit: 50, type: "queue", name: "shop-orders" })).to.deep.equal(all().slice(0, 50));
    await expectError(
      { type: "rocketmq" },
      "DMS.00400062",
      "Invalid parameter type: rocketmq; it must be one of vhost, exchange, queue, all",
    );
  });

  const switches: [string, Behaviour, NonNullable<Request["query"]>, (body: Record<string, unknown>) => void][] = [
    ["total as a string", { total: "string" }, {}, (body) => expect(body.total).to.equal("63")],
    ["no total", { total: "missing" }, {}, (body) => expect(body).to.have.all.keys("task")],
    [
      "pages shorter than asked for",
      { cappedLimit: 20 },
      { limit: 50 },
      (body) => expect(body.task).to.have.length(20),
    ],
    ["another maximum", { maximumLimit: 100 }, { limit: 100 }, (body) => expect(body.task).to.have.length(63)],
    ["another default", { defaultLimit: 7 }, {}, (body) => expect(body.task).to.have.length(7)],
    [
      "offset 0 as the first page",
      { offsetBelowOne: "firstPage" },
      { offset: 0 },
      (body) => expect(body.task).to.have.length(10),
    ],
    ["an ignored offset", { offset: "ignored" }, { offset: 99 }, (body) => expect(body.task).to.have.length(10)],
    ["record offsets", { offset: "record" }, { offset: 60 }, (body) => expect(body.task).to.have.length(3)],
  ];
  for (const [name, behaviour, query, check] of switches) {
    it(`can emulate a server with ${name}`, async () => {
      emulator.setBehaviour(defaultInstanceId, behaviour);
      check((await list(query)).body);
    });
  }

  it("shows what the program changes", async () => {
    const id = emulator.addTask(emptyInstanceId, { name: "added", type: "rocketmq", status: "starting" });
    emulator.setStatus(emptyInstanceId, "added", "cancelled");
    expect((await list({}, emptyInstanceId)).body).to.deep.nested.include({
      total: 1,
      "task[0].status": "cancelled",
    });
    emulator.removeTask(emptyInstanceId, id);
    expect((await list({}, emptyInstanceId)).body.total).to.equal(0);
    expect(() => emulator.setStatus(emptyInstanceId, "added", "finished")).to.throw(
      `the instance ${emptyInstanceId} has no task added`,
    );
  });

  describe("and the path before it", () => {
    const cases: [string, Request, number, string][] = [
      [
        "an instance that does not exist",
        { path: tasksPath("99999999-2222-4333-8444-555555555555") },
        404,
        "DMS.00404022",
      ],
      ["an instance ID that is not a UUID", { path: tasksPath("shop") }, 400, "DMS.00400030"],
      ["an invalid project ID", { path: tasksPath(defaultInstanceId, "shop") }, 400, "DMS.00400002"],
      [
        "a project that does not exist",
        { path: tasksPath(defaultInstanceId, "fedcba9876543210fedcba9876543210") },
        400,
        "DMS.00400002",
      ],
      [
        "an X-Project-Id that differs from the path",
        { path, headers: { "x-project-id": "fedcba9876543210fedcba9876543210" } },
        400,
        "DMS.00400002",
      ],
      ["an unknown path", { path: "/v2/instances" }, 404, "APIGW.0101"],
      ["an unknown method", { path: `${path}/batch-delete`, method: "DELETE" }, 404, "APIGW.0101"],
    ];
    for (const [name, request, status, code] of cases) {
      it(`answers ${name} with ${status} ${code}`, async () => {
        const response = await call(emulator, request);
        expect(response.status).to.equal(status);
        expect(response.body.error_code).to.equal(code);
      });
    }

    it("accepts an X-Project-Id that is the path's", async () => {
      const { status } = await call(emulator, { path, headers: { "x-project-id": defaultProjectId } });
      expect(status).to.equal(200);
    });

    it("returns the instance", async () => {
      const { body } = await call(emulator, { path: `/v2/${defaultProjectId}/instances/${defaultInstanceId}` });
      expect(body).to.include({ instance_id: defaultInstanceId, name: "rocketmq-shop", status: "RUNNING" });
    });
  });

  it("can answer errors in each form that clients must read", async () => {
    const forms = {
      snake: { error_code: "DMS.00404022", error_msg: "This instance does not exist: 0" },
      camel: { errorCode: "DMS.00404022", errorMsg: "This instance does not exist: 0" },
      code: { code: "DMS.00404022", message: "This instance does not exist: 0" },
      nested: { error: { error_code: "DMS.00404022", error_msg: "This instance does not exist: 0" } },
    };
    const unknown = "00000000-0000-4000-8000-000000000000";
    for (const [errorBody, expected] of Object.entries(forms) as [keyof typeof forms, object][]) {
      emulator.scenario({ errorBody });
      const { text } = await list({}, unknown);
      expect(JSON.parse(text.replace(unknown, "0"))).to.deep.equal(expected);
    }
  });
});

describe("The emulator's task details", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  function detail(name: string, query: NonNullable<Request["query"]> = {}): Promise<Response> {
    const id = emulator.tasks(defaultInstanceId).find((task) => task.name === name)?.id ?? name;
    return call(emulator, { path, query: { id, ...query } });
  }

  async function result(name: string, behaviour: Behaviour = {}): Promise<string> {
    emulator.setBehaviour(defaultInstanceId, behaviour);
    return String((await detail(name, { type: "vhost" })).body.result);
  }

  it("are flat, with JSON in strings", async () => {
    const { body } = await detail("move-rocketmq-01");
    expect(body).to.have.all.keys("id", "name", "start_date", "status", "type", "json_content", "result");
    expect(JSON.parse(String(body.json_content))).to.deep.equal({
      topic_config_table: {
        "orders-01": {
          topic_name: "orders-01",
          order: false,
          perm: 6,
          read_queue_nums: 16,
          write_queue_nums: 16,
          topic_sys_flag: 0,
        },
      },
      subscription_group_table: {
        "billing-01": {
          group_name: "billing-01",
          consume_enable: true,
          consume_from_min_enable: true,
          notify_consumer_ids_changed_enable: true,
          retry_max_times: 16,
          retry_queue_nums: 1,
          which_broker_when_consume_slow: 1,
        },
      },
    });
  });

  it("can be in camelCase; names of topics stay unchanged", async () => {
    emulator.setBehaviour(defaultInstanceId, { casing: "camel" });
    const rocket = JSON.parse(String((await detail("move-rocketmq-01")).body.json_content));
    expect(rocket.topicConfigTable["orders-01"]).to.include({ topicName: "orders-01", readQueueNums: 16 });
    expect(rocket.subscriptionGroupTable["billing-01"]).to.include({ whichBrokerWhenConsumeSlow: 1 });
    const rabbit = JSON.parse(String((await detail("move-rabbitmq-03", { type: "vhost" })).body.json_content));
    expect(rabbit.bindings[0]).to.include({ destinationType: "queue", routingKey: "order.*" });
  });

  it("can have the documented shape instead", async () => {
    emulator.setBehaviour(defaultInstanceId, { detail: "documented" });
    const { body } = await detail("move-rocketmq-01");
    expect(body).to.have.all.keys("total", "task");
    expect(body).to.deep.nested.include({ total: 1, "task[0].name": "move-rocketmq-01" });
  });

  it("can list what a rabbitToRocket task migrates: vhosts, a vhost's exchanges, an exchange's queues", async () => {
    const tree = async (query: Request["query"]) => {
      const { body } = await detail("move-rabbitmq-12", query);
      const entries = body.task as { name: string; status: string }[] | undefined;
      return entries && [body.total, ...entries.map(({ name, status }) => `${name} ${status}`)];
    };
    expect(await tree({ type: "vhost" })).to.equal(undefined);
    emulator.setBehaviour(defaultInstanceId, { tree: "task" });
    expect(await tree({ type: "vhost" })).to.deep.equal([1, "shop-12 finished"]);
    expect(await tree({ type: "exchange", name: "shop-12" })).to.deep.equal([1, "orders finished"]);
    expect(await tree({ type: "queue", name: "shop-12-orders" })).to.deep.equal([1, "invoices failed"]);
    expect(await tree({ type: "exchange", name: "other" })).to.deep.equal([0]);
    expect(await tree({ type: "queue", name: "shop-12" })).to.deep.equal([0]);
    expect(await tree({ type: "all" })).to.equal(undefined);
  });

  it("are DMS.00405011 for an unknown task, and for a rabbitToRocket task without type", async () => {
    for (const response of [
      await detail("6cf4dcd3-8471-4139-8b5b-8a3a71f704c7", { type: "vhost" }),
      await detail("no-id-at-all", { type: "vhost" }),
      await detail("move-rabbitmq-03"),
    ]) {
      expect(response.status).to.equal(400);
      expect(response.body.error_code).to.equal("DMS.00405011");
    }
    expect((await detail("move-rabbitmq-03", { type: "vhost" })).status).to.equal(200);
    expect((await detail("move-rocketmq-01")).status).to.equal(200);
  });

  it("have an empty result until the task has finished or failed", async () => {
    expect(await result("move-rocketmq-04")).to.equal("");
  });

  it("name what failed, in each layout of the result", async () => {
    const reason = "the topic quota is used up";
    expect(JSON.parse(await result("move-rocketmq-05"))).to.deep.equal([
      { type: "topic", name: "orders-05", status: "failed", reason },
      { type: "consumerGroup", name: "billing-05", status: "success" },
    ]);
    expect(JSON.parse(await result("move-rocketmq-05", { result: "byKind" }))).to.deep.equal({
      topic: { success: [], failed: [{ name: "orders-05", reason }] },
      consumerGroup: { success: ["billing-05"], failed: [] },
    });
    expect(JSON.parse(await result("move-rocketmq-05", { result: "byName" }))).to.deep.equal({
      "orders-05": `failed: ${reason}`,
      "billing-05": "success",
    });
    expect(await result("move-rocketmq-05", { result: "text" })).to.equal(
      `1 of 2 migrated\ntopic orders-05: ${reason}`,
    );
  });
});

describe("The emulator's batch-delete", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  function remove(body: unknown): Promise<Response> {
    return call(emulator, { method: "POST", path: `${tasksPath(finishedInstanceId)}/batch-delete`, body });
  }

  it("deletes the records, leaves out unknown ids, and keeps what was migrated", async () => {
    const [first, second] = emulator.tasks(finishedInstanceId).map((task) => task.id);
    const existing = emulator.existing(finishedInstanceId);
    const { body } = await remove({ task_ids: [first, "6cf4dcd3-8471-4139-8b5b-8a3a71f704c7", second] });
    expect(body).to.deep.equal({ success_task_list: [first, second] });
    expect(emulator.tasks(finishedInstanceId)).to.have.length(1);
    expect(emulator.existing(finishedInstanceId)).to.deep.equal(existing);
    const again = await remove({ task_ids: [first] });
    expect([again.status, again.body]).to.deep.equal([200, { success_task_list: [] }]);
    const gone = await call(emulator, {
      path: tasksPath(finishedInstanceId),
      query: { id: String(first), type: "vhost" },
    });
    expect(gone.body.error_code).to.equal("DMS.00405011");
  });

  it("still shows a deleted task to as many requests as the instance's behaviour says", async () => {
    emulator.setBehaviour(finishedInstanceId, { deletedStaysFor: 2 });
    const id = String(emulator.tasks(finishedInstanceId)[0]?.id);
    await remove({ task_ids: [id] });
    const detail = () => call(emulator, { path: tasksPath(finishedInstanceId), query: { id, type: "vhost" } });
    const listed = async () => {
      const { body } = await call(emulator, { path: tasksPath(finishedInstanceId) });
      return (body.task as { id: string }[]).some((task) => task.id === id);
    };
    expect((await detail()).body.id).to.equal(id);
    expect(await listed()).to.equal(true);
    expect(await listed()).to.equal(false);
    expect((await detail()).body.error_code).to.equal("DMS.00405011");
  });

  it("refuses an invalid body", async () => {
    for (const body of [{}, { task_ids: "all" }, { task_ids: [7] }, []]) {
      const { status, body: answer } = await remove(body);
      expect([status, answer.error_code]).to.deep.equal([400, "DMS.00400062"]);
    }
    expect(emulator.tasks(finishedInstanceId)).to.have.length(3);
  });
});

describe("An emulator", () => {
  it("does not change the default scenario, however often it starts", async () => {
    const before = structuredClone(defaultScenario);
    const first = await startEmulator();
    first.setStatus(defaultInstanceId, "move-rocketmq-04", "finished");
    first.addFault({ kind: "http500", count: "always" });
    await first.close();
    const second = await startEmulator();
    expect(second.tasks(defaultInstanceId)[3]?.status).to.equal("starting");
    await second.close();
    expect(defaultScenario).to.deep.equal(before);
  });
});
