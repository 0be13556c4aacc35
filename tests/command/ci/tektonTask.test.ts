import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { Emulator } from "../../../emulator/src/index.ts";
import { pipelineEnvironment } from "../commandProcess.ts";
import type { Job } from "../job.ts";
import { openPipeline } from "./pipeline.ts";
import { instanceId } from "./result.ts";

interface TektonStep {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

interface TektonTask {
  readonly params: readonly { readonly name: string; readonly default?: string }[];
  readonly steps: readonly [TektonStep];
}

const file = join(import.meta.dirname, "..", "..", "..", "ci", "tekton", "rocketmq-migration.yaml");
const task: TektonTask = parse(readFileSync(file, "utf8")).spec;
const [step] = task.steps;

describe("The task for Tekton", () => {
  let emulator: Emulator;
  let job: Job;

  before(async () => {
    ({ emulator, job } = await openPipeline({ orders: "finished", "it's $(id)": "failed" }));
  });
  after(async () => {
    job.close();
    await emulator.close();
  });

  function run(names: readonly string[], more: Readonly<Record<string, string>> = {}) {
    const defaults = Object.fromEntries(task.params.map(({ name, default: value }) => [name, value]));
    const given = { "instance-id": instanceId, timeout: "10s", region: "cn-north-4" };
    const params: Readonly<Record<string, string | undefined>> = { ...defaults, ...given, ...more };
    const insert = (text: string) => text.replace(/\$\(params\.([a-z-]+)\)/g, (_, name: string) => params[name] ?? "");
    const [, ...options] = step.command;
    const [script = "", zeroth = "", ...rest] = step.args;
    const args = rest.flatMap((text) => (text === "$(params.names[*])" ? names : [insert(text)]));
    const quoted = [...options, script, zeroth, ...args].map((text) => `'${text.replaceAll("'", String.raw`'\''`)}'`);
    const environment = pipelineEnvironment(emulator.url);
    const variables = step.env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, insert(value)]]));
    return job.start(["sh"], `exec sh ${quoted.join(" ")}`, {
      ...environment,
      ...Object.fromEntries(variables),
      PATH: `${join(job.folder, "node_modules", ".bin")}:${environment.PATH}`,
    }).ended;
  }

  it("passes once the migrations have finished", async () => {
    const { status, stdout, stderr } = await run(["orders"]);
    expect(status, stderr).to.equal(0);
    expect(stdout).to.match(/^orders +finished /m);
  });

  it("fails with the reason if one has failed, for any name", async () => {
    const { status, stderr } = await run(["orders", "it's $(id)"]);
    expect(status).to.equal(1);
    expect(stderr).to.match(/^error: Migration task "it's \$\(id\)" \(.*\) failed: /m);
  });

  it("fails if it cannot verify what it must", async () => {
    emulator.addTask(instanceId, { name: "shop", type: "rabbitToRocket", status: "finished" });
    const { status, stderr } = await run(["shop"], { verify: "require" });
    expect(status).to.equal(1);
    expect(stderr).to.match(/^error: Migration task "shop" .*cannot be verified/m);
  });

  it("has no param in its script", () => {
    expect(step.args[0]).to.not.contain("$(params");
  });
});
