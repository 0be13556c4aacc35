import { once } from "node:events";
import { request as open } from "node:http";
import { expect } from "chai";
import {
  defaultInstanceId,
  type Emulator,
  emptyInstanceId,
  type Fault,
  faultKinds,
  startEmulator,
} from "../../emulator/src/index.ts";
import { call, type Response, sign, tasksPath } from "./officialClient.ts";

const list = { path: tasksPath(defaultInstanceId), query: { limit: 50, offset: 1 } };

describe("An emulator's fault", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  /** What a caller sees of a list: the status, or the code of the broken connection. */
  async function look(offset = 1): Promise<number | string> {
    return (await outcome(call(emulator, { ...list, query: { limit: 50, offset } }))) as number | string;
  }

  async function outcome(response: Promise<Response>): Promise<unknown> {
    try {
      return (await response).status;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  }

  async function statuses(count: number): Promise<(number | string)[]> {
    const seen: (number | string)[] = [];
    for (let i = 0; i < count; i++) seen.push(await look());
    return seen;
  }

  const codes: [Fault["kind"], number, string][] = [
    ["throttle429", 429, "APIGW.0308"],
    ["throttle404", 404, "DMS.10240407"],
    ["apig0308", 400, "APIG.0308"],
    ["http500", 500, "DMS.00500000"],
    ["busy503", 503, "DMS.111501025"],
  ];
  for (const [kind, status, code] of codes) {
    it(`${kind} answers ${status} ${code} once`, async () => {
      emulator.addFault({ kind });
      const { status: seen, body, headers } = await call(emulator, list);
      expect([seen, body.error_code]).to.deep.equal([status, code]);
      expect(headers["x-request-id"]).to.match(/^[0-9a-f]{32}$/);
      expect(headers).to.not.have.property("retry-after");
      expect(emulator.requests[0]).to.include({ fault: kind, status, errorCode: code });
      expect(await look()).to.equal(200);
    });
  }

  it("can send Retry-After, in seconds or as a date", async () => {
    await emulator.close();
    const now = new Date("2026-01-23T00:00:00Z");
    emulator = await startEmulator({ now: () => now });
    emulator.addFault({ kind: "throttle429", retryAfterSeconds: 2 });
    emulator.addFault({ kind: "busy503", retryAfterSeconds: 90, retryAfterAsDate: true });
    expect((await call(emulator, { ...list, date: now })).headers["retry-after"]).to.equal("2");
    expect((await call(emulator, { ...list, date: now })).headers["retry-after"]).to.equal(
      "Fri, 23 Jan 2026 00:01:30 GMT",
    );
  });

  it("htmlGateway answers with an HTML page", async () => {
    emulator.addFault({ kind: "htmlGateway" });
    const { status, headers, text } = await call(emulator, list);
    expect([status, headers["content-type"]]).to.deep.equal([502, "text/html"]);
    expect(text).to.match(/^<html>/);
  });

  it("notJson answers 200 with a JSON content type and a body that is not JSON", async () => {
    emulator.addFault({ kind: "notJson" });
    const { status, headers, text } = await call(emulator, list);
    expect([status, headers["content-type"]]).to.deep.equal([200, "application/json"]);
    expect(() => JSON.parse(text)).to.throw(SyntaxError);
  });

  it("redirect points to another host", async () => {
    emulator.addFault({ kind: "redirect" });
    emulator.addFault({ kind: "redirect", location: "http://127.0.0.1:1/x" });
    const first = await call(emulator, list);
    expect([first.status, first.headers.location]).to.deep.equal([302, `http://elsewhere.invalid${list.path}`]);
    expect((await call(emulator, list)).headers.location).to.equal("http://127.0.0.1:1/x");
  });

  const create = {
    method: "POST",
    path: tasksPath(emptyInstanceId),
    query: { overwrite: false, name: "move-shop", type: "rocketmq" },
    body: { topic_config_table: { orders: {} } },
  } as const;

  it("reset breaks the connection before the request is handled", async () => {
    emulator.addFault({ kind: "reset" });
    expect(await outcome(call(emulator, create))).to.equal("ECONNRESET");
    expect(emulator.tasks(emptyInstanceId)).to.have.length(0);
    expect(emulator.requests[0]).to.include({ fault: "reset" }).and.not.have.property("status");
  });

  it("resetAfterHandling handles the request and then breaks the connection", async () => {
    emulator.addFault({ kind: "resetAfterHandling", method: "POST" });
    expect(await look()).to.equal(200);
    expect(await outcome(call(emulator, create))).to.equal("ECONNRESET");
    expect(emulator.tasks(emptyInstanceId).map((task) => task.name)).to.deep.equal(["move-shop"]);
  });

  it("gatewayTimeout handles the request and then answers 504 in HTML", async () => {
    emulator.addFault({ kind: "gatewayTimeout", method: "POST" });
    const { status, headers } = await call(emulator, create);
    expect([status, headers["content-type"]]).to.deep.equal([504, "text/html"]);
    expect(emulator.tasks(emptyInstanceId).map((task) => task.name)).to.deep.equal(["move-shop"]);
    expect(emulator.requests[0]).to.include({ status: 504, fault: "gatewayTimeout" });
  });

  it("truncatedBody cuts the answer off in the middle", async () => {
    emulator.addFault({ kind: "truncatedBody" });
    expect(await look()).to.equal("ECONNRESET");
    expect(emulator.requests[0]).to.include({ status: 200, fault: "truncatedBody" });
  });

  it("hang gives no answer, and ends with the emulator", async () => {
    emulator.addFault({ kind: "hang" });
    const { method, target: path, headers } = sign(emulator.url, list);
    const outgoing = open({ port: new URL(emulator.url).port, host: "127.0.0.1", method, path, headers }).end();
    const failed = once(outgoing, "error");
    let answered = false;
    outgoing.on("response", () => {
      answered = true;
    });
    while (emulator.requests.length === 0) await look(2);
    await emulator.close();
    await failed;
    expect(answered).to.equal(false);
  });

  it("delay gives the normal answer, but no sooner than requested", async () => {
    emulator.addFault({ kind: "delay", delayMs: 30 });
    const before = performance.now();
    expect(await look()).to.equal(200);
    expect(performance.now() - before).to.be.at.least(29);
  });

  it("unknownStatus shows an unknown status, in lists and in details", async () => {
    const name = "move-rocketmq-01";
    emulator.addFault({ kind: "unknownStatus", count: 2, taskName: `^${name}$` });
    emulator.addFault({ kind: "unknownStatus", status: "rolled-back" });
    const statuses = async (): Promise<string[]> =>
      ((await call(emulator, list)).body.task as { status: string }[]).map((task) => task.status);
    expect((await statuses()).filter((status) => status === "paused")).to.have.length(1);
    const id = emulator.tasks(defaultInstanceId).find((task) => task.name === name)?.id ?? "";
    expect((await call(emulator, { path: list.path, query: { id } })).body.status).to.equal("paused");
    expect(new Set(await statuses())).to.deep.equal(new Set(["rolled-back"]));
  });

  it("emptyPage, missingPage and repeatedPage affect only their page; total stays right", async () => {
    const names = emulator.tasks(defaultInstanceId).map((task) => task.name);
    const expected: [Fault["kind"], string[]][] = [
      ["emptyPage", []],
      ["missingPage", names.slice(20, 30)],
      ["repeatedPage", names.slice(0, 10)],
    ];
    const page = async (offset: number): Promise<{ total: number; task: { name: string }[] }> =>
      (await call(emulator, { path: list.path, query: { offset } })).body as never;
    for (const [kind, struck] of expected) {
      emulator.addFault({ kind, page: 2 });
      expect((await page(1)).task.map((task) => task.name)).to.deep.equal(names.slice(0, 10));
      const { total, task } = await page(2);
      expect([total, task.map((one) => one.name)], kind).to.deep.equal([63, struck]);
    }
    emulator.addFault({ kind: "repeatedPage", page: 1 });
    expect((await page(1)).task).to.deep.equal([]);
  });

  it("applies from the nth matching request on, count times", async () => {
    emulator.addFault({ kind: "http500", operation: "listTasks", nth: 2, count: 2 });
    await call(emulator, { path: "/v3/projects" });
    expect(await statuses(5)).to.deep.equal([200, 500, 500, 200, 200]);
  });

  it("with count always applies until it is cleared", async () => {
    emulator.addFault({ kind: "throttle404", count: "always" });
    expect(await statuses(4)).to.deep.equal([404, 404, 404, 404]);
    emulator.clearFaults();
    expect(await look()).to.equal(200);
  });

  it("applies once the fault before it is used up", async () => {
    emulator.addFault({ kind: "throttle429", count: 2 });
    emulator.addFault({ kind: "busy503" });
    expect(await statuses(4)).to.deep.equal([429, 429, 503, 200]);
  });

  it("applies only to requests that meet its conditions", async () => {
    emulator.addFault({ kind: "http500", method: "POST", count: "always" });
    emulator.addFault({ kind: "http500", path: "/v3/", count: "always" });
    emulator.addFault({ kind: "http500", operation: "getTask", count: "always" });
    expect(await look()).to.equal(200);
    expect(await outcome(call(emulator, create))).to.equal(500);
    expect(await outcome(call(emulator, { path: "/v3/projects" }))).to.equal(500);
    expect(await outcome(call(emulator, { path: list.path, query: { id: "x", type: "all" } }))).to.equal(500);
  });

  it("is refused if it is invalid", () => {
    expect(() => emulator.addFault({ kind: "earthquake" } as never)).to.throw(
      `fault.kind: must be one of ${faultKinds.join(", ")}, not "earthquake"`,
    );
    expect(() => emulator.addFault({ kind: "delay" })).to.throw("fault: a delay requires delayMs");
  });
});
