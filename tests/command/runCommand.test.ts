import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { defaultScenario, type Emulator, emptyInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { pipelineEnvironment, runCommand, startCommand } from "./commandProcess.ts";

const definitions = join(import.meta.dirname, "..", "fixtures", "exports", "rabbitmq-definitions.json");

describe("rocketmq-migration run", () => {
  let emulator: Emulator;
  let environment: Record<string, string>;
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "rocketmq-command-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    const creations = [
      {
        timeline: [
          { afterSeconds: 0, status: "starting" },
          { afterSeconds: 0.5, status: "finished" },
        ],
      },
    ];
    const instances = [{ id: emptyInstanceId, name: "shop", creations }];
    emulator = await startEmulator({ scenario: { ...defaultScenario, instances } });
    environment = pipelineEnvironment(emulator.url);
  });
  afterEach(() => emulator.close());

  const args = (...more: string[]) => ["run", emptyInstanceId, "--definitions", definitions, ...more];
  const submissions = () => emulator.requests.filter(({ operation }) => operation === "createTask").length;

  it("submits what RabbitMQ exported, waits until it has finished, and warns of what is lost", async () => {
    const { status, stdout, stderr } = await runCommand(args(), environment);
    expect(status).to.equal(0);
    expect(stdout).to.match(/^run-[0-9a-f]{8} +finished +after \d+ s /m);
    expect(stderr).to.match(/^\S+Z {2}warning: \d+ items in the file are not supported by the service/m);
    expect(stderr).to.match(/Submitted migration task "run-[0-9a-f]{8}" \(.*\)\.$/m);
  });

  it("does not run a migration again that was submitted before, whatever its end", async () => {
    await runCommand(args(), environment);
    const again = await runCommand(args(), environment);
    expect(again.status).to.equal(0);
    expect(again.stderr).to.match(/was already submitted; waiting for it\.$/m);
    expect(submissions()).to.equal(1);
  });

  it("exits with 1 if it fails, says how to run it again, and never does so by itself", async () => {
    emulator.scenario({
      instances: [
        {
          id: emptyInstanceId,
          name: "shop",
          creations: [
            {
              timeline: [{ afterSeconds: 0, status: "failed" }],
              failures: [{ kind: "queue", name: "*", reason: "the quota is used up" }],
            },
          ],
        },
      ],
    });
    const first = await runCommand(args(), environment);
    expect(first.status).to.equal(1);
    expect(first.stderr).to.include(
      "To migrate again, fix the cause and rerun with --overwrite (part of it is already on the instance) and a new --trigger value.",
    );
    expect((await runCommand(args(), environment)).status).to.equal(1);
    expect(submissions()).to.equal(1);
    await runCommand(args("--overwrite", "--trigger", "second try"), environment);
    expect(submissions()).to.equal(2);
  });

  it("submits once if it is ended in the middle and run again", async () => {
    const first = startCommand(args(), environment);
    await first.printed("Submitted migration task");
    first.child.kill("SIGTERM");
    expect((await first.ended).status).to.equal(143);
    expect((await runCommand(args(), environment)).status).to.equal(0);
    expect(submissions()).to.equal(1);
  });

  it("submits once if it is ended during the submission and run again", async () => {
    emulator.addFault({ kind: "resetAfterHandling", operation: "createTask" });
    emulator.addFault({ kind: "hang", operation: "listTasks", nth: 2 });
    const first = startCommand(args(), environment);
    await first.printed("response lost, searching for the task");
    first.child.kill("SIGINT");
    const { status, stderr } = await first.ended;
    expect(status).to.equal(130);
    expect(stderr).to.match(/^error: Cancelled\. The migration may have been submitted\. Run the command again: /m);
    expect((await runCommand(args(), environment)).status).to.equal(0);
    expect(emulator.tasks(emptyInstanceId)).to.have.length(1);
  });

  it("submits once if two of them run at the same time", async () => {
    const ends = await Promise.all([runCommand(args(), environment), runCommand(args(), environment)]);
    expect(ends.map(({ status }) => status)).to.deep.equal([0, 0]);
    expect(emulator.tasks(emptyInstanceId)).to.have.length(1);
  });

  it("never submits under a name that another migration has, and says what to do in terms of the command", async () => {
    emulator.addTask(emptyInstanceId, { name: "orders", type: "rocketmq", status: "finished" });
    const { status, stderr } = await runCommand(args("--name", "orders"), environment);
    expect(status).to.equal(4);
    expect(stderr).to.match(
      /^error: The name "orders" is taken .* Choose another name, leave the name out to have one /m,
    );
    expect(submissions()).to.equal(0);
  });

  it("keeps trying while the service is down, and submits once", async () => {
    emulator.addFault({ kind: "busy503", count: 2 });
    const { status, stderr } = await runCommand(args("--max-retries", "0"), environment);
    expect(status, stderr).to.equal(0);
    expect(stderr).to.include("Trying again.");
    expect(submissions()).to.equal(1);
  }).timeout(60_000);

  it("exits with 3 when the time is up although the submission has no response, and says that it may have happened", async () => {
    emulator.addFault({ kind: "hang", operation: "createTask", count: "always" });
    const { status, stderr } = await runCommand(args("--timeout", "2s"), environment);
    expect(status).to.equal(3);
    expect(stderr).to.match(
      /^error: Timed out after 2 s\. The migration may have been submitted\. Run the command again: /m,
    );
  });

  it("says when the time is up why the service could not be reached", async () => {
    emulator.addFault({ kind: "busy503", count: "always" });
    const { status, stderr } = await runCommand(args("--timeout", "1s", "--max-retries", "0"), environment);
    expect(status).to.equal(3);
    expect(stderr).to.match(/^error: Timed out after 1 s\. .*The last error: .*DMS\.111501025/m);
  });

  it("says after a verification that failed that running it again submits nothing", async () => {
    const metadata = join(folder, "metadata.json");
    writeFileSync(metadata, JSON.stringify({ topicConfigTable: { orders: { topicName: "orders" } } }));
    emulator.addFault({ kind: "redirect", operation: "getTask", count: "always" });
    const run = ["run", emptyInstanceId, "--metadata", metadata, "--verify", "require"];
    const { status, stderr } = await runCommand(run, environment);
    expect(status, stderr).to.equal(1);
    expect(stderr).to.match(/^Fix that, and run the same command again: it verifies again and submits nothing\. /m);
    emulator.clearFaults();
    const again = await runCommand(run, environment);
    expect(again.status, again.stderr).to.equal(0);
    expect(again.stderr).to.match(/^Finished after .*: 1 of 1 task finished\. Verified: 1 task\.$/m);
    expect(submissions()).to.equal(1);
  });

  it("exits with 1 if the task vanishes before it has ended, and warns of running it again", async () => {
    emulator.scenario({
      instances: [
        { id: emptyInstanceId, name: "shop", creations: [{ timeline: [{ afterSeconds: 0, status: "starting" }] }] },
      ],
    });
    const running = startCommand(args("--poll-interval", "0.2"), environment);
    await running.printed("task starting");
    emulator.removeTask(emptyInstanceId, emulator.tasks(emptyInstanceId)[0]?.id ?? "");
    const { status, stderr } = await running.ended;
    expect(status).to.equal(1);
    expect(stderr).to.include("Before you run the command again, check what was migrated to the instance");
  });

  it("exits with 2 for a skip without a reason, and for a trigger of a task with a name of its own", async () => {
    for (const more of [
      ["--skip", ""],
      ["--name", "orders", "--trigger", "2"],
    ]) {
      expect((await runCommand(args(...more), environment)).status, more.join(" ")).to.equal(2);
    }
    expect(submissions()).to.equal(0);
  });

  it("submits nothing with --dry-run, and says what would be migrated", async () => {
    const { status, stdout } = await runCommand(args("--dry-run"), environment);
    expect(status).to.equal(0);
    expect(stdout).to.match(
      new RegExp(
        `^Migration task "run-[0-9a-f]{8}" \\(rabbitToRocket\\) on instance ${emptyInstanceId}: \\d+ vhosts, \\d+ queues, `,
      ),
    );
    expect(submissions()).to.equal(0);
  });

  it("says with --dry-run what exists already, and that the instance has no room for the rest", async () => {
    emulator.scenario({
      instances: [{ id: emptyInstanceId, name: "shop", metadata: { topics: ["orders"] }, quotas: { topics: 1 } }],
    });
    const topics = join(folder, "topics.json");
    const table = { orders: { topicName: "orders" }, prices: { topicName: "prices" } };
    writeFileSync(topics, JSON.stringify({ topicConfigTable: table }));
    const { status, stderr } = await runCommand(["run", emptyInstanceId, "--topics", topics, "--dry-run"], environment);
    expect(status, stderr).to.equal(0);
    expect(stderr)
      .to.include(
        'already has 1 of the 2 topics and consumer groups: topic "orders". --overwrite is not set, so the migration fails on them. Set it to change them',
      )
      .and.to.include("has room for 0 more topics (of at most 1), but the migration creates 1.");
    expect(submissions()).to.equal(0);
  });

  it("exits with 2 for a file that is missing, broken, or not given", async () => {
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "{");
    for (const [file, text] of [
      [["--definitions", join(folder, "missing.json")], "error: --definitions: Cannot read "],
      [["--definitions", broken], "error: --definitions: "],
      [[], "error: Nothing to migrate: use --definitions, --metadata, or --topics and --subscription-groups.\n"],
      [["--definitions", definitions, "--name", "x"], "error: --name: Must be 4 to 64 letters"],
      [
        ["--definitions", definitions, "--vhost", "shp"],
        "error: --definitions: rabbitmq-definitions.json: The file has no",
      ],
      [["--definitions", definitions, "--strict"], "error: --strict: "],
      [["--definitions", definitions, "--trigger", ""], "error: --trigger: Must not be empty."],
    ] as const) {
      const { status, stderr } = await runCommand(["run", emptyInstanceId, ...file], environment);
      expect(status, stderr).to.equal(2);
      expect(stderr.split("\nwarning")[0]).to.satisfy((all: string) => all.startsWith(text), stderr);
      expect(stderr).to.not.match(/definitionsFile|Correct vhost|strict is/);
    }
    expect(submissions()).to.equal(0);
  });
});
