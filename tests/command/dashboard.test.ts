import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import type { Task } from "../../emulator/src/index.ts";
import { EventStreams } from "../../provider/src/command/dashboard/eventStreams.ts";
import {
  type Dashboard,
  type DashboardOptions,
  startDashboard,
} from "../../provider/src/command/dashboard/startDashboard.ts";
import { prometheusText } from "../../provider/src/command/prometheus/prometheusText.ts";
import { type MigrationReport, makeReport, PollerRegistry, watchReport } from "../../provider/src/migration/index.ts";
import { type Service, startService, taskId } from "../migration/emulatorClient.ts";
import { TestClock } from "../migration/testClock.ts";
import { skip } from "../skip.ts";
import { type EventReader, readEvents } from "./eventReader.ts";

const [first, second] = ["11111111-2222-4333-8444-000000000001", "11111111-2222-4333-8444-000000000002"];

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a request with any headers, also those that fetch does not allow. */
function ask(url: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("The dashboard's server", () => {
  let clock: TestClock;
  let pollers: PollerRegistry;
  let service: Service;
  let over: AbortController;
  let dashboard: Dashboard;
  let readers: EventReader[];

  const pass = (ms: number) => clock.run(clock.sleep(ms));
  const task = (number: number, status: string): Task => ({
    id: taskId(number),
    name: `move-${number}`,
    type: "rocketmq",
    status,
  });
  const html = ({ tasks }: MigrationReport) => `<p>${tasks.length} tasks</p>`;

  async function start(options: Partial<DashboardOptions> = {}): Promise<Dashboard> {
    const { client } = service;
    const watch = watchReport({ client, instanceIds: [first, second], pollers, clock, signal: over.signal });
    return startDashboard({ watch, port: 0, html, clock, signal: over.signal, ...options });
  }

  async function read(): Promise<EventReader> {
    const reader = await readEvents(`${dashboard.url}events`);
    readers.push(reader);
    return reader;
  }

  beforeEach(async () => {
    clock = new TestClock();
    pollers = new PollerRegistry(clock);
    over = new AbortController();
    readers = [];
    service = await startService(
      clock,
      { id: first, name: "orders", tasks: [task(1, "starting"), task(2, "finished")] },
      { id: second, name: "billing" },
    );
    dashboard = await start();
    await pass(100);
  });

  afterEach(async () => {
    over.abort();
    await clock.run(dashboard.closed);
    for (const reader of readers) reader.close();
    expect(clock.sleeping).to.equal(0);
    await service.emulator.close();
  });

  it("serves the page, the report, the metrics and its own health", async () => {
    const page = await ask(dashboard.url);
    expect(page).to.deep.include({ status: 200, body: "<p>2 tasks</p>" });
    expect(page.headers).to.deep.include({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": "frame-ancestors 'none'",
    });
    const json = await ask(`${dashboard.url}report.json?now`);
    expect(json.headers["content-type"]).to.equal("application/json");
    const report: MigrationReport = JSON.parse(json.body);
    expect(report.tasks.map(({ status }) => status)).to.deep.equal(["starting", "finished"]);
    const metrics = await ask(`${dashboard.url}metrics`);
    expect(metrics.headers["content-type"]).to.equal("text/plain; version=0.0.4; charset=utf-8");
    const readCounts = [first, second].map((instanceId) => ({ instanceId, reads: 1, failedReads: 0 }));
    expect(metrics.body).to.equal(prometheusText(report, { nowMs: clock.wallClock(), readCounts }));
    expect(await ask(`${dashboard.url}healthz`)).to.deep.include({ status: 200, body: "ok\n" });
  });

  it("has the form of docs/report.schema.json, also while an instance cannot be read", async () => {
    const schema = readFileSync(join(import.meta.dirname, "..", "..", "docs", "report.schema.json"), "utf8");
    const validate = new Ajv2020({ strict: true, formats: { "date-time": true } }).compile(JSON.parse(schema));
    service.emulator.setStatus(first, taskId(1), "failed");
    service.emulator.addFault({ kind: "http500", path: second, count: "always" });
    await pass(20_000);
    const { body } = await ask(`${dashboard.url}report.json`);
    const { tasks, instances }: MigrationReport = JSON.parse(body);
    expect(tasks[0]).to.include.keys("history", "reason", "failures");
    expect(instances[1]).to.have.property("error");
    validate(JSON.parse(body));
    expect(validate.errors).to.equal(null);
  });

  it("answers HEAD without a body, other methods with 405, and other paths with 404", async () => {
    const head = await ask(dashboard.url, { method: "HEAD" });
    expect(head).to.deep.include({ status: 200, body: "" });
    expect(head.headers["content-length"]).to.equal("14");
    expect(await ask(`${dashboard.url}events`, { method: "HEAD" })).to.deep.include({ status: 200, body: "" });
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await ask(dashboard.url, { method });
      expect(answer.status, method).to.equal(405);
      expect(answer.headers.allow).to.equal("GET, HEAD");
    }
    for (const path of ["favicon.ico", "metrics/", "../etc/passwd", "constructor", "events/x"]) {
      const answer = await ask(`${dashboard.url}${path}`);
      expect(answer, path).to.deep.include({ status: 404, body: "Not found.\n" });
      expect(answer.headers).to.deep.include({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    }
  });

  it("refuses other hosts, so that no other site's name can be made to lead to it", async () => {
    const { port } = new URL(dashboard.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect((await ask(dashboard.url, { headers: { host } })).status, host).to.equal(200);
    }
    const foreign = [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      "localhost:1",
      `127.0.0.1.evil.example:${port}`,
      `10.0.0.1:${port}`,
    ];
    for (const path of ["", "events", "metrics", "report.json", "healthz", "other"]) {
      for (const host of foreign) {
        const { status, body } = await ask(`${dashboard.url}${path}`, { headers: { host } });
        expect(status, `${host} ${path}`).to.equal(421);
        expect(body).not.to.include("evil");
      }
    }
    expect((await ask(dashboard.url, { headers: { host: "evil.example" } })).body).to.equal(
      `This dashboard can only be reached as 127.0.0.1:${port} or localhost:${port}. ` +
        `To forward it over SSH, use its port on both sides: ssh -L ${port}:127.0.0.1:${port} HOST\n`,
    );
  });

  it("refuses requests by other sites' pages, but not a link to it", async () => {
    const { port } = new URL(dashboard.url);
    const status = async (path: string, headers: Record<string, string>) =>
      (await ask(`${dashboard.url}${path}`, { headers })).status;
    for (const origin of ["https://evil.example", "null", "http://localhost:3000", `https://localhost:${port}`]) {
      for (const path of ["", "events", "metrics", "report.json"]) {
        expect(await status(path, { origin }), `${origin} ${path}`).to.equal(403);
      }
    }
    expect(await status("report.json", { origin: `http://localhost:${port}` })).to.equal(200);
    expect(await status("report.json", { "sec-fetch-site": "same-origin" })).to.equal(200);
    expect(await status("events", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "image" })).to.equal(403);
    expect(await status("report.json", { "sec-fetch-site": "same-site", "sec-fetch-dest": "script" })).to.equal(403);
    expect(await status("", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe" })).to.equal(403);
    expect(await status("", { "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" })).to.equal(200);
  });

  it("sends the whole report at once, and again at each change", async () => {
    const reader = await read();
    expect(reader.status).to.equal(200);
    expect(reader.headers).to.deep.include({ "content-type": "text/event-stream", "cache-control": "no-store" });
    expect(await reader.next()).to.equal("retry: 2000");
    expect(await reader.nextData<MigrationReport>()).to.deep.equal(
      JSON.parse((await ask(`${dashboard.url}report.json`)).body),
    );
    service.emulator.setStatus(first, taskId(1), "finished");
    await pass(5000);
    const statuses = async () => (await reader.nextData<MigrationReport>()).counts.finished;
    let finished = await statuses();
    while (finished < 2) finished = await statuses();
    expect(finished).to.equal(2);
  });

  it("polls each instance as often for twenty pages and many scrapes as for one page", async () => {
    const requestsDuring = async (ms: number, pages: number) => {
      for (let page = 0; page < pages; page += 1) await read();
      service.emulator.clearRequests();
      for (let elapsedMs = 0; elapsedMs < ms; elapsedMs += 60_000) {
        await pass(60_000);
        for (let scrape = 0; scrape < pages; scrape += 1) {
          for (const path of ["", "metrics", "report.json"]) await ask(`${dashboard.url}${path}`);
        }
      }
      return service.emulator.requests.length;
    };
    await pass(120_000);
    const withOne = await requestsDuring(300_000, 1);
    const withTwenty = await requestsDuring(300_000, 19);
    expect(withOne).to.equal(60);
    expect(withTwenty).to.equal(60);
    expect(pollers.size).to.equal(2);
  });

  it("serves at most as many pages as it is told", async () => {
    over.abort();
    await clock.run(dashboard.closed);
    over = new AbortController();
    dashboard = await start({ maxReaders: 2 });
    const [one] = [await read(), await read()];
    const refused = await ask(`${dashboard.url}events`);
    expect(refused).to.deep.include({ status: 503, body: "2 pages are open already. Close some of them.\n" });
    expect(refused.headers["retry-after"]).to.equal("60");
    expect((await ask(dashboard.url)).status).to.equal(200);
    one?.close();
    let again = await read();
    while (again.status === 503) again = await read();
    expect(again.status).to.equal(200);
  });

  it("says that its port is in use", async () => {
    const { port } = new URL(dashboard.url);
    let message = "";
    await start({ port: Number(port) }).catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.equal(`Port ${port} is in use. Choose another one with --port, or --port 0 for any free one.`);
  });

  it("listens on this machine's own address only", async function () {
    if (process.platform !== "linux") skip(this, "only Linux has every address of 127.0.0.0/8");
    const { port, hostname } = new URL(dashboard.url);
    expect(hostname).to.equal("127.0.0.1");
    // A server that listens on all addresses would answer here.
    const refusal = await new Promise<string | undefined>((resolve) => {
      const socket = connect(Number(port), "127.0.0.2");
      socket.on("connect", () => resolve("connected"));
      socket.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code));
      socket.on("connect", () => socket.destroy());
    });
    expect(refusal).to.equal("ECONNREFUSED");
  });
});

describe("The end of the dashboard's server", () => {
  it("comes within a second, with pages open and a reader that receives nothing", async () => {
    const clock = new TestClock();
    const over = new AbortController();
    const report = bigReport();
    const watch = { report: () => report, readCounts: () => [], onChange: () => () => {} };
    const { signal } = over;
    const { url, closed } = await startDashboard({ watch, port: 0, html: () => "", clock, signal });
    const reader = await readEvents(`${url}events`);
    await reader.nextData();
    const deaf = await connectDeaf(url);
    const startedMs = clock.now();
    over.abort();
    await clock.run(closed);
    expect(clock.now() - startedMs).to.be.below(1000);
    expect(clock.sleeping).to.equal(0);
    expect(await reader.next()).to.equal(undefined);
    deaf.destroy();
  });
});

describe("EventStreams", () => {
  let clock: TestClock;
  let over: AbortController;
  let responses: ServerResponse[];
  let version: number;
  let streams: EventStreams;
  let url: string;
  let close: () => Promise<void>;

  const pass = (ms: number) => clock.run(clock.sleep(ms));

  async function start(data: () => string): Promise<void> {
    streams = new EventStreams({
      clock,
      data: () => Buffer.from(data()),
      maxReaders: 10,
      signal: over.signal,
    });
    const server = createServer((_, response) => {
      responses.push(response);
      streams.open(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    close = () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
  }

  beforeEach(() => {
    clock = new TestClock();
    over = new AbortController();
    responses = [];
    version = 1;
  });

  afterEach(async () => {
    over.abort();
    await clock.run(Promise.resolve());
    expect(clock.sleeping).to.equal(0);
    await close();
  });

  it("send at most one message a second, the latest data last", async () => {
    await start(() => String(version));
    const reader = await readEvents(url);
    expect(await reader.nextData()).to.equal(1);
    for (version = 2; version <= 41; version += 1) {
      streams.changed();
      await pass(100);
    }
    await pass(1000);
    over.abort();
    const received = [await reader.next()];
    while (received.at(-1) !== undefined) received.push(await reader.next());
    expect(received.filter((block) => !block?.startsWith("event: time"))).to.deep.equal([
      ...["data: 2", "data: 11", "data: 21", "data: 31", "data: 41"],
      undefined,
    ]);
  });

  it("send the time before each message and every fifteen seconds", async () => {
    await start(() => "1");
    const reader = await readEvents(url);
    const time = () => `event: time\ndata: ${new Date(clock.wallClock()).toISOString()}`;
    expect([await reader.next(), await reader.next(), await reader.next()]).to.deep.equal([
      "retry: 2000",
      time(),
      "data: 1",
    ]);
    await pass(15_000);
    expect(await reader.next()).to.equal(time());
    await pass(15_000);
    expect(await reader.next()).to.equal(time());
    reader.close();
  });

  it("keep one message for a reader that is slow, and send it the latest data once it can receive", async () => {
    const text = "x".repeat(8_000_000);
    await start(() => JSON.stringify({ version, text }));
    const slow = await connectDeaf(url);
    await untilOpen();
    for (; version < 30; version += 1) {
      streams.changed();
      await pass(1000);
    }
    expect(responses[0]?.writableLength).to.be.within(1, 200_000);
    slow.resume();
    let received = "";
    await new Promise<void>((resolve) => {
      slow.on("data", (chunk: Buffer) => {
        received = `${received}${chunk}`.slice(-9_000_000);
        if (received.includes('"version":30')) resolve();
      });
    });
    slow.destroy();
  });

  it("send a large message to a slow reader until it has it, however long that takes", async () => {
    const text = "x".repeat(20_000_000);
    await start(() => JSON.stringify({ version, text }));
    const slow = await connectDeaf(url);
    await untilOpen();
    const received: string[] = [];
    while (!received.at(-1)?.includes('x"}')) {
      received.push(await take(slow, 2_000_000));
      await pass(15_000);
      version += 1;
      streams.changed();
      expect(responses[0]?.destroyed, `after ${received.length} heartbeats`).to.equal(false);
      expect(responses[0]?.writableLength).to.be.below(200_000);
    }
    expect(received.length).to.be.above(8);
    expect(received[0]?.includes('{"version":1,"text":"xxx')).to.equal(true);
    slow.destroy();
  });

  it("disconnect a reader that receives nothing for two minutes", async () => {
    await start(() => "x".repeat(8_000_000));
    const deaf = await connectDeaf(url);
    await untilOpen();
    await pass(2 * 60_000);
    expect(responses[0]?.destroyed).to.equal(false);
    await pass(16_000);
    expect(responses[0]?.destroyed).to.equal(true);
    deaf.destroy();
  });

  async function untilOpen(): Promise<void> {
    while (responses.length === 0) await new Promise(setImmediate);
  }
});

/** Receives at least so many bytes, or the end of the data, and then nothing. */
async function take(socket: Socket, bytes: number): Promise<string> {
  const chunks: string[] = [];
  let length = 0;
  await new Promise<void>((resolve) => {
    const receive = (chunk: Buffer) => {
      chunks.push(chunk.toString("latin1"));
      length += chunk.length;
      if (length < bytes && !chunks.at(-1)?.includes('x"}')) return;
      socket.off("data", receive);
      socket.pause();
      resolve();
    };
    socket.on("data", receive);
    socket.resume();
  });
  return chunks.join("");
}

/** A report that does not fit into a socket's buffers. */
function bigReport(): MigrationReport {
  const tasks = Array.from({ length: 5000 }, (_, index) => ({
    id: taskId(index),
    name: `move-${index}`.padEnd(1000, "x"),
    startDate: "",
    status: "finished",
    type: "rocketmq",
  }));
  return makeReport([{ instanceId: first, observedAtMs: 0, tasks }], { nowMs: 0 });
}

/** Requests events and does not receive them. */
async function connectDeaf(url: string): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  return socket;
}
