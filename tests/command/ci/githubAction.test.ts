import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Emulator } from "../../../emulator/src/index.ts";
import { pipelineEnvironment } from "../commandProcess.ts";
import { addProgram, type Job, openJob } from "../job.ts";
import type { ProgramEnd } from "../program.ts";
import { action, actionStep, bash, stepEnvironment } from "./action.ts";
import { openPipeline } from "./pipeline.ts";
import { instanceId } from "./result.ts";

describe("The action for GitHub", () => {
  let emulator: Emulator;
  let job: Job;

  beforeEach(async () => {
    ({ emulator, job } = await openPipeline({ orders: "finished", payments: "starting" }));
  });
  afterEach(async () => {
    job.close();
    await emulator.close();
  });

  function start(inputs: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
    return job.start(bash, actionStep.run, {
      ...pipelineEnvironment(emulator.url),
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: join(job.folder, "output"),
      GITHUB_STEP_SUMMARY: join(job.folder, "summary.md"),
      RUNNER_TEMP: join(job.folder, "temp"),
      ...stepEnvironment({ "instance-id": instanceId, "poll-interval": "0.2s", ...inputs }),
      ...more,
    });
  }
  const run = (inputs: Readonly<Record<string, string>>): Promise<ProgramEnd> => start(inputs).ended;
  /** The value of an output of one line. */
  const output = (name: string) => {
    const [, , long, short] = new RegExp(`^${name}(?:<<(.*)\\n(.*)\\n\\1|=(.*))$`, "m").exec(job.read("output")) ?? [];
    return long ?? short;
  };

  it("holds a job back until the migrations have finished, and fills outputs and summary", async () => {
    const waiting = start({ names: "orders\npayments\n" });
    await waiting.printed("1 of 2 finished, 1 starting");
    emulator.setStatus(instanceId, "payments", "finished");
    const { status, stdout, stderr } = await waiting.ended;
    expect(status, stderr).to.equal(0);
    expect(stdout).to.match(/^payments +finished /m);
    expect(stderr).to.not.contain("::");
    expect(output("state")).to.equal("finished");
    expect(output("finished")).to.equal("2");
    expect(job.read("summary.md")).to.contain("| ✅ finished | payments |");
  });

  it("fails with an annotation for each failed task", async () => {
    emulator.setStatus(instanceId, "payments", "failed");
    const { status, stderr } = await run({ names: "orders\npayments" });
    expect(status).to.equal(1);
    expect(stderr).to.match(/^::error title=Migration payments failed::Migration task "payments" \(.*\) failed: /m);
    expect(output("state")).to.equal("failed");
    expect(output("exit-status")).to.equal("1");
    expect(output("failed-names")).to.equal("payments");
    expect(job.read("summary.md")).to.contain("| ❌ failed | payments |");
  });

  it("passes every input on", async () => {
    const all = {
      tasks: "id-1\nid-2",
      "on-no-match": "wait",
      timeout: "1s",
      accept: "finished\nfailed",
      junit: "out/junit.xml",
    };
    const ends = [
      await run(all),
      await run({ all: "true", "fail-fast": "false", timeout: "1s" }),
      await run({ type: "rabbitToRocket" }),
      await run({ names: "orders", skip: "INC-1: migrated by hand" }),
    ];
    expect(ends.map(({ status }) => status)).to.deep.equal([3, 3, 5, 0]);
    expect(job.read("out/junit.xml")).to.contain('<error type="timedOut"');
    expect(ends[3]?.stderr).to.contain("::warning title=Migration wait skipped::Skipped: nothing was checked.");
    expect(ends[3]?.stderr).to.contain("INC-1: migrated by hand");
  });

  it("verifies if it is to, and fails with an annotation if it cannot", async () => {
    emulator.addTask(instanceId, { name: "shop", type: "rabbitToRocket", status: "finished" });
    const { status, stderr } = await run({ names: "shop", verify: "require" });
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^::error title=Not verified%3A a selected task cannot be verified\.::Migration task "shop" /m,
    );
    expect(output("state")).to.equal("failed");
    expect((await run({ names: "shop", verify: "warn" })).status).to.equal(0);
  });

  it("takes a hostile input as text", async () => {
    const hostile = `"; touch pwned; $(touch pwned) \`touch pwned\` '--skip=x`;
    const ends = [
      await run({ names: hostile }),
      await run({ names: "--skip=x" }),
      await run({ "instance-id": hostile, all: "true" }),
      await run({ "instance-id": "--skip=x", all: "true" }),
      await run({ names: "orders", timeout: hostile }),
    ];
    expect(ends.map(({ status }) => status)).to.deep.equal([5, 5, 2, 2, 2]);
    expect(ends[4]?.stderr).to.match(/^::error title=rocketmq-migration::option '--timeout <duration>' argument /m);
    expect(output("state")).to.equal("noMatch");
    expect(existsSync(join(job.folder, "pwned"))).to.equal(false);
  });

  it("says what it has seen when the job is cancelled", async () => {
    const waiting = start({ names: "payments" });
    await waiting.printed("next poll");
    waiting.child.kill("SIGINT");
    const { status, stdout } = await waiting.ended;
    expect(status).to.equal(130);
    expect(stdout).to.match(/^payments +starting /m);
    expect(output("state")).to.equal("interrupted");
  });

  it("shows a hostile task name in the log, and GitHub runs no command in it", async () => {
    for (const name of ["::stop-commands::x", "##[add-mask]o", "  ::error::forged"]) {
      emulator.addTask(instanceId, { name, type: "rocketmq", status: "failed" });
    }
    const { stdout, stderr } = await run({ all: "true", "fail-fast": "false", timeout: "1s" });
    const lines = `${stdout}\n${stderr}`.split("\n");
    const commands = lines.filter((line) => /^\s*::|##\[/.test(line));
    expect(commands).to.have.length(4);
    for (const line of commands) expect(line).to.match(/^::error title=(Migration .* failed|Timed out .*)::/);
    expect(stdout).to.contain(": :stop-commands::x").and.to.contain("# #[add-mask]o");
  });

  it("says what to do if the command is not installed", async () => {
    job.close();
    job = openJob({ isInstalled: false });
    const { status, stdout } = await run({ names: "orders" });
    expect(status).to.equal(2);
    expect(stdout).to.equal(
      "::error title=rocketmq-migration::The command is not installed. Run npm ci first, or set the input version.\n",
    );
    expect(output("state")).to.equal("usageError");
    expect(output("exit-status")).to.equal("2");
  });

  it("installs the version that is asked for, in a folder of its own", async () => {
    const programs = join(job.folder, "npm");
    const shim = join(job.folder, "node_modules", ".bin", "rocketmq-migration");
    addProgram(
      programs,
      "npm",
      `echo "$@" > npm-arguments; mkdir -p "$3/node_modules/.bin"; cp '${shim}' "$3/node_modules/.bin/"`,
    );
    const PATH = `${programs}:${pipelineEnvironment(emulator.url).PATH}`;
    const { status, stderr } = await start({ names: "orders", version: "1.2.3" }, { PATH }).ended;
    expect(status, stderr).to.equal(0);
    const folder = join(job.folder, "temp", "rocketmq-migration");
    expect(job.read("npm-arguments")).to.equal(
      `install --prefix ${folder} --ignore-scripts --no-audit --no-fund --loglevel=error pulumi-huaweicloud-rocketmq@1.2.3\n`,
    );
  });

  it("says that npm failed, and not that a migration did", async () => {
    const programs = join(job.folder, "npm");
    addProgram(programs, "npm", "exit 1");
    const PATH = `${programs}:${pipelineEnvironment(emulator.url).PATH}`;
    const { status, stdout } = await start({ names: "orders", version: "1.2.3" }, { PATH }).ended;
    expect(status).to.equal(2);
    expect(stdout).to.equal(
      "::error title=rocketmq-migration::" +
        "npm could not install pulumi-huaweicloud-rocketmq in the version of the input. Its messages say why.\n",
    );
    expect(output("state")).to.equal("usageError");
  });

  it("accepts a Boolean in any case, and refuses anything else", async () => {
    emulator.setStatus(instanceId, "payments", "finished");
    for (const all of ["True", "TRUE"]) expect((await run({ all, "fail-fast": "False" })).status, all).to.equal(0);
    const ends = [await run({ all: "yes" }), await run({ all: "true", "fail-fast": "no" })];
    expect(ends.map(({ status }) => status)).to.deep.equal([2, 2]);
    expect(ends[0]?.stdout).to.equal("::error title=rocketmq-migration::The input all must be true or false.\n");
    expect(ends[1]?.stdout).to.contain("The input fail-fast must be true or false.");
  });

  it("has no expression in its script, and no output that the command does not set", async () => {
    expect(actionStep.run).to.not.contain("${{");
    await run({ names: "orders" });
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).to.equal(`\${{ steps.${actionStep.id}.outputs.${name} }}`);
      expect(job.read("output")).to.contain(`${name}<<`);
    }
  });
});
