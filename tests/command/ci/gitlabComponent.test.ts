import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Emulator } from "../../../emulator/src/index.ts";
import { readXml } from "../../record/xml.ts";
import { pipelineEnvironment } from "../commandProcess.ts";
import { addProgram, type Job, openJob } from "../job.ts";
import { componentJob, type Input } from "./component.ts";
import { openPipeline } from "./pipeline.ts";
import { instanceId } from "./result.ts";

for (const shell of [
  ["sh", "-e"],
  ["bash", "-eo", "pipefail"],
]) {
  describe(`The component for GitLab, in ${shell[0]}`, () => {
    let emulator: Emulator;
    let job: Job;

    beforeEach(async () => {
      ({ emulator, job } = await openPipeline({ orders: "finished", 'it\'s "50%" $HOME': "failed" }));
    });
    afterEach(async () => {
      job.close();
      await emulator.close();
    });

    function run(inputs: Readonly<Record<string, Input>>, more: Readonly<Record<string, string>> = {}) {
      const { script, variables } = componentJob({ "instance-id": instanceId, ...inputs });
      const { ended } = job.start(shell, script, {
        ...pipelineEnvironment(emulator.url),
        CI: "true",
        GITLAB_CI: "true",
        ...variables,
        // A project's CI/CD variables override those of a job.
        ...more,
      });
      return ended;
    }

    it("passes once the migrations have finished, and reports to GitLab", async () => {
      const { status, stdout, stderr } = await run({ names: ["orders"] });
      expect(status, stderr).to.equal(0);
      expect(stdout).to.match(/^orders +finished /m);
      expect(job.read("rocketmq-migration.env")).to.contain("ROCKETMQ_MIGRATION_STATE=finished\n");
      expect(job.read("rocketmq-migration.xml")).to.contain('tests="1" failures="0"');
    });

    it("fails with the failed task in both reports, for any name", async () => {
      const { status } = await run({ names: ["orders", 'it\'s "50%" $HOME'], "fail-fast": false });
      expect(status).to.equal(1);
      expect(job.read("rocketmq-migration.env")).to.contain("ROCKETMQ_MIGRATION_FAILED_NAMES=it_s _50_ _HOME\n");
      const report = job.read("rocketmq-migration.xml").replace(/^<\?xml.*\n/, "");
      const failure = readXml(report).find(({ element }) => element === "failure");
      expect(failure?.text).to.match(/^Migration task "it's \\"50%\\" \$HOME" \(.*\) failed: /);
    });

    it("passes every input on", async () => {
      const ends = [
        await run({ tasks: ["id-1", "id-2"], "on-no-match": "wait", timeout: "1s", "poll-interval": "0.2s" }),
        await run({ type: "rabbitToRocket" }),
        await run({ all: true, accept: ["finished", "failed"] }),
        await run({ names: ["orders"], skip: "INC-1: migrated by hand" }),
      ];
      expect(ends.map(({ status }) => status)).to.deep.equal([3, 5, 0, 0]);
      expect(job.read("rocketmq-migration.env")).to.contain("ROCKETMQ_MIGRATION_SKIP_REASON=INC-1: migrated by hand\n");
    });

    it("verifies if it is to, and fails with the reason in both reports if it cannot", async () => {
      emulator.addTask(instanceId, { name: "shop", type: "rabbitToRocket", status: "finished" });
      expect((await run({ names: ["shop"], verify: "warn" })).status).to.equal(0);
      expect((await run({ names: ["shop"], verify: "require" })).status).to.equal(1);
      expect(job.read("rocketmq-migration.env")).to.contain("ROCKETMQ_MIGRATION_STATE=failed\n");
      expect(job.read("rocketmq-migration.xml")).to.match(/Migration task .*shop.* cannot be verified/);
    });

    it("takes a hostile input as text", async () => {
      const hostile = `"; touch pwned; $(touch pwned) \`touch pwned\` '--skip=x`;
      const ends = [
        await run({ names: [hostile] }),
        await run({ names: ["--skip=x"] }),
        await run({ "instance-id": hostile, all: true }),
        await run({ names: ["orders"], timeout: hostile }),
      ];
      expect(ends.map(({ status }) => status)).to.deep.equal([5, 5, 2, 2]);
      expect(existsSync(join(job.folder, "pwned"))).to.equal(false);
      expect(() => run({ names: ["orders"], skip: 'a\n  script: ["touch pwned"]' })).to.throw("skip does not match");
    });

    it("says what to do if the command is not installed", async () => {
      job.close();
      job = openJob({ isInstalled: false });
      const { status, stderr } = await run({ names: ["orders"] });
      expect(status).to.equal(2);
      expect(stderr).to.equal(
        "error: The command rocketmq-migration is not installed. Run npm ci first, or set the input version.\n",
      );
      expect(job.read("rocketmq-migration.env")).to.equal(
        "ROCKETMQ_MIGRATION_STATE=usageError\nROCKETMQ_MIGRATION_EXIT_STATUS=2\n",
      );
    });

    it("says that npm failed, and not that a migration did", async () => {
      const programs = join(job.folder, "npm");
      addProgram(programs, "npm", "exit 1");
      job.write("rocketmq-migration.xml", "of an earlier job");
      const PATH = `${programs}:${pipelineEnvironment(emulator.url).PATH}`;
      const { status, stderr } = await run({ names: ["orders"], version: "1.2.3" }, { PATH });
      expect(status).to.equal(2);
      expect(stderr).to.equal(
        "error: npm could not install pulumi-huaweicloud-rocketmq@1.2.3. Its messages say why.\n",
      );
      expect(job.read("rocketmq-migration.env")).to.contain("ROCKETMQ_MIGRATION_STATE=usageError\n");
      expect(job.read("rocketmq-migration.xml")).to.equal("");
    });

    it("reads no variable that a project may use for something else", async () => {
      const others = {
        MIGRATION_INSTANCE_ID: "x",
        MIGRATION_NAMES: '["x"]',
        MIGRATION_SKIP: "x",
        MIGRATION_TIMEOUT: "x",
      };
      const { status, stdout } = await run({ names: ["orders"] }, others);
      expect(status).to.equal(0);
      expect(stdout).to.match(/^orders +finished /m);
    });

    for (const name of ["names", "tasks", "accept"]) {
      it(`waits for nothing if the list ${name} cannot be read`, async () => {
        const variable = `ROCKETMQ_MIGRATION_INPUT_${name.toUpperCase()}`;
        const { status, stdout, stderr } = await run({ names: ["orders"] }, { [variable]: "[" });
        expect({ status, stdout }).to.deep.equal({ status: 2, stdout: "" });
        expect(stderr).to.contain(`error: The input ${name} is not a list.\n`);
        expect(emulator.requests).to.deep.equal([]);
      });
    }
  });
}
