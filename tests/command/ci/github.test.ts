import { expect } from "chai";
import fc from "fast-check";
import { annotationsOf, errorAnnotation, outputsOf, summaryOf } from "../../../provider/src/command/ci/github.ts";
import { hostileNames, instanceId, resultOf, task } from "./result.ts";

/** Reads a line as GitHub's runner does (actions/runner, ActionCommand.cs). */
function parseCommand(line: string): { name: string; properties: Record<string, string>; data: string } | undefined {
  const [, name = "", properties = "", data = ""] = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  if (name === "") return undefined;
  const unescaped = (text: string) =>
    text
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%");
  const pairs = properties.split(",").map((pair): [string, string] => {
    const [key = "", ...value] = pair.split("=");
    return [key, unescaped(value.join("="))];
  });
  return { name, properties: Object.fromEntries(pairs), data: unescaped(data) };
}

/** Reads a file of outputs as GitHub's runner does. */
function parseOutputs(text: string): Record<string, string> {
  const lines = text.split("\n");
  const outputs: Record<string, string> = {};
  while (lines.length > 1) {
    const [name = "", delimiter = ""] = (lines.shift() ?? "").split("<<");
    const end = lines.indexOf(delimiter);
    outputs[name] = lines.splice(0, end).join("\n");
    lines.shift();
  }
  return outputs;
}

let made = 0;
const makeDelimiter = () => `delimiter-${made++}`;

describe("For GitHub, a wait", () => {
  it("that failed has an error for each failed task, with its cause, before everything else", () => {
    const reason = 'Migration task "invoices" (id-invoices) failed: topic a: the quota is used up.';
    const vanished = 'Migration task "old" (id-old) vanished before it was finished.';
    const result = resultOf(
      [task("orders", "finished"), task("invoices", "failed", { reason }), task("refunds", "failed")],
      { state: "failed", reasons: [vanished, reason, 'Migration task "refunds" (id-refunds) failed.'] },
    );
    expect(annotationsOf(result)).to.deep.equal([
      `::error title=Migration invoices failed::${reason}`,
      '::error title=Migration refunds failed::Migration task "refunds" (id-refunds) failed.',
      `::error title=How it ended.::${vanished}`,
    ]);
  });

  it("has at most ten annotations, of which the last one counts the rest", () => {
    const tasks = (count: number) => Array.from({ length: count }, (_, index) => task(`task-${index}`, "failed"));
    expect(annotationsOf(resultOf(tasks(10), { state: "failed" }))).to.have.length(10);
    const lines = annotationsOf(resultOf(tasks(5000), { state: "failed" }));
    expect(lines).to.have.length(10);
    expect(lines.at(-1)).to.equal("::error title=More migration failures::And 4991 more.");
  });

  it("that timed out has an error that says what was seen last", () => {
    const result = resultOf([task("orders", "starting")], {
      state: "timedOut",
      headline: "Timed out after 1 h: 0 of 1 task finished.",
      reasons: ["Timed out after 1 h: 1 starting.", "Migration task orders has been starting since 08:15."],
    });
    expect(annotationsOf(result)).to.deep.equal([
      "::error title=Timed out after 1 h%3A 0 of 1 task finished.::" +
        "Timed out after 1 h: 1 starting.%0AMigration task orders has been starting since 08:15.",
    ]);
  });

  it("that was skipped has a warning, and one that finished has nothing", () => {
    expect(annotationsOf(resultOf([], { state: "skipped", headline: "Skipped. Reason: INC-1" }))).to.deep.equal([
      "::warning title=Migration wait skipped::Skipped. Reason: INC-1",
    ]);
    expect(annotationsOf(resultOf([task("orders", "finished")], { state: "finished" }))).to.deep.equal([]);
  });

  it("shows a hostile name as text in annotations: one command a line, with the same text", () => {
    for (const name of hostileNames) {
      const [line = "", ...rest] = annotationsOf(
        resultOf([task(name, "failed", { reason: `${name} failed` })], { state: "failed" }),
      );
      expect(rest).to.deep.equal([]);
      expect(line, name).to.not.match(/[\r\n]/);
      expect(line, name).to.not.contain("##[");
      expect(line.length).to.be.lessThan(15_000);
      const command = parseCommand(line);
      expect(command?.name).to.equal("error");
      expect(Object.keys(command?.properties ?? {})).to.deep.equal(["title"]);
    }
  });

  it("keeps every character of a message that a log can show", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(parseCommand(errorAnnotation(`It said ${text}`))?.data).to.equal(`It said ${text}`);
      }),
    );
  });

  it("has outputs that no name can forge", () => {
    const tasks = [
      ...hostileNames.map((name) => task(name, "failed")),
      task("orders", "finished"),
      task("a", "starting"),
    ];
    const outputs = parseOutputs(outputsOf(resultOf(tasks, { state: "failed" }), makeDelimiter));
    expect(Object.keys(outputs)).to.have.members([
      "state",
      "exit-status",
      "headline",
      "instance-id",
      "total",
      "finished",
      "failed",
      "running",
      "unknown",
      "waited-seconds",
      "skip-reason",
      "failed-names",
    ]);
    expect(outputs).to.include({
      state: "failed",
      "exit-status": "1",
      "instance-id": instanceId,
      total: String(tasks.length),
      finished: "1",
      running: "1",
      failed: String(hostileNames.length),
      "waited-seconds": "61",
    });
    const names = outputs["failed-names"]?.split("\n") ?? [];
    expect(names).to.have.length(hostileNames.length);
    expect(names.at(-1)).to.equal("Grüße 漢字");
    expect(names[3]).to.equal("a state<<x finished x");
  });

  it("has a headline on one line, without control characters", () => {
    const result = resultOf([], { state: "skipped", headline: "Skipped.\nReason: \u001b[2Jx" });
    const { headline } = parseOutputs(outputsOf(result, makeDelimiter));
    expect(headline).to.match(/^Skipped\. Reason: .*x$/);
    expect(headline).to.not.contain("\u001b");
  });

  it("has a summary with the table and the reasons, as text", () => {
    const result = resultOf([task("orders", "failed"), task(hostileNames[7] ?? "", "starting")], {
      state: "failed",
      headline: "Failed after 3 s.",
      reasons: ["````\n# Forged\n````"],
    });
    const summary = summaryOf(result);
    expect(summary).to.match(/^### RocketMQ migration\n\n\*\*Failed after 3 s\.\*\*\n/);
    expect(summary).to.contain("| ❌ failed | orders |");
    expect(summary).to.contain("`````text\n````\n# Forged\n````\n`````\n");
  });

  it("has a summary below GitHub's limit, cut between two lines, that says so", () => {
    const tasks = Array.from({ length: 60 }, (_, index) =>
      task(`task-${index}`, "failed", { reason: "漢".repeat(500) }),
    );
    const result = resultOf(tasks, { state: "failed" });
    const whole = summaryOf(result);
    expect(Buffer.byteLength(whole)).to.be.lessThan(1024 * 1024);
    for (const maxBytes of [10_000, 5000, 300]) {
      const cut = summaryOf(result, maxBytes);
      expect(Buffer.byteLength(cut)).to.be.at.most(maxBytes);
      expect(cut).to.match(/\nThe rest was cut off: GitHub limits a summary to 1 MiB\.\n$/);
    }
    expect(summaryOf(result, 10)).to.equal("");
  });
});
