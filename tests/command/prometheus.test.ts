import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { defaultInstanceId, type Emulator, finishedInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { metrics } from "../../provider/src/command/prometheus/metrics.ts";
import { prometheusText } from "../../provider/src/command/prometheus/prometheusText.ts";
import { replaceFile } from "../../provider/src/command/replaceFile.ts";
import { type InstanceObservation, makeReport, type ObservedStatus } from "../../provider/src/migration/index.ts";
import { findPromtool } from "../promtool.ts";
import { pipelineEnvironment, runCommand } from "./commandProcess.ts";

const nowMs = Date.parse("2026-11-24T10:00:00Z");
const monitoring = fileURLToPath(new URL("../../docs/monitoring", import.meta.url));
const [orders, billing] = ["11111111-2222-4333-8444-555555555555", "22222222-3333-4444-8555-666666666666"];

function task(status: string, history: ObservedStatus[] = [], startDate = "") {
  return { id: "t", name: "move", startDate, status, type: "rocketmq", history };
}

function textOf(observations: InstanceObservation[], options: { serviceOffsetMinutes?: number } = {}): string {
  return prometheusText(makeReport(observations, { nowMs, ...options }), { nowMs });
}

/** The samples of a metric, without its name. */
function samplesOf(text: string, metric: string): string[] {
  const start = `rocketmq_migration_${metric}{`;
  return text.split("\n").flatMap((line) => (line.startsWith(start) ? [line.slice(start.length - 1)] : []));
}

/** Every metric and label that PromQL in a text names. */
function namesIn(text: string): Set<string> {
  return new Set(text.match(/\brocketmq_migration_\w+/g));
}

describe("prometheusText", () => {
  const running = [
    { status: "creating", since: "2026-11-24T09:50:00Z" },
    { status: "starting", since: "2026-11-24T09:55:00Z" },
  ];
  const everything = () =>
    prometheusText(
      makeReport(
        [
          {
            instanceId: orders,
            name: "orders",
            observedAtMs: nowMs - 1500,
            tasks: [task("starting", running), task("finished"), task("paused")],
          },
          { instanceId: billing, observedAtMs: undefined, tasks: [], error: "HTTP 403" },
        ],
        { nowMs },
      ),
      { nowMs, readCounts: [{ instanceId: orders, reads: 12, failedReads: 2 }] },
    );

  it("writes each metric with its help and type, and no time stamps", () => {
    const lines = everything().split("\n");
    expect(lines.slice(0, 4)).to.deep.equal([
      "# HELP rocketmq_migration_up 1 if the latest reading of the instance succeeded, otherwise 0.",
      "# TYPE rocketmq_migration_up gauge",
      `rocketmq_migration_up{instance_id="${orders}"} 1`,
      `rocketmq_migration_up{instance_id="${billing}"} 0`,
    ]);
    expect(lines.filter((line) => line.startsWith("# TYPE")).map((line) => line.split(" ")[2])).to.deep.equal(
      metrics.map(({ name }) => name),
    );
    expect(lines.at(-1)).to.equal("");
    expect(samplesOf(everything(), "last_success_timestamp_seconds")).to.deep.equal([
      `{instance_id="${orders}"} ${(nowMs - 1500) / 1000}`,
    ]);
    expect(samplesOf(everything(), "reads_total")).to.deep.equal([`{instance_id="${orders}"} 12`]);
    expect(samplesOf(everything(), "read_failures_total")).to.deep.equal([`{instance_id="${orders}"} 2`]);
  });

  it("has a value for every status of an instance that was read, and none for one that never was", () => {
    const value = { creating: 0, starting: 1, failed: 0, finished: 1, unknown: 1 };
    expect(samplesOf(everything(), "tasks")).to.deep.equal(
      Object.entries(value).map(([status, count]) => `{instance_id="${orders}",status="${status}"} ${count}`),
    );
  });

  it("has no metric without values, and no counters for a single reading", () => {
    const text = textOf([{ instanceId: orders, observedAtMs: nowMs, tasks: [task("finished")] }]);
    expect(text).not.to.match(/oldest_running_task_age_seconds|_total/);
  });

  for (const [what, observed, age] of [
    ["from when it was first seen running", [task("starting", running)], "600"],
    ["of the oldest one", [task("starting", running.slice(1)), task("creating", running.slice(0, 1))], "600"],
    [
      "from its latest run",
      [
        task("starting", [
          ...running,
          { status: "failed", since: "2026-11-24T09:57:00Z" },
          { status: "starting", since: "2026-11-24T09:58:00Z" },
        ]),
      ],
      "120",
    ],
    ["only of tasks that run", [task("finished", running), task("paused", running)], undefined],
    ["only if it is known", [task("starting")], undefined],
    ["of 0 if the clocks differ", [task("starting", [{ status: "starting", since: "2026-11-24T10:00:05Z" }])], "0"],
  ] as const) {
    it(`tells the age of a running task ${what}`, () => {
      const text = textOf([{ instanceId: orders, observedAtMs: nowMs, tasks: observed }]);
      const expected = age === undefined ? [] : [`{instance_id="${orders}"} ${age}`];
      expect(samplesOf(text, "oldest_running_task_age_seconds")).to.deep.equal(expected);
    });
  }

  it("takes the age of a running task from its start date if the service's time zone is known", () => {
    const tasks = [task("starting", running, "2026-11-24 17:00:00")];
    const text = textOf([{ instanceId: orders, observedAtMs: nowMs, tasks }], { serviceOffsetMinutes: 480 });
    expect(samplesOf(text, "oldest_running_task_age_seconds")).to.deep.equal([`{instance_id="${orders}"} 3600`]);
  });

  const hostile = `"} 1\nrocketmq_migration_up{instance_id="x"} 1\n# \\ \u0000\r\u001b[2J ${"y".repeat(10_000)}`;

  it("writes hostile names as one label", () => {
    const text = textOf([{ instanceId: orders, name: hostile, observedAtMs: nowMs, tasks: [] }]);
    const [sample = ""] = samplesOf(text, "instance_info");
    expect(sample).to.match(/instance_name="\\"} 1\\nrocketmq_migration_up\{instance_id=\\"x\\"} 1\\n# \\\\ \\\\u0000/);
    expect(sample.length).to.be.below(400);
    expect(samplesOf(text, "up")).to.have.lengthOf(1);
  });

  it("passes promtool, with every metric, with none, and with hostile names", function () {
    const promtool = findPromtool(this);
    const texts = [
      everything(),
      textOf([]),
      textOf([{ instanceId: orders, name: hostile, observedAtMs: nowMs, tasks: [task("starting", running)] }]),
    ];
    for (const input of texts) {
      const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], { input, encoding: "utf8" });
      expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: "", stderr: "" });
    }
  });
});

