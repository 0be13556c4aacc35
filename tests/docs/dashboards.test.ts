import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, finishedInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { metrics } from "../../provider/src/command/prometheus/metrics.ts";
import { pipelineEnvironment } from "../command/commandProcess.ts";
import { findPromtool } from "../promtool.ts";
import { until } from "../stack/processes.ts";
import { testBlocks } from "./blocks.ts";
import { openDocumentProject } from "./documentProject.ts";

const root = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(root, "docs", "dashboards.md"), "utf8");

describe("docs/dashboards.md", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let folder: string;
  let environment: Record<string, string>;

  before(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "docs-"));
    const command = join(folder, "rocketmq-migration");
    const main = join(root, "provider", "src", "command", "main.ts");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(command, 0o755);
    const common = pipelineEnvironment(emulator.url);
    environment = { ...common, PATH: `${folder}:${common.PATH}`, TEXTFILE_FOLDER: folder, WEB_FOLDER: folder };
  });

  after(async () => {
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  /** Runs a block as a script that ends at the first command that fails. */
  const start = (code: string): ChildProcess => spawn("sh", ["-ec", code], { cwd: root, env: environment });
  const run = async (code: string) => {
    const [status] = await once(
      start(code).on("error", () => {}),
      "close",
    );
    expect(status).to.equal(0);
  };

  testBlocks("dashboards.md", {
    async "The live page"({ code }) {
      // Another port, because the default one may be in use.
      const child = start(`exec ${code.trim()} --port 0`);
      let printed = "";
      child.stdout?.on("data", (text: Buffer) => {
        printed += text;
      });
      await until(() => printed.includes("\n"));
      for (const path of ["", "metrics", "report.json", "healthz"]) {
        expect((await fetch(`${printed.trim()}${path}`)).status, path).to.equal(200);
      }
      child.kill("SIGTERM");
      expect(await once(child, "close")).to.deep.equal([143, null]);
    },
    async "The page as a file"({ code }) {
      await run(`cd '${folder}'\n${code}`);
      expect(readFileSync(join(folder, "migrations.html"), "utf8")).to.match(/^<!doctype html>/);
    },
    async "The page of a stack"({ code }, named) {
      const project = await openDocumentProject(code);
      try {
        await project.init("dev", emulator.url, { "doc:instanceId": finishedInstanceId });
        const { status, output } = await project.run("up", "--yes", "--skip-preview");
        expect(status, output).to.equal(0);
        const outputs = (await project.run("stack", "output", "--json")).output;
        expect(JSON.parse(outputs).readme).to.match(/^\*\*3 of 3 finished\*\*/);
        writeFileSync(join(folder, "outputs.json"), outputs);
        // The engine needs the environment of the project, so its real output is replayed.
        writeFileSync(join(folder, "pulumi"), `#!/bin/sh\nexec cat '${join(folder, "outputs.json")}'\n`, {
          mode: 0o755,
        });
        await run(`cd '${folder}'\n${named("The page of a stack (2)").code}`);
        const html = readFileSync(join(folder, "migrations.html"), "utf8");
        for (const { id } of emulator.tasks(finishedInstanceId)) expect(html).to.include(id);
      } finally {
        await project.close();
      }
    },
    // Runs with the outputs of a real stack, in the check above.
    "The page of a stack (2)"({ code }) {
      expect(code).to.match(/^pulumi stack output --json \| rocketmq-migration page /);
    },
    Prometheus({ code }, _, context) {
      writeFileSync(join(folder, "prometheus.yml"), code);
      copyFileSync(join(root, "docs", "monitoring", "alerts.yml"), join(folder, "alerts.yml"));
      const args = ["check", "config", join(folder, "prometheus.yml")];
      const { status, stdout, stderr } = spawnSync(findPromtool(context), args, { encoding: "utf8" });
      expect(status, `${stdout}${stderr}`).to.equal(0);
    },
    async "Prometheus (2)"({ code }) {
      await run(code);
      expect(readFileSync(join(folder, "rocketmq_migration.prom"), "utf8")).to.match(/^rocketmq_migration_tasks\{/m);
    },
    async Alerts({ code }, _, context) {
      symlinkSync(findPromtool(context), join(folder, "promtool"));
      await run(code);
    },
    async Grafana({ code }) {
      await run(code);
      expect(JSON.parse(readFileSync(join(folder, "migrations.json"), "utf8"))).to.have.property("version", 1);
    },
  });

  it("lists every metric and every alert", () => {
    for (const { name, type, labels, help } of metrics) {
      expect(page).to.include(
        `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(", ")} | ${help} |\n`,
      );
    }
    const rows = page.match(/^\| `rocketmq_migration_\w+`/gm);
    expect(rows).to.have.lengthOf(metrics.length);
    const alerts = readFileSync(join(root, "docs", "monitoring", "alerts.yml"), "utf8").match(/(?<=alert: )\w+/g);
    expect(page.match(/(?<=^\| `)RocketMQ\w+/gm)).to.deep.equal(alerts);
  });
});
