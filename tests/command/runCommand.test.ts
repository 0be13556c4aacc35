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
    expect(stderr).to.match(/^warning: \d+ items in the file are not supported by the service/m);
    expect(stderr).to.match(/Submitted migration task "run-[0-9a-f]{8}" \(.*\)\.$/m);
  });

  it("does not run a migration again that was submitted before, whatever its end", async () => {
    await runCommand(args(), environment);
    const again = await runCommand(args(), environment);
    expect(again.status).to.equal(0);
    expect(again.stderr).to.match(/was submitted before, and is not run again\.$/m);
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
      "To migrate again, fix the cause, and run the command with --overwrite, since what was already migrated exists on the instance, and another --trigger.",
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

  it("exits with 2 for a file that is missing, broken, or not given", async () => {
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "{");
    for (const [file, text] of [
      [["--definitions", join(folder, "missing.json")], "error: --definitions: Cannot read "],
      [["--definitions", broken], "error: --definitions: "],
      [[], "error: Say what to migrate: --definitions, --metadata, or --topics and --subscription-groups.\n"],
      [["--definitions", definitions, "--name", "x"], "error: --name: Must be 4 to 64 letters"],
    ] as const) {
      const { status, stderr } = await runCommand(["run", emptyInstanceId, ...file], environment);
      expect(status, stderr).to.equal(2);
      expect(stderr.split("\nwarning")[0]).to.satisfy((all: string) => all.startsWith(text), stderr);
    }
    expect(submissions()).to.equal(0);
  });
});
