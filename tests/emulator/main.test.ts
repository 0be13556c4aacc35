import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { defaultInstanceId, defaultSecretKey } from "../../emulator/src/index.ts";
import { send, sign, tasksPath } from "./officialClient.ts";

const main = fileURLToPath(new URL("../../emulator/src/main.ts", import.meta.url));

describe("The emulator as a program", () => {
  const children: ChildProcess[] = [];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-test-"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  function run(...args: string[]): {
    child: ChildProcess;
    ended: Promise<{ status: number | null; out: string; err: string }>;
  } {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder });
    children.push(child);
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text.replace(/^\(.*Warning.*\n?/gm, "");
    });
    const ended = once(child, "close").then(([status]) => ({ status: status as number | null, out, err }));
    return { child, ended };
  }

  async function url(child: ChildProcess): Promise<string> {
    if (child.stdout === null) throw new Error("the program has no stdout");
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return line.replace("Emulator listening on ", "");
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`prints one line with its URL, serves, and stops on ${signal} even with open connections`, async () => {
      const { child, ended } = run("--port", "0");
      const emulator = await url(child);
      const wire = sign(emulator, { path: tasksPath(defaultInstanceId) });
      const { status } = await send(emulator, { ...wire, headers: { ...wire.headers, Connection: "keep-alive" } });
      expect(status).to.equal(200);
      child.kill(signal);
      const { status: exitStatus, out } = await ended;
      expect(exitStatus).to.equal(0);
      expect(out).to.match(/^Emulator listening on http:\/\/127\.0\.0\.1:\d+\n$/);
      expect(readdirSync(folder)).to.deep.equal([]);
    });
  }

  it("appends a line to its log for each request, without secrets, signatures or bodies", async () => {
    const log = join(folder, "requests.log");
    const { child } = run("--log", log);
    const emulator = await url(child);
    const good = sign(emulator, {
      method: "POST",
      path: tasksPath(defaultInstanceId),
      query: { overwrite: false, name: "move-shop", type: "rocketmq" },
      body: { topic_config_table: { orders: {} } },
    });
    const bad = sign(emulator, { path: "/v3/projects", secretKey: "wrong-secret" });
    await send(emulator, good);
    await send(emulator, bad);
    const text = readFileSync(log, "utf8");
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).to.have.length(2);
    expect(lines[0]).to.have.all.keys(
      "time",
      "method",
      "path",
      "query",
      "operation",
      "signed",
      "accessKey",
      "status",
      "requestId",
    );
    expect(lines[0]).to.deep.include({
      signed: true,
      status: 200,
      query: { overwrite: "false", name: "move-shop", type: "rocketmq" },
    });
    expect(lines[1]).to.include({
      signed: false,
      whyNot: "the signature does not match the request",
      errorCode: "APIGW.0301",
    });
    for (const secret of [defaultSecretKey, "wrong-secret", "Signature", "orders"]) expect(text).to.not.include(secret);
    for (const { headers } of [good, bad]) expect(text).to.not.include(headers.Authorization?.slice(-64));
  });

  it("runs the scenario in a file", async () => {
    const demo = fileURLToPath(new URL("../../emulator/scenarios/demo.json", import.meta.url));
    const { child } = run("--scenario", demo);
    const emulator = await url(child);
    const { body } = await send(emulator, sign(emulator, { path: tasksPath(defaultInstanceId), query: { limit: 50 } }));
    expect(body.total).to.equal(66);
  });

  it("prints its usage on --help", async () => {
    const { status, out, err } = await run("--help").ended;
    expect([status, err]).to.deep.equal([0, ""]);
    for (const option of ["--port", "--scenario", "--log", "--help"]) expect(out).to.include(option);
  });

  const hint = "emulator: --help shows the options\n";
  const bad: [string, string[], RegExp][] = [
    ["an invalid port", ["--port", "http"], /^--port must be a number from 0 to 65535, not "http"\n$/],
    ["a port out of range", ["--port", "65536"], /^--port must be a number from 0 to 65535, not "65536"\n$/],
    ["an unknown option", ["--prot", "0"], /^Unknown option '--prot'/],
    ["a word too many", ["8080"], /^Unexpected argument '8080'/],
    ["a scenario that is not there", ["--scenario", "no.json"], /^--scenario no\.json: ENOENT: no such file/],
    ["a log that cannot be written", ["--log", "no/requests.log"], /^--log no\/requests\.log: ENOENT: no such file/],
  ];
  for (const [name, args, message] of bad) {
    it(`refuses ${name}`, async () => {
      const { status, out, err } = await run(...args).ended;
      expect([status, out]).to.deep.equal([2, ""]);
      expect(err.endsWith(hint)).to.equal(true);
      expect(err.replace("emulator: ", "").replace(hint, "")).to.match(message);
    });
  }

  it("names the path of a mistake in the scenario file", async () => {
    const file = join(folder, "shop.json");
    const tasks = [{ name: "t", type: "rocketmq", status: 7 }];
    const instances = [{ id: defaultInstanceId, name: "shop", tasks }];
    const projects = [{ id: "0123456789abcdef0123456789abcdef", name: "p" }];
    writeFileSync(file, JSON.stringify({ accessKeys: [], projects, instances }));
    const { status, err } = await run("--scenario", "shop.json").ended;
    expect(status).to.equal(2);
    expect(err).to.equal(
      `emulator: --scenario shop.json: instances[0].tasks[0].status: must be a string, not 7\n${hint}`,
    );
  });

  it("refuses a scenario file that is not JSON", async () => {
    writeFileSync(join(folder, "shop.json"), "{ accessKeys: [] }");
    const { status, err } = await run("--scenario", "shop.json").ended;
    expect(status).to.equal(2);
    expect(err).to.match(/^emulator: --scenario shop\.json: .*JSON/);
  });

  it("says that a port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { status, err } = await run("--port", String(port)).ended;
    other.close();
    expect(status).to.equal(1);
    expect(err).to.match(/^emulator: listen EADDRINUSE: address already in use 127\.0\.0\.1:\d+\n/);
  });
});
