import { expect } from "chai";
import fc from "fast-check";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  type Fault,
  startEmulator,
} from "../../emulator/src/index.ts";
import { type Client, createClient } from "../../provider/src/cloud/index.ts";
import { parseRetryAfter, retryDelayMs } from "../../provider/src/cloud/transport/retryPolicy.ts";
import { answerJson, startServer } from "./localServer.ts";
import { errorOf, type TestHost, testHost } from "./testHost.ts";

const keys = { accessKey: defaultAccessKey, secretKey: defaultSecretKey };
const path = `/instances/${emptyInstanceId}/metadata`;

describe("retryDelayMs", () => {
  it("is random, up to 0.5, 1, 2, 4 … 30 seconds", () => {
    const longest = Array.from({ length: 9 }, (_, retry) => retryDelayMs(retry, undefined, 0.999_999));
    expect(longest).to.deep.equal([499, 999, 1999, 3999, 7999, 15_999, 29_999, 29_999, 29_999]);
    expect(retryDelayMs(5, undefined, 0)).to.equal(0);
  });

  it("is never less than what Retry-After asks for, up to two minutes", () => {
    const inputs = fc.tuple(
      fc.nat(100),
      fc.nat(1_000_000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    );
    fc.assert(
      fc.property(inputs, ([retry, retryAfterMs, random]) => {
        const delayMs = retryDelayMs(retry, retryAfterMs, random);
        return (
          delayMs >= Math.min(retryAfterMs, 120_000) && delayMs <= Math.max(30_000, Math.min(retryAfterMs, 120_000))
        );
      }),
    );
  });
});

describe("parseRetryAfter", () => {
  const now = new Date("2026-02-03T04:05:06Z");

  it("reads seconds and dates", () => {
    expect(parseRetryAfter("3", now)).to.equal(3000);
    expect(parseRetryAfter(" 1.5 ", now)).to.equal(1500);
    expect(parseRetryAfter("Tue, 03 Feb 2026 04:05:16 GMT", now)).to.equal(10_000);
  });

  it("reads a past date as now, and ignores nonsense", () => {
    expect(parseRetryAfter("Tue, 03 Feb 2026 04:00:00 GMT", now)).to.equal(0);
    expect(parseRetryAfter("soon", now)).to.equal(undefined);
    expect(parseRetryAfter(undefined, now)).to.equal(undefined);
  });
});

describe("A request that fails", () => {
  let emulator: Emulator;
  let host: TestHost;
  let client: Client;

  beforeEach(async () => {
    host = testHost();
    emulator = await startEmulator({ now: () => new Date(host.clock.wallClock()) });
    const settings = { ...keys, endpoint: emulator.url, projectId: defaultProjectId };
    client = createClient(settings, host);
  });
  afterEach(() => emulator.close());

  const repeatable: Fault["kind"][] = [
    "throttle429",
    "throttle404",
    "apig0308",
    "http500",
    "busy503",
    "htmlGateway",
    "notJson",
    "reset",
    "resetAfterHandling",
    "truncatedBody",
  ];
  for (const kind of repeatable) {
    it(`is retried after ${kind}, with backoff and jitter`, async () => {
      emulator.addFault({ kind, count: 2 });
      expect(await client.get(path)).to.have.property("total", 0);
      expect(emulator.requests).to.have.length(3);
      expect(host.sleptMs).to.deep.equal([250, 500]);
    });
  }

  it("waits as long as Retry-After says, in seconds or to a date, but two minutes at most", async () => {
    emulator.addFault({ kind: "throttle404", retryAfterSeconds: 9 });
    emulator.addFault({ kind: "throttle429", retryAfterSeconds: 33, retryAfterAsDate: true });
    emulator.addFault({ kind: "busy503", retryAfterSeconds: 3600 });
    await client.get(path);
    // A date has whole seconds, the clock does not.
    const [seconds, date = 0, capped] = host.sleptMs;
    expect([seconds, Math.ceil(date / 1000), capped]).to.deep.equal([9000, 33, 120_000]);
  });

  it("is signed again for every attempt", async () => {
    emulator.addFault({ kind: "throttle429", retryAfterSeconds: 120, count: 10 });
    const patient = createClient(
      { ...keys, endpoint: emulator.url, projectId: defaultProjectId, maxRetries: 10 },
      host,
    );
    // Twenty minutes later the first signature would be refused.
    expect(await patient.get(path)).to.have.property("total", 0);
    expect(emulator.requests.filter(({ signed }) => signed)).to.have.length(11);
  });

  it("fails after maxRetries, and says how many attempts were made", async () => {
    emulator.addFault({ kind: "http500", count: "always" });
    const error = await errorOf(client.get(path));
    expect(error.message).to.match(
      /: DMS\.00500000 Internal service error \(request id \w+\)\. The service, .* Tried 6 times\.$/,
    );
    expect(emulator.requests).to.have.length(6);
  });

  it("takes maxRetries from HW_MAX_RETRIES if it is not set", async () => {
    emulator.addFault({ kind: "http500", count: "always" });
    const environment = { HW_MAX_RETRIES: "1" };
    const settings = { ...keys, endpoint: emulator.url, projectId: defaultProjectId };
    await errorOf(createClient(settings, { ...host, environment }).get(path));
    expect(emulator.requests).to.have.length(2);
  });

  it("is not retried if that cannot help", async () => {
    emulator.addFault({ kind: "redirect" });
    await errorOf(client.get(path));
    await errorOf(client.get("/instances/99999999-2222-4333-8444-555555555555/metadata"));
    expect(emulator.requests).to.have.length(2);
    expect(host.sleptMs).to.deep.equal([]);
  });

  it("says in a debug message why it is retried, and when", async () => {
    emulator.addFault({ kind: "throttle429" });
    await client.get(path);
    expect(host.messages.at(-1)).to.match(
      /^debug: GET \S+ failed with HTTP 429: APIGW\.0308 .* Retry 1 of 5 in 250 ms\.$/,
    );
  });
});

describe("A POST that must not be processed twice", () => {
  let emulator: Emulator;
  let host: TestHost;

  beforeEach(async () => {
    host = testHost();
    emulator = await startEmulator({ now: () => new Date(host.clock.wallClock()) });
  });
  afterEach(() => emulator.close());

  const create = (endpoint = emulator.url): Promise<unknown> =>
    createClient({ ...keys, endpoint, projectId: defaultProjectId, maxRetries: 2 }, host).post(
      path,
      { overwrite: false, name: "move-orders", type: "rocketmq" },
      { topic_config_table: { orders: { topic_name: "orders" } } },
      { repeatable: false },
    );

  for (const kind of ["throttle429", "throttle404", "apig0308"] as const) {
    it(`is retried after ${kind}: a throttled request was not processed`, async () => {
      emulator.addFault({ kind });
      expect(await create()).to.have.property("task_id");
      expect(emulator.requests).to.have.length(2);
    });
  }

  it("is retried if the connection was never established", async () => {
    const gone = await startServer(() => undefined);
    await gone.close();
    const error = await errorOf(create(gone.url));
    expect(error).to.include({ code: "CONNECTION", phase: "connect", causeCode: "ECONNREFUSED", neverSent: true });
    expect(error.message).to.equal(
      `Connection failed while connecting to ${gone.url} (ECONNREFUSED): POST /v2/${defaultProjectId}${path}. ` +
        "Check the endpoint, the network and the proxy (HTTPS_PROXY). Tried 3 times.",
    );
  });

  for (const kind of ["reset", "resetAfterHandling", "http500", "busy503", "htmlGateway", "truncatedBody"] as const) {
    it(`is not retried after ${kind}: it may have been processed`, async () => {
      emulator.addFault({ kind });
      await errorOf(create());
      expect(emulator.requests).to.have.length(1);
    });
  }

  it("gets a new connection, not a pooled one that may be about to close", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}));
    const client = createClient({ ...keys, endpoint: server.url, projectId: defaultProjectId }, host);
    await client.get("/a");
    await client.get("/b");
    expect(server.connections()).to.equal(1);
    await client.post("/c", {}, {}, { repeatable: false });
    expect(server.connections()).to.equal(2);
    await client.post("/d", {}, {}, { repeatable: true });
    expect(server.connections()).to.equal(2);
    await server.close();
  });

  it("is retried after any transient error if it is declared repeatable", async () => {
    emulator.addFault({ kind: "resetAfterHandling" });
    const client = createClient({ ...keys, endpoint: emulator.url, projectId: defaultProjectId }, host);
    const answer = await client.post(`${path}/batch-delete`, {}, { task_ids: ["a"] }, { repeatable: true });
    expect(answer).to.deep.equal({ success_task_list: [] });
    expect(emulator.requests).to.have.length(2);
  });
});