describe("rocketmq-migration list --output prometheus", () => {
  let emulator: Emulator;
  let folder: string;

  beforeEach(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "textfile-"));
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  const list = (...args: string[]) =>
    runCommand(["list", ...args, "--output", "prometheus"], pipelineEnvironment(emulator.url));

  it("prints the metrics of several instances", async () => {
    const { status, stdout, stderr } = await list(defaultInstanceId, finishedInstanceId);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: "" });
    expect(samplesOf(stdout, "up")).to.deep.equal([
      `{instance_id="${defaultInstanceId}"} 1`,
      `{instance_id="${finishedInstanceId}"} 1`,
    ]);
    expect(samplesOf(stdout, "tasks")).to.include(`{instance_id="${finishedInstanceId}",status="finished"} 3`);
  });

  it("writes a file, and keeps it when the service cannot be read, so that the age of the data is seen", async () => {
    const file = join(folder, "migrations.prom");
    await list(finishedInstanceId, "--output-file", file);
    const written = readFileSync(file, "utf8");
    expect(samplesOf(written, "last_success_timestamp_seconds")).to.have.lengthOf(1);
    emulator.addFault({ kind: "redirect", location: "http://127.0.0.1:9/", count: "always" });
    expect((await list(finishedInstanceId, "--output-file", file)).status).to.equal(4);
    expect(readFileSync(file, "utf8")).to.equal(written);
  });
});

