import { expect } from "chai";
import { type Json, ResponseError } from "../../provider/src/cloud/index.ts";
import {
  createTask,
  deleteTasks,
  getInstance,
  getTask,
  summarize,
  TaskNotFoundError,
} from "../../provider/src/migration/index.ts";
import { errorOf } from "../cloud/testHost.ts";
import { type Service, startService, taskId } from "./emulatorClient.ts";
import { TestClock } from "./testClock.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const rabbit = { vhosts: [{ name: "shop" }], queues: [{ vhost: "shop", name: "orders", durable: true }] };

describe("The calls about one task", () => {
  let service: Service;

  beforeEach(async () => {
    service = await startService(new TestClock(), {
      id: instanceId,
      name: "rocketmq-shop",
      tasks: [
        {
          id: taskId(1),
          name: "move-1",
          type: "rabbitToRocket",
          status: "failed",
          startDate: "2026-01-23 08:15:01.1",
          metadata: rabbit,
          failures: [{ kind: "queue", name: "orders", vhost: "shop", reason: "the name is not allowed" }],
        },
        { id: taskId(2), name: "move-2", type: "rocketmq", status: "finished" },
      ],
    });
  });

  afterEach(() => service.emulator.close());

  for (const detail of ["flat", "documented"] as const) {
    it(`getTask reads a task in full, in the ${detail} shape`, async () => {
      service.emulator.setBehaviour(instanceId, { detail });
      const task = await getTask(service.client, instanceId, taskId(1));
      expect(task).to.deep.include({
        id: taskId(1),
        name: "move-1",
        type: "rabbitToRocket",
        status: "failed",
        startDate: "2026-01-23 08:15:01.1",
      });
      if (detail === "flat") {
        expect(task.metadata?.kind).to.equal("rabbitToRocket");
        expect(task.failures).to.have.lengthOf(1);
        expect(task.failures[0]?.reason).to.equal("the name is not allowed");
        expect(JSON.parse(task.resultText)).to.deep.equal(task.result);
      }
      expect(service.emulator.requests.at(-1)?.query).to.deep.equal({ id: taskId(1), type: "vhost" });
    });
  }

  it("getTask names the task that does not exist", async () => {
    const error = await errorOf(getTask(service.client, instanceId, taskId(9)));
    expect(error).to.be.instanceOf(TaskNotFoundError);
    expect(error).to.deep.include({ code: "TASK_NOT_FOUND", instanceId, taskId: taskId(9) });
    expect(error.message.replace(/request [0-9a-f-]+/, "request R")).to.equal(
      `Instance ${instanceId} has no migration task ${taskId(9)} (DMS.00405011, HTTP 400, request R). It may have been ` +
        "deleted, or it may belong to another instance. List the tasks of the instance to find the right ID.",
    );
  });

  for (const [what, answer, message] of [
    ["another task", { id: "b" }, "describes another task, b."],
    ["a list of other tasks", { total: 1, task: [{ id: "b" }] }, "describes another task, b."],
    ["nothing", {}, "has a task without an ID (its id is missing)."],
    ["a list", [], "is a list, not an object."],
    ["a text for tasks", { task: "x" }, 'has "x" for task, not a list.'],
  ] as [string, Json, string][]) {
    it(`getTask refuses a response that is ${what}`, async () => {
      const error = await errorOf(getTask({ get: async () => answer }, "i", "a"));
      expect(error).to.be.instanceOf(ResponseError);
      expect(error.message).to.contain(`The detail of migration task a of instance i ${message}`);
    });
  }

  it("says what to do about a response that is none of the service's", async () => {
    expect((await errorOf(getTask({ get: async () => [] }, "i", "a"))).message).to.equal(
      "The detail of migration task a of instance i is a list, not an object. " +
        "Try again; if it happens again, check that endpoint is the URL of the service.",
    );
  });

  it("getTask finds the task in a documented list of many, and reports an empty one as not found", async () => {
    const many = { total: 2, task: [{ id: "b" }, { id: "a", status: "starting" }] };
    expect(await getTask({ get: async () => many }, "i", "a")).to.deep.include({ id: "a", status: "starting" });
    const none = { total: 0, task: [] };
    expect(await errorOf(getTask({ get: async () => none }, "i", "a"))).to.be.instanceOf(TaskNotFoundError);
  });

  it("getTask returns the rest of a task whose metadata and result have unknown formats", async () => {
    const odd = { id: "a", json_content: "{broken", result: "3 of 4 done" };
    const { metadata, result, resultText, failures } = await getTask({ get: async () => odd }, "i", "a");
    expect({ metadata, result, resultText, failures }).to.deep.equal({
      metadata: undefined,
      result: undefined,
      resultText: "3 of 4 done",
      failures: [],
    });
  });

  it("createTask submits once, and returns the ID of the task", async () => {
    const task = { name: "move-3", type: "rabbitToRocket", overwrite: false, body: rabbit } as const;
    const id = await createTask(service.client, instanceId, task);
    const created = service.emulator.tasks(instanceId).find(({ name }) => name === "move-3");
    expect(created?.id).to.equal(id);
    const request = service.emulator.requests.at(-1);
    expect(request?.query).to.deep.equal({ name: "move-3", overwrite: "false", type: "rabbitToRocket" });
    expect(JSON.parse(request?.body ?? "")).to.deep.equal(rabbit);
  });

  for (const taskId of ["a/b", "..", "a b", "x".repeat(65), "a\n"]) {
    it(`createTask and getTask refuse ${JSON.stringify(taskId.slice(0, 10))} as the ID of a task`, async () => {
      const task = { name: "move-3", type: "rocketmq", overwrite: true, body: {} } as const;
      const created = await errorOf(createTask({ post: async () => ({ task_id: taskId }) }, "i", task));
      expect(created).to.be.instanceOf(ResponseError);
      expect(created.message).to.contain(
        "a malformed task ID (task_id must be 1 to 64 letters, digits and dashes, but is",
      );
      const listed = await errorOf(getTask({ get: async () => ({ id: taskId }) }, "i", "a"));
      expect(listed).to.be.instanceOf(ResponseError);
      expect(listed.message).to.contain("a malformed ID: it must be 1 to 64 letters, digits and dashes, but is");
    });
  }

  it("createTask says that the task may exist if the response has no ID", async () => {
    const task = { name: "move-3", type: "rocketmq", overwrite: true, body: {} } as const;
    const error = await errorOf(createTask({ post: async () => ({}) }, "i", task));
    expect(error).to.be.instanceOf(ResponseError);
    expect(error.message).to.equal(
      'The service accepted migration task "move-3" on instance i, but returned no task ID (task_id is missing). ' +
        "The task probably exists: search the list of tasks for its name.",
    );
  });

  it("deleteTasks deletes records, and ignores those that no longer exist", async () => {
    expect(await deleteTasks(service.client, instanceId, [taskId(1), taskId(9)])).to.deep.equal([taskId(1)]);
    expect(await deleteTasks(service.client, instanceId, [taskId(1)])).to.deep.equal([]);
    expect(service.emulator.tasks(instanceId).map(({ id }) => id)).to.deep.equal([taskId(2)]);
    const asked = service.emulator.requests.length;
    expect(await deleteTasks(service.client, instanceId, [])).to.deep.equal([]);
    expect(service.emulator.requests).to.have.lengthOf(asked);
  });

  it("getInstance says whether the instance is running", async () => {
    service.emulator.setInstanceStatus(instanceId, "RESTARTING");
    expect(await getInstance(service.client, instanceId)).to.deep.include({
      id: instanceId,
      name: "rocketmq-shop",
      status: "RESTARTING",
    });
  });
});

describe("summarize", () => {
  const of = (...statuses: string[]) => summarize(statuses.map((status) => ({ status })));

  it("counts tasks by state, and unknown states together", () => {
    expect(of("creating", "starting", "failed", "finished", "finished", "paused", "", "toString")).to.deep.equal({
      creating: 1,
      starting: 1,
      failed: 1,
      finished: 2,
      unknown: 3,
      allFinished: false,
      anyFailed: true,
    });
  });

  it("says that all are finished only if there is one, and every one is", () => {
    expect(
      [of(), of("finished"), of("finished", "paused"), of("Finished")].map(({ allFinished }) => allFinished),
    ).to.deep.equal([false, true, false, false]);
  });
});
