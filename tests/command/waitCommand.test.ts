import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { defaultScenario, defaultSecretKey, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { replaceFile } from "../../provider/src/command/replaceFile.ts";
import { pipelineEnvironment, runCommand, startCommand } from "./commandProcess.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";

describe("rocketmq-migration wait", () => {
  let emulator: Emulator;
  let environment: Record<string, string>;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "rocketmq-command-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    const instances = [{ id: instanceId, name: "shop", tasks: [] }];
    emulator = await startEmulator({ scenario: { ...defaultScenario, instances } });
    emulator.addTask(instanceId, { name: "orders", type: "rocketmq", status: "finished" });
    emulator.addTask(instanceId, { name: "payments", type: "rocketmq", status: "starting" });
    environment = pipelineEnvironment(emulator.url);
  });
  afterEach(() => emulator.close());

  const wait = (...args: string[]) => runCommand(["wait", instanceId, ...args], environment);
  const startWait = (...args: string[]) => startCommand(["wait", instanceId, ...args], environment);

  it("exits with 0 once the tasks have finished, with the table on stdout and a line for each change on stderr", async () => {
    const waiting = startWait("--name", "orders", "payments", "--poll-interval", "0.2s");
    await waiting.printed("1 of 2 finished, 1 starting");
    emulator.setStatus(instanceId, "payments", "finished");
    const { status, stdout, stderr } = await waiting.ended;
    expect(status).to.equal(0);
    expect(stdout).to.match(/^NAME +STATUS +OBSERVED +STARTED +TYPE +ID\n/);
    expect(stdout).to.match(/^orders +finished +before the wait /m);
    expect(stdout).to.match(/^payments +finished +after \d+ s /m);
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}1 of 2 finished, 1 starting · next poll in \d+ s$/);
    expect(lines.at(-1)).to.match(/^Finished after \d+ s: 2 of 2 tasks finished\.$/);
    expect(lines).to.have.length(2);
    expect(stdout + stderr, "control characters").to.not.match(/(?!\n)\p{Cc}/u);
  });

  it("exits with 1 at once if a task had failed before the wait began, and says why", async () => {
    emulator.addTask(instanceId, {
      name: "invoices",
      type: "rocketmq",
      timeline: [{ afterSeconds: 0, status: "failed" }],
      metadata: { topic_config_table: { invoices: { topic_name: "invoices" } } },
      failures: [{ kind: "topic", name: "invoices", reason: "the quota is used up" }],
    });
    const { status, stdout, stderr } = await wait("--all");
    expect(status).to.equal(1);
    expect(stdout).to.match(/^invoices +failed +before the wait /m);
    expect(stderr).to.match(
      /^error: Migration task "invoices" \(.*\) failed: topic invoices: the quota is used up\.$/m,
    );
    expect(stderr).to.match(/^Failed after \d+ s: 1 of 3 tasks finished\.$/m);
  });

  it("exits with 2 and changes nothing if it does not say what to wait for", async () => {
    const { status, stdout, stderr } = await wait();
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
    expect(stderr).to.equal(
      "error: No migrations selected: use --task, --name, --type, or --all for every task of the instance.\n",
    );
    expect(emulator.requests).to.have.length(0);
  });

  for (const [what, args, text] of [
    [
      "two ways of selecting tasks",
      ["--all", "--name", "orders"],
      "error: --name and --all cannot be combined. Select tasks in one way.\n",
    ],
    ["an unknown type", ["--type", "kafka"], "error: --type: Must be "],
    [
      "a duration in words",
      ["--all", "--timeout", "soon"],
      "error: option '--timeout <duration>' argument 'soon' is invalid. Must be a duration: 90s, 10m, 2h, 1d, or a number of seconds.\n",
    ],
    ["an unknown option", ["--all", "--timout", "3s"], "error: unknown option '--timout'\n(Did you mean --timeout?)\n"],
    ["a skip without a reason", ["--all", "--skip", " "], "error: --skip: Say why, "],
    [
      "half of a key pair",
      ["--all", "--access-key", "AK"],
      "error: --access-key and --secret-key-file belong together: give both, or neither.\n",
    ],
  ] as const) {
    it(`exits with 2 for ${what}`, async () => {
      const { status, stdout, stderr } = await wait(...args);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
      expect(stderr).to.satisfy((all: string) => all.startsWith(text), stderr);
    });
  }

  it("exits with 2 if there are no keys, and says where it looked", async () => {
    const { HUAWEICLOUD_SDK_AK: _, HUAWEICLOUD_SDK_SK: __, ...withoutKeys } = environment;
    const { status, stderr } = await runCommand(["wait", instanceId, "--all"], withoutKeys);
    expect(status).to.equal(2);
    expect(stderr).to.match(/^error: No access keys found\. Looked in: /m);
  });

  it("exits with 3 when the time is up, and says what was last seen", async () => {
    const { status, stdout, stderr } = await wait("--name", "payments", "--timeout", "1s");
    expect(status).to.equal(3);
    expect(stdout).to.match(/^payments +starting +for 1 s /m);
    expect(stderr).to.match(/^error: Timed out after 1 s: task starting\. Polled \d times\.$/m);
    expect(stderr).to.match(/^error: Migration task "payments" \(.*\) has been starting since .*\.$/m);
  });

  it("exits with 4 if the service refuses the key, without the key in any output", async () => {
    const secret = "a-secret-key-that-is-wrong";
    const { status, stdout, stderr } = await runCommand(["wait", instanceId, "--all"], {
      ...environment,
      HUAWEICLOUD_SDK_SK: secret,
    });
    expect({ status, stdout }).to.deep.equal({ status: 4, stdout: "" });
    expect(stderr).to.match(/^error: .*401.*APIGW\.0301/m);
    expect(stderr).to.not.include(secret);
  });

  it("exits with 5 if no task matches, and suggests the one that may be meant", async () => {
    const { status, stdout, stderr } = await wait("--name", "order");
    expect({ status, stdout }).to.deep.equal({ status: 5, stdout: "" });
    expect(stderr).to.equal(
      `error: No migration task named "order" on instance ${instanceId}. Did you mean "orders"? The instance has 2 tasks. ` +
        "Correct --name, or use --on-no-match wait to wait for it to be created.\n",
    );
  });

  for (const [signal, expected] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`exits with ${expected} on ${signal} and prints the table as it was last seen`, async () => {
      const waiting = startWait("--name", "payments");
      await waiting.printed("task starting");
      waiting.child.kill(signal);
      const { status, stdout, stderr } = await waiting.ended;
      expect(status).to.equal(expected);
      expect(stdout).to.match(/^payments +starting +for \d+ s /m);
      expect(stderr).to.match(
        /^error: Cancelled after \d+ s \(task starting\)\. Run the command again to keep waiting\.$/m,
      );
    });
  }

  it("outlasts dropped connections and server errors", async () => {
    emulator.addFault({ kind: "reset", operation: "listTasks", count: 3 });
    emulator.addFault({ kind: "http500", operation: "listTasks", count: 3 });
    emulator.setStatus(instanceId, "payments", "finished");
    const { status, stderr } = await wait("--all", "--max-retries", "0", "--poll-interval", "0.1");
    expect(status).to.equal(0);
    expect(stderr).to.include("connection lost (ECONNRESET), retrying in ");
    expect(stderr).to.include("service error (HTTP 500 DMS.00500000), retrying in ");
  });

  it("waits for a task that does not exist yet with --on-no-match wait", async () => {
    const waiting = startWait("--name", "later", "--on-no-match", "wait", "--poll-interval", "0.2");
    await waiting.printed("task not created yet");
    emulator.addTask(instanceId, { name: "later", type: "rocketmq", status: "finished" });
    expect((await waiting.ended).status).to.equal(0);
  });

  it("exits with 0 for --skip, with the reason in every output and without a request", async () => {
    const reason = "INC-4711: migrated by hand";
    const { status, stdout, stderr } = await wait("--all", "--skip", reason, "--output", "json");
    expect(status).to.equal(0);
    expect(JSON.parse(stdout).outcome).to.include({ state: "skipped", exitStatus: 0, skipReason: reason });
    expect(stderr).to.equal(`Skipped: nothing was checked. Reason: ${reason}\n`);
    expect(emulator.requests).to.have.length(0);
  });

  it("prints nothing but errors with --quiet", async () => {
    emulator.setStatus(instanceId, "payments", "finished");
    expect(await wait("--all", "--quiet")).to.deep.equal({ status: 0, stdout: "", stderr: "" });
    const { stdout, stderr } = await wait("--name", "nobody", "--quiet");
    expect(stdout).to.equal("");
    expect(stderr).to.match(/^error: No migration task named "nobody"/);
  });

  it("reads the secret key from a file, and takes it from no argument", async () => {
    const file = join(folder, "secret-key");
    writeFileSync(file, `${defaultSecretKey}\n`);
    const { HUAWEICLOUD_SDK_AK: accessKey = "", HUAWEICLOUD_SDK_SK: _, ...withoutKeys } = environment;
    const keys = ["--access-key", accessKey, "--secret-key-file", file];
    expect((await runCommand(["wait", instanceId, "--name", "orders", ...keys], withoutKeys)).status).to.equal(0);
    const asArgument = await wait("--all", "--secret-key", defaultSecretKey);
    expect(asArgument.status).to.equal(2);
    expect(asArgument.stderr).to.match(/^error: unknown option '--secret-key'/);
  });

  it("refuses an output file that cannot be written before it waits", async () => {
    const { status, stdout, stderr } = await wait("--all", "--output-file", "/nonexistent/result.json");
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
    expect(stderr).to.match(/^error: Cannot write \/nonexistent\/result\.json: ENOENT/);
    expect(emulator.requests).to.have.length(0);
  });

  it("shows the end of the wait, with its own exit status, if the output file can no longer be written", async () => {
    const output = join(folder, "removed");
    mkdirSync(output);
    const waiting = startWait("--name", "payments", "--poll-interval", "0.2", "--output-file", join(output, "result"));
    await waiting.printed("task starting");
    rmSync(output, { recursive: true });
    emulator.setStatus(instanceId, "payments", "failed");
    const { status, stderr } = await waiting.ended;
    expect(status).to.equal(1);
    expect(stderr)
      .to.match(/^error: Cannot write /m)
      .and.to.match(/^payments +failed /m);
    expect(stderr).to.match(/^error: Migration task "payments" /m);
  });

  it("exits with 2 if the result does not fit on the disk", async () => {
    const shell = `'${process.execPath}' provider/src/command/main.ts list ${instanceId} > /dev/full`;
    const child = spawn("sh", ["-c", shell], { env: environment });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    expect(await once(child, "close")).to.deep.equal([2, null]);
    expect(stderr).to.match(/^error: Cannot write the result: ENOSPC/);
  });

  it("leaves links and pipes what they are, and follows no link to a temporary file", () => {
    const target = join(folder, "target");
    const link = join(folder, "link");
    writeFileSync(target, "old");
    symlinkSync(target, link);
    replaceFile(link, "new");
    expect(readFileSync(target, "utf8")).to.equal("new");
    expect(lstatSync(link).isSymbolicLink()).to.equal(true);
    replaceFile("/dev/null", "nothing");
    expect(lstatSync("/dev/null").isCharacterDevice()).to.equal(true);
  });

  describe("with --verify", () => {
    const moved = { name: "moved", type: "rocketmq", status: "finished" } as const;
    beforeEach(() => {
      emulator.addTask(instanceId, {
        ...moved,
        metadata: { topic_config_table: { invoices: {}, receipts: {} } },
        lost: [{ kind: "topic", name: "invoices" }],
      });
    });
    const problem = `Migration task "moved" \\(.*\\) has finished, but instance ${instanceId} does not have everything that it submitted\\. Missing: topic "invoices"\\.`;

    it("exits with 1 if something is missing and it is required, and with 0 and a warning otherwise", async function () {
      this.timeout(60_000);
      const [required, warned] = await Promise.all([
        wait("--name", "moved", "--verify", "require"),
        wait("--name", "moved", "--verify", "warn"),
      ]);
      expect(required.status, required.stderr).to.equal(1);
      expect(required.stderr).to.match(new RegExp(`^error: ${problem}$`, "m"));
      expect(required.stderr).to.match(/^Not verified: 1 of 1 task\.$/m);
      expect(warned.status, warned.stderr).to.equal(0);
      expect(warned.stderr).to.match(new RegExp(`warning: ${problem}$`, "m"));
    });

    it("exits with 0 if everything is there, and looks at nothing without the option", async () => {
      emulator.setTopic(instanceId, { name: "invoices" });
      expect((await wait("--name", "moved", "--verify", "require")).status).to.equal(0);
      const looks = () => emulator.requests.filter(({ path }) => path.endsWith("/topics")).length;
      expect(looks()).to.equal(1);
      expect((await wait("--name", "moved")).status).to.equal(0);
      expect(looks()).to.equal(1);
    });

    it("exits with 2 if it requires what cannot be verified", async () => {
      const { status, stderr } = await wait("--type", "rabbitToRocket", "--verify", "require");
      expect(status).to.equal(2);
      expect(stderr).to.match(/^error: --verify: Cannot be `require` for RabbitMQ metadata: /);
    });
  });

  it("accepts only statuses of tasks that have ended", async () => {
    const { status, stderr } = await wait("--all", "--accept", "starting");
    expect(status).to.equal(2);
    expect(stderr).to.match(/^error: --accept: Must be finished or failed/);
    emulator.setStatus(instanceId, "payments", "failed");
    const ended = await wait("--all", "--accept", "finished", "failed");
    expect(ended.status).to.equal(0);
    expect(ended.stderr).to.equal("Ended after 0 s: 2 of 2 tasks finished or failed.\n");
  });

  it("writes the result to a file with --output-file, and nothing to stdout", async () => {
    const file = join(folder, "result.json");
    const { stdout } = await wait("--name", "orders", "--output", "json", "--output-file", file);
    expect(stdout).to.equal("");
    expect(JSON.parse(readFileSync(file, "utf8")).outcome.state).to.equal("finished");
  });
});