describe("The file of metrics", () => {
  it("is replaced atomically, is readable by every user, and leaves nothing beside it", () => {
    const folder = mkdtempSync(join(tmpdir(), "metrics-"));
    const before = process.umask(0o077);
    try {
      const file = join(folder, "migrations.prom");
      writeFileSync(file, "old");
      replaceFile(file, textOf([{ instanceId: orders, observedAtMs: nowMs, tasks: [] }]));
      expect(readFileSync(file, "utf8")).to.match(/^# HELP .*\n$/s);
      expect(statSync(file).mode & 0o777).to.equal(0o644);
      expect(readdirSync(folder)).to.deep.equal(["migrations.prom"]);
    } finally {
      process.umask(before);
      rmSync(folder, { recursive: true });
    }
  });
});

describe("Alerts and Grafana dashboards", () => {
  const read = (file: string) => readFileSync(join(monitoring, file), "utf8");
  const names = metrics.map(({ name }) => name);

  for (const file of ["alerts.yml", "alerts.test.yml", "grafana.json"]) {
    it(`use only metrics and labels that exist (${file})`, () => {
      expect(names).to.include.members([...namesIn(read(file))]);
      const labels = new Set(["instance_id", "instance", "job", ...metrics.flatMap((metric) => metric.labels)]);
      for (const [, selector = ""] of read(file).matchAll(/rocketmq_migration_\w+\{(.*?)\}/g)) {
        const used = [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label);
        expect([...labels]).to.include.members(used);
      }
    });
  }

  it("are valid rules, and fire when they should and not otherwise, according to promtool", function () {
    const promtool = findPromtool(this);
    for (const args of [
      ["check", "rules", "alerts.yml"],
      ["test", "rules", "alerts.test.yml"],
    ]) {
      const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: monitoring, encoding: "utf8" });
      expect(status, `${stdout}${stderr}`).to.equal(0);
    }
  });

  it("test every alert, firing and not firing", () => {
    const alerts = [...read("alerts.yml").matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
    expect(alerts).to.have.lengthOf(7);
    for (const alert of alerts) {
      expect(read("alerts.test.yml")).to.include(`{ alertname: ${alert}, eval_time: 60m, exp_alerts: [] }`);
      expect(read("alerts.test.yml")).to.include(`- alertname: ${alert}\n`);
    }
  });

  it("have valid PromQL in every panel", function () {
    const promtool = findPromtool(this);
    const { panels }: { panels: { targets: { expr: string }[] }[] } = JSON.parse(read("grafana.json"));
    const rules = panels
      .flatMap(({ targets }) => targets)
      .map(({ expr }, index) => ({ record: `panel_${index}`, expr }));
    expect(rules).to.have.lengthOf(15);
    const folder = mkdtempSync(join(tmpdir(), "panels-"));
    try {
      // YAML is a superset of JSON.
      writeFileSync(join(folder, "rules.yml"), JSON.stringify({ groups: [{ name: "panels", rules }] }));
      const args = ["check", "rules", join(folder, "rules.yml")];
      const { status, stdout, stderr } = spawnSync(promtool, args, { encoding: "utf8" });
      expect(status, `${stdout}${stderr}`).to.equal(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("read only fields that a report has (grafana-infinity.json)", () => {
    const explained = { ...task("failed"), reason: "why" };
    const report: unknown = makeReport(
      [{ instanceId: orders, name: "orders", observedAtMs: nowMs, tasks: [explained], error: "HTTP 403" }],
      { nowMs },
    );
    interface Target {
      root_selector: string;
      columns: { selector: string }[];
    }
    const { panels }: { panels: { targets: Target[] }[] } = JSON.parse(read("grafana-infinity.json"));
    for (const { root_selector, columns } of panels.flatMap(({ targets }) => targets)) {
      for (const { selector } of columns) {
        const root = at(report, root_selector);
        expect(at(Array.isArray(root) ? root[0] : root, selector), `${root_selector}: ${selector}`).not.to.equal(
          undefined,
        );
      }
    }
  });
});

/** The value at a path such as `counts.failed`. */
function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}
