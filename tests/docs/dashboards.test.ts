import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { metrics } from "../../provider/src/command/prometheus/metrics.ts";
import { pipelineEnvironment } from "../command/commandProcess.ts";
import { findPromtool } from "../promtool.ts";
import { until } from "../stack/processes.ts";

const root = join(import.meta.dirname, "..", "..");
const page = readFileSync(join(root, "docs", "dashboards.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
  language,
  code,
}));

/** The only block with this text. */
function blockWith(text: string): string {
  const found = blocks.filter(({ code }) => code.includes(text));
  expect(found, text).to.have.lengthOf(1);
  return found[0]?.code ?? "";
}

describe("docs/dashboards.md", () => {
  const tested = ["rocketmq-migration dashboard", "scrape_configs", "--output prometheus", "promtool", "--output json"];
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

  it("has no block without a test", () => {
    for (const { code } of blocks)
      expect(
        tested.filter((text) => code.includes(text)),
        code,
      ).to.have.lengthOf(1);
    expect(blocks).to.have.lengthOf(tested.length);
  });

  it("starts a dashboard", async () => {
    // Another port, because the default one may be in use.
    const child = start(`exec ${blockWith("rocketmq-migration dashboard").trim()} --port 0`);
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
  });

  it("configures Prometheus", function () {
    const promtool = findPromtool(this);
    writeFileSync(join(folder, "prometheus.yml"), blockWith("scrape_configs"));
    copyFileSync(join(root, "docs", "monitoring", "alerts.yml"), join(folder, "alerts.yml"));
    const args = ["check", "config", join(folder, "prometheus.yml")];
    const { status, stdout, stderr } = spawnSync(promtool, args, { encoding: "utf8" });
    expect(status, `${stdout}${stderr}`).to.equal(0);
  });

  it("writes a file for the textfile collector, and one for Grafana", async () => {
    await run(blockWith("--output prometheus"));
    expect(readFileSync(join(folder, "rocketmq_migration.prom"), "utf8")).to.match(/^rocketmq_migration_tasks\{/m);
    await run(blockWith("--output json"));
    expect(JSON.parse(readFileSync(join(folder, "migrations.json"), "utf8"))).to.have.property("version", 1);
  });

  it("tests the alerts", async function () {
    const promtool = findPromtool(this);
    if (dirname(promtool) !== folder) symlinkSync(promtool, join(folder, "promtool"));
    await run(blockWith("promtool test"));
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
