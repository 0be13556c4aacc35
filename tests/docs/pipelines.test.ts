import { readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { parse } from "yaml";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  finishedInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { exitStatuses } from "../../provider/src/command/outcome.ts";
import { action, actionStep, bash, stepEnvironment } from "../command/ci/action.ts";
import { componentJob, type Input } from "../command/ci/component.ts";
import { openPipeline } from "../command/ci/pipeline.ts";
import { pipelineEnvironment } from "../command/commandProcess.ts";
import { addProgram, type Job } from "../command/job.ts";
import { openBench } from "../stack/bench.ts";
import { testBlocks } from "./blocks.ts";
import { openDocumentProject } from "./documentProject.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const instanceId = finishedInstanceId;

describe("docs/pipelines.md", function () {
  this.timeout(180_000);
  let emulator: Emulator;
  let job: Job;

  beforeEach(async () => {
    ({ emulator, job } = await openPipeline({ orders: "finished", payments: "finished" }, instanceId));
    addProgram(job.folder, "deploy.sh", "echo deployed");
  });
  afterEach(async () => {
    job.close();
    await emulator.close();
  });

  const environment = () => ({
    ...pipelineEnvironment(emulator.url),
    HOME: job.folder,
    npm_config_update_notifier: "false",
    INSTANCE_ID: instanceId,
  });
  const start = (code: string, more: Readonly<Record<string, string>> = {}) =>
    job.start(["sh"], code, { ...environment(), ...more });
  const run = (...started: Parameters<typeof start>) => start(...started).ended;

  testBlocks("pipelines.md", {
    async "Five minutes"({ code }) {
      const programs = join(job.folder, "programs");
      addProgram(programs, "npm", 'echo "$@" > npm-arguments');
      const PATH = `${programs}:${process.env.PATH ?? ""}`;
      await start(code.replace("--port 4566", "--port 0"), { PATH }).printed("Emulator listening on http://127.0.0.1:");
      const { name, bin } = JSON.parse(read("sdk", "nodejs", "package.json"));
      expect(job.read("npm-arguments")).to.equal(`install ${name}\n`);
      expect(Object.keys(bin)).to.include("rocketmq-migration");
    },
    async "Five minutes (2)"({ code }) {
      await emulator.close();
      emulator = await startEmulator();
      const newcomer = { PATH: process.env.PATH ?? "", HOME: job.folder };
      const { ended } = job.start(["sh"], code.replace("http://127.0.0.1:4566", emulator.url), newcomer);
      const { status, stdout, stderr } = await ended;
      expect(status, stderr).to.equal(0);
      expect(stdout).to.match(/^NAME +STATUS +STARTED +TYPE +ID\n/);
      expect(stdout).to.match(/\nexit status 0\n$/);
      const other = code
        .replaceAll(finishedInstanceId, defaultInstanceId)
        .replace("http://127.0.0.1:4566", emulator.url);
      expect((await job.start(["sh"], other, newcomer).ended).stdout).to.match(/\nexit status 1\n$/);
    },
    async Shell({ code }) {
      expect(await run(code)).to.deep.include({ status: 0 });
      emulator.setStatus(instanceId, "payments", "failed");
      const { status, stdout } = await run(code);
      expect(status).to.equal(1);
      expect(stdout).to.not.contain("deployed");
    },
    async "Shell (2)"({ code }) {
      expect((await run(code)).stdout).to.match(/\ndeployed\n$/);
      emulator.setStatus(instanceId, "payments", "starting");
      const late = await run(code.replace("50m", "0.5s"));
      expect(late.status).to.equal(0);
      expect(late.stdout).to.contain("The migration is still running.").and.to.not.contain("deployed");
      emulator.setStatus(instanceId, "payments", "failed");
      expect((await run(code)).status).to.equal(1);
    },
    async "GitHub Actions"({ code }) {
      interface Step {
        readonly id?: string;
        readonly with?: Record<string, string>;
      }
      const workflow: { jobs: { deploy: { "timeout-minutes": number; steps: Step[] } } } = parse(code);
      const given = workflow.jobs.deploy.steps.find(({ id }) => id === "migration")?.with ?? {};
      expect(Object.keys(action.inputs)).to.include.members(Object.keys(given));
      expect(given.timeout).to.equal("50m");
      expect(workflow.jobs.deploy["timeout-minutes"]).to.be.greaterThan(50);
      const inputs = { ...given, "instance-id": instanceId, version: "" };
      const { ended } = job.start(bash, actionStep.run, { ...environment(), ...stepEnvironment(inputs) });
      const { status, stdout, stderr } = await ended;
      expect(status, stderr).to.equal(0);
      expect(stdout).to.match(/^orders .*\npayments /m);
    },
    async GitLab({ code }) {
      const document: { include: { file: string; inputs: Record<string, Input> }[]; deploy: unknown } = parse(code);
      const [include] = document.include;
      expect(() => read(include?.file ?? "")).to.not.throw();
      const { script, variables } = componentJob({ ...include?.inputs, version: "" });
      const { status, stderr } = await run(script, variables);
      expect(status, stderr).to.equal(0);
      expect(job.read("rocketmq-migration.env")).to.contain("ROCKETMQ_MIGRATION_TOTAL=2\n");
    },
    Tekton({ code }) {
      interface Named {
        readonly name: string;
        readonly value: unknown;
        readonly default?: unknown;
        readonly type?: string;
      }
      const pipeline: { spec: { tasks: { params: Named[] }[] } } = parse(code);
      const task: { spec: { params: Named[] } } = parse(read("ci", "tekton", "rocketmq-migration.yaml"));
      const given = new Map(pipeline.spec.tasks[0]?.params.map(({ name, value }) => [name, value]));
      for (const { name, type, default: fallback } of task.spec.params) {
        if (fallback === undefined) expect([...given.keys()]).to.include(name);
        if (given.has(name)) expect(Array.isArray(given.get(name)), name).to.equal(type === "array");
      }
      expect(task.spec.params.map(({ name }) => name)).to.include.members([...given.keys()]);
    },
    async "With Pulumi"({ code }, named) {
      const project = await openDocumentProject(code);
      try {
        await project.init("dev", emulator.url, { "doc:instanceId": instanceId });
        emulator.setStatus(instanceId, "payments", "failed");
        const [, up = ""] = /^pulumi (.*)$/m.exec(named("With Pulumi (3)").code) ?? [];
        const failed = await project.run(...up.split(" "));
        expect(failed.status, failed.output).to.not.equal(0);
        expect(failed.output).to.contain('Migration task "payments"').and.to.not.contain("consumer created");
        emulator.setStatus(instanceId, "payments", "finished");
        const released = await project.run(...up.split(" "));
        expect(released.status, released.output).to.equal(0);
        expect(released.output).to.contain("releasedAt").and.to.contain("consumer");
      } finally {
        await project.close();
      }
    },
    async "With Pulumi (2)"({ code }) {
      // The Automation API runs it: an engine that was built from its Go modules has no hooks for programs of its command line.
      const bench = await openBench({
        scenario: { ...defaultScenario, instances: [{ id: instanceId, name: "shop" }] },
      });
      try {
        bench.emulator.addTask(instanceId, { name: "orders", type: "rocketmq", status: "failed" });
        await mkdir(join(job.folder, "program"));
        await symlink(join(root, "node_modules"), join(job.folder, "program", "node_modules"));
        const config = {
          "bench:instanceId": instanceId,
          "huaweicloud-rocketmq:accessKey": { secret: defaultAccessKey },
          "huaweicloud-rocketmq:secretKey": { secret: defaultSecretKey },
        };
        let runs = 0;
        const { up } = await bench.stack(
          async () => {
            // Each update runs the program anew.
            runs += 1;
            const file = join(job.folder, "program", `program${runs}.mts`);
            await writeFile(file, code);
            await import(pathToFileURL(file).href);
          },
          { config },
        );
        const failed = await up();
        expect(failed.succeeded, failed.terminal).to.equal(false);
        expect(failed.terminal).to.contain('Migration task "orders"');
        bench.emulator.setStatus(instanceId, "orders", "finished");
        const held = await up();
        expect(held.succeeded, held.terminal).to.equal(true);
        expect(held.terminal).to.contain("producer");
      } finally {
        await bench.close();
      }
    },
    async "With Pulumi (3)"({ code }) {
      const programs = join(job.folder, "programs");
      const PATH = `${programs}:${process.env.PATH ?? ""}`;
      addProgram(programs, "pulumi", "exit 1");
      const failed = await run(code, { PATH });
      expect(failed).to.include({ status: 1, stdout: "" });
      addProgram(programs, "pulumi", "exit 0");
      const succeeded = await run(code, { PATH });
      expect(succeeded).to.include({ status: 0, stdout: "deployed\n" });
    },
    async "Break the glass"({ code }) {
      emulator.setStatus(instanceId, "orders", "failed");
      const { status, stderr } = await run(code);
      expect(status).to.equal(0);
      expect(stderr).to.contain("INC-4711: topics created by hand");
      expect(emulator.requests).to.deep.equal([]);
    },
    async "Permissions and secrets"({ code }) {
      job.write("secret", `${defaultSecretKey}\n`);
      const { HUAWEICLOUD_SDK_AK: ACCESS_KEY = "", HUAWEICLOUD_SDK_SK: _, ...rest } = pipelineEnvironment(emulator.url);
      const { ended } = job.start(["sh"], code.replace("/run/secrets/huaweicloud", join(job.folder, "secret")), {
        ...rest,
        HOME: job.folder,
        INSTANCE_ID: instanceId,
        ACCESS_KEY,
      });
      const { status, stderr } = await ended;
      expect(status, stderr).to.equal(0);
    },
  });

  it("lists every exit status", () => {
    const rows = [...read("docs", "pipelines.md").matchAll(/^\| (\d+) \| `(\w+)` \|/gm)];
    const documented = rows.map(([, status, state]) => [state, Number(status)]);
    expect(Object.fromEntries(documented)).to.deep.equal(exitStatuses);
  });
});
