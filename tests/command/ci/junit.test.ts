import { expect } from "chai";
import fc from "fast-check";
import { errorJunitOf, junitOf } from "../../../provider/src/command/ci/junit.ts";
import { readXml } from "../../record/xml.ts";
import { hostileNames, instanceId, resultOf, task } from "./result.ts";

/** readXml reads documents that have none. */
const withoutDeclaration = (document: string) => document.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, "");

describe("A JUnit report", () => {
  it("has a suite for the instance and a case for each task: passed, failed with the cause, or an error with the status", () => {
    const history = [
      { status: "starting", since: "2026-01-23T08:15:00.000Z" },
      { status: "finished", since: "2026-01-23T08:19:10.500Z" },
    ];
    const reason = 'Migration task "invoices" (id-invoices) failed: topic a: the quota is used up.';
    const tasks = [
      task("orders", "finished", { history }),
      task("invoices", "failed", { reason }),
      task("refunds", "starting"),
    ];
    const result = resultOf(tasks, { state: "failed", headline: "Failed after 61 s.", reasons: [reason] });
    expect(junitOf(result)).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="RocketMQ migration" tests="3" failures="1" errors="1">
  <testsuite name="${instanceId}" tests="3" failures="1" errors="1" skipped="0" time="250.500" timestamp="2026-01-23T09:00:00">
    <testcase name="orders (id-orders)" classname="rocketmq-migration.${instanceId}" time="250.500"/>
    <testcase name="invoices (id-invoices)" classname="rocketmq-migration.${instanceId}" time="0.000"><failure type="failed" message="Migration task &quot;invoices&quot; (id-invoices) failed: topic a: the quota is used up.">Migration task &quot;invoices&quot; (id-invoices) failed: topic a: the quota is used up.</failure></testcase>
    <testcase name="refunds (id-refunds)" classname="rocketmq-migration.${instanceId}" time="0.000"><error type="starting" message="Migration task &quot;refunds&quot; (id-refunds) was starting when the wait ended.">Migration task &quot;refunds&quot; (id-refunds) was starting when the wait ended.</error></testcase>
  </testsuite>
</testsuites>
`);
  });

  it("has a case for the wait if it was skipped, or ended badly for a reason that no task shows", () => {
    const skipped = junitOf(resultOf([], { state: "skipped", headline: "Skipped. Reason: INC-1" }));
    expect(skipped).to.contain('<testsuites name="RocketMQ migration" tests="1" failures="0" errors="0">');
    expect(skipped).to.contain('skipped="1"');
    expect(skipped).to.contain("<skipped>Skipped. Reason: INC-1</skipped>");
    const timedOut = junitOf(
      resultOf([], { state: "timedOut", headline: "Timed out.", reasons: ["No poll succeeded."] }),
    );
    expect(timedOut).to.contain('<error type="timedOut" message="No poll succeeded.">No poll succeeded.</error>');
  });

  it("has a case for the wait besides a failed task, if that is not all that went wrong", () => {
    const tasks = [task("orders", "finished"), task("old", "failed")];
    const missing = 'Migration task "orders" (id-orders) has finished, but is not all there.';
    const failed = 'Migration task "old" (id-old) failed.';
    const casesOf = (reasons: string[]) => junitOf(resultOf(tasks, { state: "failed", reasons }));
    expect(casesOf([failed])).to.not.contain('name="wait"');
    expect(casesOf([failed, missing]))
      .to.contain('name="wait"')
      .and.to.contain("is not all there.");
  });

  it("skips tasks in a status that the wait accepts, and says so", () => {
    const tasks = [
      task("orders", "starting"),
      task("old", "failed"),
      task("invoices", "failed", { reason: "topic a" }),
    ];
    const report = junitOf(resultOf(tasks, { state: "finished" }));
    expect(report).to.contain('tests="3" failures="0" errors="0" skipped="3"');
    for (const message of ["starting, accepted", "failed, accepted", "failed, accepted: topic a"]) {
      expect(report).to.contain(`<skipped>${message}</skipped>`);
    }
  });

  it("has one case, with the error, for a command that had no result", () => {
    expect(errorJunitOf("usageError", "No keys <found>.\nSet them.")).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="RocketMQ migration" tests="1" failures="0" errors="1">
  <testsuite name="rocketmq-migration" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <testcase name="wait" classname="rocketmq-migration" time="0.000"><error type="usageError" message="No keys &lt;found&gt;.">No keys &lt;found&gt;.
Set them.</error></testcase>
  </testsuite>
</testsuites>
`);
  });

  it("is XML for any name, and shows each hostile name as text", () => {
    const result = resultOf(
      hostileNames.map((name, index) => task(name, "failed", { id: `id-${index}`, reason: name })),
      {
        state: "failed",
      },
    );
    const failures = readXml(withoutDeclaration(junitOf(result))).filter(({ element }) => element === "failure");
    expect(failures).to.have.length(hostileNames.length);
    expect(failures[6]?.text).to.equal(hostileNames[6]);
    expect(failures.at(-1)?.text).to.equal("Grüße 漢字");
  });

  it("is XML for any text from the service", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(text, text, text, (name, status, reason) => {
        const tasks = [task(name, status), task(name, "failed", { reason })];
        readXml(withoutDeclaration(junitOf(resultOf(tasks, { state: "failed", headline: name, reasons: [reason] }))));
      }),
    );
  });
});
