import { expect } from "chai";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  type Fault,
  type Operation,
  startEmulator,
} from "../../emulator/src/index.ts";
import { CancelledError, type Client, createClient, isTransient } from "../../provider/src/cloud/index.ts";
import { completeMetadata, pulumiSubmissionTerms, submitTask } from "../../provider/src/migration/index.ts";
import { errorOf, testHost } from "../cloud/testHost.ts";
import { TestClock } from "./testClock.ts";

const instanceId = emptyInstanceId;
const metadata = completeMetadata({ kind: "rocketmq", topics: [{ name: "orders" }] });
const submission = { instanceId, name: "move-orders", overwrite: false, metadata };

describe("submitTask", () => {
  let clock: TestClock;
  let emulator: Emulator;
  let client: Client;
  let progress: string[];
  let cancel: AbortController;
  /** Called after a request was handled, just before its response is sent. */
  let onRequest: (operation: Operation) => void;

  beforeEach(async () => {
    clock = new TestClock();
    const now = () => new Date(clock.wallClock());
    onRequest = () => {};
    emulator = await startEmulator({ now, onRequest: ({ operation }) => onRequest(operation) });
    const real = createClient(
      {
        accessKey: defaultAccessKey,
        secretKey: defaultSecretKey,
        region: defaultRegion,
        projectId: defaultProjectId,
        endpoint: emulator.url,
        maxRetries: 2,
        requestTimeoutSeconds: 0.3,
      },
      testHost({ wallClock: () => clock.wallClock() }),
    );
    // The clock stops during a request, since the socket takes real time.
    client = {
      ...real,
      identity: real.identity,
      get: (...request) => clock.during(() => real.get(...request)),
      post: (...request) => clock.during(() => real.post(...request)),
    };
    progress = [];
    cancel = new AbortController();
  });
  afterEach(() => emulator.close());

  const submit = (changes: Partial<typeof submission> = {}, timeoutSeconds = 3600) =>
    clock.run(
      submitTask(
        client,
        { ...submission, ...changes },
        {
          clock,
          signal: cancel.signal,
          deadlineMs: clock.now() + timeoutSeconds * 1000,
          terms: pulumiSubmissionTerms,
          onProgress: (text) => progress.push(text),
        },
      ),
    );
  const posts = () => emulator.requests.filter(({ operation }) => operation === "createTask").length;
  const tasks = () => emulator.tasks(instanceId).map(({ id, name }) => ({ id, name }));

  it("submits a migration with one POST and returns the ID of its task", async () => {
    const { taskId, adopted } = await submit();
    expect(tasks()).to.deep.equal([{ id: taskId, name: "move-orders" }]);
    expect(adopted).to.equal(false);
    expect(posts()).to.equal(1);
  });

  it("adopts a task of the same name and metadata when the service refuses a second one", async () => {
    const { taskId } = await submit();
    expect(await submit()).to.deep.equal({ taskId, adopted: true });
    expect(tasks()).to.have.length(1);
  });

  /** Faults of the POST, and how many POSTs it takes to have exactly one task. */
  const faults: [what: string, fault: Omit<Fault, "operation">, posts: number][] = [
    ["is accepted, and then the connection is reset", { kind: "resetAfterHandling" }, 1],
    ["is accepted, and its answer is cut off", { kind: "truncatedBody" }, 1],
    ["is accepted, and then a gateway answers that it took too long", { kind: "gatewayTimeout" }, 1],
    ["gets a response that is not JSON", { kind: "notJson" }, 2],
    ["is reset before the service has seen it", { kind: "reset" }, 2],
    ["is never answered", { kind: "hang" }, 2],
    ["gets HTTP 500", { kind: "http500" }, 2],
    ["gets HTTP 503", { kind: "busy503" }, 2],
    ["gets a gateway's HTML", { kind: "htmlGateway" }, 2],
    ["gets HTTP 500 twice", { kind: "http500", count: 2 }, 3],
    ["is throttled by 429", { kind: "throttle429", retryAfterSeconds: 2 }, 2],
    ["is throttled by a 404", { kind: "throttle404" }, 2],
    ["is throttled by APIG.0308", { kind: "apig0308" }, 2],
    ["is throttled more often than a request is tried again", { kind: "throttle429", count: 4 }, 5],
  ];
  for (const [what, fault, expectedPosts] of faults) {
    it(`makes exactly one task when its POST ${what}`, async () => {
      emulator.addFault({ ...fault, operation: "createTask" });
      const { taskId } = await submit();
      expect(tasks()).to.deep.equal([{ id: taskId, name: "move-orders" }]);
      expect(posts()).to.equal(expectedPosts);
    });
  }

  it("finds its task by name when the response has an ID that cannot be one", async () => {
    const { post } = client;
    client = {
      ...client,
      identity: client.identity,
      post: async (...request) => ({ ...((await post(...request)) as object), task_id: "a/b" }),
    };
    const { taskId, adopted } = await submit();
    expect(tasks()).to.deep.equal([{ id: taskId, name: "move-orders" }]);
    expect(adopted).to.equal(false);
    expect(posts()).to.equal(1);
  });

  it("says that it is unknown whether the task exists when its ID is malformed and no task has its name", async () => {
    client = { ...client, identity: client.identity, post: async () => ({ task_id: "a/b" }) };
    expect((await errorOf(submit())).message).to.equal(
      `It is unknown whether migration task "move-orders" was submitted to instance ${instanceId}: ` +
        `The service accepted migration task "move-orders" on instance ${instanceId}, but returned a malformed task ID ` +
        '(task_id must be 1 to 64 letters, digits and dashes, but is "a/b"). The task probably exists: search the list of tasks for its name. ' +
        "Run the update again: it searches for the task by name and adopts it if it exists.",
    );
  });

  it("reports that it searches for the task when the response was lost", async () => {
    emulator.addFault({ kind: "resetAfterHandling", operation: "createTask" });
    await submit();
    expect(progress).to.deep.equal(["response lost, searching for the task"]);
  });

  it("finds the task after a lost response although the first searches fail", async () => {
    emulator.addFault({ kind: "resetAfterHandling", operation: "createTask" });
    emulator.addFault({ kind: "http500", operation: "listTasks", nth: 1, count: 7 });
    const { taskId, adopted } = await submit();
    expect(tasks()).to.deep.equal([{ id: taskId, name: "move-orders" }]);
    expect(adopted, "it was created by this call").to.equal(false);
    expect(posts()).to.equal(1);
  });

  it("sends no further POST while it is unknown whether the task exists, and says so", async () => {
    emulator.addFault({ kind: "reset", operation: "createTask" });
    emulator.addFault({ kind: "http500", operation: "listTasks", nth: 2, count: "always" });
    const error = await errorOf(submit());
    expect(error.message).to.equal(
      `It is unknown whether migration task "move-orders" was submitted to instance ${instanceId}: ` +
        `Connection failed while waiting for the response from ${emulator.url} (ECONNRESET): ` +
        `POST /v2/${defaultProjectId}/instances/${instanceId}/metadata. The network, a proxy or the service closed it. ` +
        "Run the update again: it searches for the task by name and adopts it if it exists.",
    );
    expect(posts()).to.equal(1);
  });

  it("gives up after three POSTs whose responses are all lost, with the same message", async () => {
    emulator.addFault({ kind: "http500", operation: "createTask", count: "always" });
    const error = await errorOf(submit());
    expect(error.message).to.match(/^It is unknown whether .* HTTP 500: DMS\.00500000/);
    expect(isTransient(error), "a later submission searches first").to.equal(true);
    expect(posts()).to.equal(3);
  });

  it("never submits under a name that a task with other metadata has", async () => {
    await submit();
    const other = completeMetadata({ kind: "rocketmq", topics: [{ name: "prices" }] });
    const [task] = emulator.tasks(instanceId);
    const error = await errorOf(submit({ metadata: other }));
    expect(error.message).to.equal(
      `The name "move-orders" is taken on instance ${instanceId} by migration task ${task?.id} (creating, started ${task?.startDate}): it migrates different metadata. ` +
        "A name must be unique on its instance. Choose another name, leave the name out to have one generated, or delete that task.",
    );
    expect(tasks()).to.have.length(1);
  });

  it("waits until the instance is RUNNING, and then submits once", async () => {
    emulator.setInstanceStatus(instanceId, "CREATING");
    emulator.addFault({ kind: "http500", operation: "getInstance", nth: 3, count: 9 });
    void clock.sleep(600_000).then(() => emulator.setInstanceStatus(instanceId, "RUNNING"));
    await submit();
    expect(progress).to.deep.equal([
      "instance not RUNNING, waiting for RUNNING",
      "instance CREATING, waiting for RUNNING",
    ]);
    expect(tasks()).to.have.length(1);
    expect(posts()).to.equal(2);
  });

  it("ends at the deadline if the instance never runs, and names its state", async () => {
    emulator.setInstanceStatus(instanceId, "FROZEN");
    const error = await errorOf(submit({}, 90));
    expect(error.message).to.match(
      new RegExp(
        `^Could not submit migration task "move-orders": the instance is still FROZEN after 1 min 30 s, but must be RUNNING\\. ` +
          `Check instance ${instanceId}, or raise customTimeouts\\. The service said: .*DMS\\.00400026`,
      ),
    );
    expect(tasks()).to.have.length(0);
  });

  it("stops waiting for the instance at an error that is not transient", async () => {
    emulator.setInstanceStatus(instanceId, "CREATING");
    onRequest = once("createTask", () => emulator.scenario({ projects: [] }));
    expect((await errorOf(submit())).message).to.match(/HTTP 400: DMS\.00400002/);
  });

  for (const where of ["createTask", "getInstance"] as const) {
    it(`says when it is cancelled during ${where} that the next update continues`, async () => {
      if (where === "getInstance") emulator.setInstanceStatus(instanceId, "CREATING");
      emulator.addFault({ kind: "hang", operation: where });
      onRequest = once(where, () => cancel.abort());
      const error = await errorOf(submit());
      expect(error).to.be.instanceOf(CancelledError);
      expect(error.message).to.equal(
        `Cancelled while submitting migration task "move-orders" to instance ${instanceId}. Run the update again: it searches for the task by name, and does not submit it twice.`,
      );
    });
  }
});

/** Acts on the first request of an operation. */
function once(awaited: Operation, act: () => void): (operation: Operation) => void {
  let isDone = false;
  return (operation) => {
    if (isDone || operation !== awaited) return;
    isDone = true;
    act();
  };
}
