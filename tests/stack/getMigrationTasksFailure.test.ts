import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  type Fault,
  startEmulator,
} from "../../emulator/src/index.ts";
import { type Bench, type Outcome, openBench } from "./bench.ts";

const instanceId = defaultInstanceId;
const page = `GET /v2/${defaultProjectId}/instances/${instanceId}/metadata`;
const goneId = "99999999-0000-4000-8000-000000000000";

describe("getMigrationTasks and getMigrationTask that fail", function () {
  this.timeout(60_000);
  let bench: Bench;
  let up: Outcome;
  const emulators: Emulator[] = [];
  const texts: Record<string, string> = {};

  /** An emulator that is not as it should be. */
  async function emulator(fault?: Fault, now?: () => Date): Promise<string> {
    const started = await startEmulator(now ? { now } : {});
    emulators.push(started);
    if (fault) started.addFault({ count: "always", ...fault });
    return started.url;
  }

  // One update shows every failure: a program that catches an error goes on.
  before(async () => {
    bench = await openBench();
    const elsewhere = {
      hanging: await emulator({ kind: "hang" }),
      html: await emulator({ kind: "htmlGateway" }),
      noJson: await emulator({ kind: "notJson" }),
      throttled: await emulator({ kind: "throttle404" }),
      late: await emulator(undefined, () => new Date(Date.now() + 20 * 60_000)),
      closed: `http://127.0.0.1:${await closedPort()}`,
    };
    const keys = { accessKey: defaultAccessKey, secretKey: defaultSecretKey };
    const place = { region: defaultRegion, projectId: defaultProjectId, endpoint: bench.emulator.url };

    const { up: update } = await bench.stack(
      async () => {
        const provider = (name: string, args: rocketmq.ProviderArgs) =>
          new rocketmq.Provider(name, { ...keys, ...place, maxRetries: 0, ...args });
        const note = async (name: string, call: Promise<unknown>) => {
          texts[name] = await call.then(
            () => "no failure",
            (error: Error) => error.message,
          );
        };
        const list = (name: string, args: object, opts?: pulumi.InvokeOptions) =>
          note(name, rocketmq.getMigrationTasks(args as rocketmq.GetMigrationTasksArgs, opts));
        const listAt = (name: string, args: rocketmq.ProviderArgs, asked = instanceId) =>
          list(name, { instanceId: asked }, { provider: provider(name, args) });

        const given = provider("given", {});
        const use = { provider: given };
        await Promise.all([
          list("no instance", {}, use),
          list("malformed instance", { instanceId: "rocketmq-shop" }, use),
          list("offset 0", { instanceId, offset: 0 }, use),
          list("negative offset", { instanceId, offset: -1 }, use),
          list("fractional offset", { instanceId, offset: 1.5 }, use),
          list("limit 0", { instanceId, limit: 0 }, use),
          list("limit too large", { instanceId, limit: 1001 }, use),
          list("unknown type", { instanceId, type: "rocketmq" }, use),
          list("empty filter", { instanceId, filter: {} }, use),
          list("empty names", { instanceId, filter: { names: [] } }, use),
          list("unknown status", { instanceId, filter: { statuses: ["finished", "done"] } }, use),
          list("id and offset", { instanceId, id: "a", offset: 1, limit: 2, name: "b" }, use),
          list("id and type", { instanceId, id: "a", type: "vhost" }, use),
          list("region beside endpoint", { instanceId, region: "cn-east-3" }, use),
          list("limit the service refuses", { instanceId, limit: 200 }, use),
          list("missing task", { instanceId, id: "no-such-task" }, use),
          list("gone instance", { instanceId: goneId }, use),
          list("gone project", { instanceId, projectId: "f".repeat(32) }, use),
          note("missing task in full", rocketmq.getMigrationTask({ instanceId, taskId: "no-such-task" }, use)),
          note("malformed task", rocketmq.getMigrationTask({ instanceId, taskId: "no/task" }, use)),
          listAt("wrong secret key", { secretKey: "not-the-secret-key" }),
          listAt("unknown access key", { accessKey: "AKNOBODYKNOWS" }),
          listAt("late clock", { endpoint: elsewhere.late }),
          listAt("closed port", { endpoint: elsewhere.closed }),
          listAt("hanging", { endpoint: elsewhere.hanging, requestTimeout: 0.3 }),
          listAt("html", { endpoint: elsewhere.html }),
          listAt("no json", { endpoint: elsewhere.noJson }),
          listAt("throttled", { endpoint: elsewhere.throttled, maxRetries: 1 }),
          note(
            "no keys",
            rocketmq.getMigrationTasks({ instanceId }, { provider: new rocketmq.Provider("nothing", {}) }),
          ),
          note(
            "no region",
            rocketmq.getMigrationTasks({ instanceId }, { provider: new rocketmq.Provider("nowhere", keys) }),
          ),
        ]);
        return {};
      },
      {
        environment: { HOME: "/nonexistent", HUAWEICLOUD_SDK_AK: undefined, HUAWEICLOUD_SDK_SK: undefined },
      },
    );
    up = await update();
  });
  after(async () => {
    await Promise.all(emulators.map((one) => one.close()));
    await bench.close();
  });

  it("can be caught by a program, which goes on", () => {
    expect(up.succeeded, up.terminal).to.equal(true);
  });

  const refused = (reason: string, property: string, name = "getMigrationTasks") =>
    `Invoke of 'huaweicloud-rocketmq:index:${name}' failed: ${reason} (${property})`;
  const failed = (text: string, name = "getMigrationTasks") =>
    `invocation of huaweicloud-rocketmq:index:${name} returned an error: ${text}`;
  const pagesCount = "It is the number of a page, counting from 1. Omit it to read all pages.";
  const together = "Cannot be combined with id, which selects a single task. Remove one of the two.";
  const checkKeys =
    "Check accessKey and secretKey, that securityToken (if you use one) has not expired, and that they belong to this project.";
  const noTask =
    `Instance ${instanceId} has no migration task no-such-task (DMS.00405011, HTTP 400, request ID). ` +
    "It may have been deleted, or it may belong to another instance. List the tasks of the instance to find the right ID.";

  const expected: Record<string, string> = {
    "no instance": refused("Missing. ID of the RocketMQ instance whose migration tasks are read.", "instanceId"),
    "malformed instance": refused(
      "Must be an instance ID, 32 hexadecimal digits in five groups like 11111111-2222-3333-4444-555555555555, " +
        "but is \"rocketmq-shop\". The console shows it on the instance's page; it is not the instance's name.",
      "instanceId",
    ),
    "offset 0": refused(`Must be a whole number from 1 to 1000000, but is 0. ${pagesCount}`, "offset"),
    "negative offset": refused(`Must be a whole number from 1 to 1000000, but is -1. ${pagesCount}`, "offset"),
    "fractional offset": refused(`Must be a whole number from 1 to 1000000, but is 1.5. ${pagesCount}`, "offset"),
    "limit 0": refused(
      "Must be a whole number from 1 to 1000, but is 0. It is the number of tasks per page. The service may allow fewer.",
      "limit",
    ),
    "limit too large": refused(
      "Must be a whole number from 1 to 1000, but is 1001. It is the number of tasks per page. The service may allow fewer.",
      "limit",
    ),
    "unknown type": refused('Must be one of vhost, exchange, queue, all, but is "rocketmq".', "type"),
    "empty filter": refused(
      "Must not be empty. Set at least one of names, types and statuses, or omit filter to get every task.",
      "filter",
    ),
    "empty names": refused(
      "Must be a list with at least one entry, but is an empty list. Omit it to disable this filter.",
      "filter.names",
    ),
    "unknown status": refused(
      'Must be one of creating, starting, failed, finished, but is "done".',
      "filter.statuses[1]",
    ),
    "id and offset": refused(`${together} (name); ${together} (offset); ${together}`, "limit"),
    "malformed task": refused(
      'Must be a task ID, 1 to 64 letters, digits and dashes, but is "no/task". ' +
        "List the tasks of the instance to find it.",
      "taskId",
      "getMigrationTask",
    ),
    "missing task": failed(noTask),
    "missing task in full": failed(noTask, "getMigrationTask"),
    "id and type": refused(
      "Cannot be combined with id: type selects a list, and id a single task. Remove one of the two.",
      "type",
    ),
    "region beside endpoint": failed(
      'region: Cannot be "cn-east-3" for this call, because the provider has an endpoint, HOST, to which every call goes. ' +
        "Leave region out, or use a Provider for cn-east-3.",
    ),
    "limit the service refuses": failed(
      `${page}?limit=200&offset=1 failed with HTTP 400: DMS.10240042 Invalid parameter limit: 200; ` +
        "it must be from 1 to 50 (request id ID). Check offset and limit.",
    ),
    "gone instance": failed(
      `GET /v2/${defaultProjectId}/instances/${goneId}/metadata?limit=50&offset=1 failed with HTTP 404: ` +
        `DMS.00404022 This instance does not exist: ${goneId} (request id ID). ` +
        "The instance does not exist in this project and region: check instanceId, projectId and region.",
    ),
    "gone project": failed(
      `GET /v2/${"f".repeat(32)}/instances/${instanceId}/metadata?limit=50&offset=1 failed with HTTP 400: ` +
        `DMS.00400002 The project ID is invalid: there is no project ${"f".repeat(32)} (request id ID). ` +
        "Check projectId.",
    ),
    "wrong secret key": failed(
      `${page}?limit=50&offset=1 failed with HTTP 401: APIGW.0301 Incorrect IAM authentication information: ` +
        `the signature does not match the request (request id ID). ${checkKeys}`,
    ),
    "unknown access key": failed(
      `${page}?limit=50&offset=1 failed with HTTP 401: APIGW.0301 Incorrect IAM authentication information: ` +
        `the access key does not exist (request id ID). ${checkKeys}`,
    ),
    "late clock": failed(
      `${page}?limit=50&offset=1 failed with HTTP 401: APIGW.0301 Incorrect IAM authentication information: ` +
        "the header x-sdk-date is more than 15 minutes off (request id ID). This machine's clock is 20 minutes behind " +
        "the service's; the limit is 15 minutes. Set the clock. If it is right, check accessKey and secretKey.",
    ),
    "closed port": failed(
      `Connection failed while connecting to HOST (ECONNREFUSED): ${page}. ` +
        "Check the endpoint, the network and the proxy (HTTPS_PROXY).",
    ),
    hanging: failed(
      `Timed out after 0.3 s waiting for the response from HOST: ${page}. ` +
        "Check the endpoint and the network, or raise requestTimeout.",
    ),
    html: failed(
      `${page}?limit=50&offset=1 failed with HTTP 502: <html><body><h1>502 Bad Gateway</h1></body></html> ` +
        "(request id ID). The service, or a gateway in front of it, failed. Try again later, or raise maxRetries.",
    ),
    "no json": failed(
      `${page}: expected JSON, but got HTTP 200 (application/json) with a body that starts with "this is not JSON". ` +
        "Check that HOST is the service's endpoint and that no proxy or gateway responds in its place.",
    ),
    throttled: failed(
      `${page}?limit=50&offset=1 failed with HTTP 404: DMS.10240407 Too many requests (request id ID). ` +
        "The service limits the rate of requests. Try again later, or raise maxRetries. Tried 2 times.",
    ),
    "no keys": failed(
      "No access keys found. Looked in: the provider's configuration (accessKey, secretKey); the environment " +
        "(HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or HW_ACCESS_KEY and HW_SECRET_KEY, or CLOUD_SDK_AK and CLOUD_SDK_SK); " +
        "~/.hcloud/config.json (no such file); ~/.huaweicloud/credentials (no such file); the ECS metadata service " +
        "(off: useEcsMetadata is not set). Set accessKey and secretKey in the provider's configuration, or " +
        "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.",
    ),
    "no region": failed(
      "region: Missing, but needed to build the service's endpoint. Looked in: the provider's configuration (region); " +
        "the environment (HW_REGION_NAME); ~/.hcloud/config.json (no such file). Set it, e.g. to cn-north-4.",
    ),
  };
  for (const [name, text] of Object.entries(expected)) {
    it(`say what is wrong, and what to do: ${name}`, () => {
      const seen = texts[name]
        ?.replace(/request (id )?[0-9a-f]{32}/g, "request $1ID")
        .replace(/http:\/\/127\.0\.0\.1:\d+/g, "HOST");
      expect(seen).to.equal(text);
    });
  }

  it("are all looked at", () => {
    expect(Object.keys(texts)).to.have.members(Object.keys(expected));
  });
});

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
