import { expect } from "chai";
import { reportsIn } from "../../provider/src/command/page/reportsIn.ts";
import { billing, reportOf, shop } from "./pageReports.ts";

const report = reportOf([
  { name: "orders", status: "finished", history: [{ status: "finished", since: "2026-11-24T09:50:00.000Z" }] },
  {
    name: "stock",
    status: "failed",
    reason: "It failed.",
    failures: [{ kind: "topic", name: "a", vhost: "/", reason: "" }],
  },
]);

const find = (value: unknown) => reportsIn(JSON.stringify(value));
const failureOf = (text: string) => {
  try {
    reportsIn(text);
  } catch (error) {
    return { code: Object(error).code, message: Object(error).message };
  }
  throw new Error("It found a report.");
};
const messageFor = (value: unknown) => failureOf(JSON.stringify(value)).message;

describe("Reports in a stack's outputs", () => {
  it("are found under any name, and without what else they contain", () => {
    expect(find({ url: "https://example.com", moves: { ...report, markdown: "# Migrations" } })).to.deep.equal(report);
  });

  it("may be the whole input", () => {
    expect(find(report)).to.deep.equal(report);
  });

  it("may have null for what is absent", () => {
    const [instance] = report.instances;
    expect(find({ a: { ...report, instances: [{ ...instance, error: null }] } })).to.deep.equal(report);
  });

  it("are merged: the latest reading of an instance counts", () => {
    const later = { ...reportOf([{ name: "orders", status: "failed" }], [{ observedAt: "2026-11-24T11:00:00.000Z" }]) };
    const other = reportOf([{ name: "bills", status: "starting", instanceId: billing }], [{ instanceId: billing }]);
    const merged = find({ first: report, later: { ...later, observedAt: "2026-11-24T11:00:00.000Z" }, other });
    expect(merged.tasks.map(({ name, status }) => [name, status])).to.deep.equal([
      ["orders", "failed"],
      ["bills", "starting"],
    ]);
    expect(merged.instances.map(({ instanceId }) => instanceId)).to.deep.equal([shop, billing]);
    expect(merged.counts).to.deep.equal({ creating: 0, starting: 1, failed: 1, finished: 0, unknown: 0 });
    expect(merged.observedAt).to.equal("2026-11-24T10:00:00.000Z");
  });

  it("never have counts that their tasks do not have", () => {
    const counts = { creating: 0, starting: 0, failed: 0, finished: 2, unknown: 0 };
    expect(find({ a: { ...report, counts } }).counts.failed).to.equal(1);
  });

  const example =
    "Export one: `export const migrations = rocketmq.getMigrationReportOutput({ instanceIds: [instanceId] });`";

  it("are missing: the message says how to export one", () => {
    expect(failureOf('{"url":"https://example.com"}')).to.deep.equal({
      code: "REPORT_INPUT",
      message: `No output is a migration report. ${example}`,
    });
    expect(messageFor({})).to.equal(`The stack has no outputs. ${example}`);
  });

  it("are secret: the message says why, and what to do", () => {
    expect(messageFor({ migrations: "[secret]", url: "" })).to.equal(
      'No output is a migration report. The output "migrations" is secret, so Pulumi prints "[secret]". If it is the report, one of its inputs is secret: ' +
        "pass that as plain text (instance IDs are not secret), or run `pulumi stack output --json --show-secrets`.",
    );
  });

  it("are no JSON: the message shows the command", () => {
    const usage = "Run: pulumi stack output --json | rocketmq-migration page";
    expect(failureOf("").message).to.equal(`The input is empty. ${usage}`);
    expect(failureOf("OUTPUT  VALUE").message).to.match(
      /^The input is not JSON \(.*\)\. Run: pulumi stack output --json/,
    );
    expect(messageFor(["a"])).to.equal(`Expected the outputs of a stack as a JSON object. ${usage}`);
  });

  it("of another version: the message names both", () => {
    expect(messageFor({ a: { ...report, version: 2 } })).to.equal(
      'The output "a" has version 2, but this command reads version 1. Use the same version of the package on both sides.',
    );
  });

  const [task] = report.tasks;
  const broken: readonly [value: unknown, message: string][] = [
    [{ tasks: {} }, ": tasks must be a list, but is {}."],
    [{ tasks: [{ ...task, status: 7 }] }, ": tasks[0].status must be a string, but is 7."],
    [
      { tasks: [{ ...task, history: [{ status: "failed" }] }] },
      ": tasks[0].history[0].since must be a time such as 2026-01-23T08:15:00.000Z, but is missing.",
    ],
    [{ observedAt: "yesterday" }, ': observedAt must be a time such as 2026-01-23T08:15:00.000Z, but is "yesterday".'],
    [{ instances: ["a"] }, ': instances[0] must be an object, but is "a".'],
  ];
  for (const [change, message] of broken) {
    it(`are malformed: ${message.slice(2)}`, () => {
      expect(messageFor({ a: { ...report, ...Object(change) } })).to.equal(`The output "a"${message}`);
    });
  }
});
