import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { reportErrorToCi, reportFilesIn, reportToCi } from "../../../provider/src/command/ci/reportToCi.ts";
import { UsageError } from "../../../provider/src/command/failure.ts";
import { resultOf, task } from "./result.ts";

const failed = resultOf([task("orders", "failed")], { state: "failed" });

describe("The report to a CI system", () => {
  let folder: string;
  let printed: string;
  let environment: Record<string, string>;
  const stderr = {
    write(text: string) {
      printed += text;
      return true;
    },
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rocketmq-ci-"));
    printed = "";
    environment = {
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: join(folder, "summary"),
      GITHUB_OUTPUT: join(folder, "output"),
    };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (name: string) => readFileSync(join(folder, name), "utf8");

  it("is empty outside of GitHub, unless a file is asked for", () => {
    reportToCi(failed, { environment: { ...environment, GITHUB_ACTIONS: "" }, stderr });
    expect(printed).to.equal("");
    expect(statSync(join(folder, "summary"), { throwIfNoEntry: false })).to.equal(undefined);
    const files = { junitFile: join(folder, "new", "folder", "junit.xml"), dotenvFile: join(folder, "a.env") };
    reportToCi(failed, { environment: {}, stderr, ...files });
    expect(read("new/folder/junit.xml")).to.contain("<testsuites ");
    expect(read("a.env")).to.contain("ROCKETMQ_MIGRATION_STATE=failed\n");
  });

  it("is appended to what earlier commands of the step have written, up to GitHub's limit", () => {
    writeFileSync(join(folder, "summary"), "x".repeat(1024 * 1024 - 300));
    writeFileSync(join(folder, "output"), "earlier=1\n");
    for (let calls = 0; calls < 3; calls += 1) reportToCi(failed, { environment, stderr });
    expect(read("output")).to.match(/^earlier=1\nstate<</);
    expect(statSync(join(folder, "summary")).size).to.be.within(1024 * 1024 - 300, 1024 * 1024);
    expect(read("summary")).to.contain("The rest was cut off");
  });

  it("has a new delimiter for every output", () => {
    reportToCi(failed, { environment, stderr });
    const delimiters = [...read("output").matchAll(/<<(.*)$/gm)].map(([, delimiter]) => delimiter);
    expect(new Set(delimiters).size).to.equal(delimiters.length).and.to.be.greaterThan(10);
    for (const delimiter of delimiters) expect(delimiter).to.match(/^[0-9a-f-]{36}$/);
  });

  it("is a warning if GitHub's files cannot be written, and an error if a file that was asked for cannot", () => {
    mkdirSync(join(folder, "summary"));
    reportToCi(failed, { environment, stderr });
    expect(printed).to.match(/^warning: Cannot write \$GITHUB_STEP_SUMMARY: EISDIR: .*\.$/m);
    expect(read("output")).to.contain("state<<");
    const junitFile = join(folder, "output", "junit.xml");
    expect(() => reportToCi(failed, { environment, stderr, junitFile })).to.throw(
      UsageError,
      `Cannot write ${junitFile}: `,
    );
  });

  it("says which error ended a command before it had a result", () => {
    reportErrorToCi("usageError", "No access keys found.\nSet them.", { environment, stderr });
    expect(printed).to.equal("::error title=rocketmq-migration::No access keys found.%0ASet them.\n");
    expect(read("output")).to.match(/^state<<(.*)\nusageError\n\1\nexit-status<<(.*)\n2\n\2\n$/);
  });

  it("replaces the files of an earlier run by the error that ended a command before it had a result", () => {
    const files = { junitFile: join(folder, "junit.xml"), dotenvFile: join(folder, "a.env") };
    reportToCi(resultOf([task("orders", "finished")], { state: "finished" }), { environment: {}, stderr, ...files });
    reportErrorToCi("usageError", "No access keys found.", { environment: {}, stderr }, files);
    expect(read("junit.xml")).to.contain('<error type="usageError" message="No access keys found.">');
    expect(read("a.env")).to.equal("ROCKETMQ_MIGRATION_STATE=usageError\nROCKETMQ_MIGRATION_EXIT_STATUS=2\n");
    expect(printed).to.equal("");
  });

  it("is a warning if the files cannot be written after an error", () => {
    mkdirSync(join(folder, "a.env"));
    reportErrorToCi("usageError", "No access keys found.", {
      environment: {},
      stderr,
      dotenvFile: join(folder, "a.env"),
    });
    expect(printed).to.match(/^warning: Cannot write .*a\.env: /);
  });

  it("goes to the files that a command line names, even one that is wrong", () => {
    expect(reportFilesIn(["wait", "--junit", "a.xml", "--dotenv=b=c.env", "--wrong"])).to.deep.equal({
      junitFile: "a.xml",
      dotenvFile: "b=c.env",
    });
    expect(reportFilesIn(["wait", "--junit", "--dotenv=", "--", "--junit=a.xml"])).to.deep.equal({
      junitFile: undefined,
      dotenvFile: undefined,
    });
  });
});
