import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { errorJunitOf, junitOf } from "../../../provider/src/command/ci/junit.ts";
import { blocksIn } from "../../docs/blocks.ts";
import { componentHeader, configuration } from "./component.ts";
import { hostileNames, instanceId, resultOf, task } from "./result.ts";
import { junitProblems, schemaProblems, setUpSchemas } from "./schemas.ts";

describe("By the schemas of the CI systems", function () {
  this.timeout(180_000);
  before(function () {
    return setUpSchemas(this);
  });

  it("the action for GitHub is valid, and a wrong one is not", async () => {
    const file = join(import.meta.dirname, "..", "..", "..", "ci", "github", "action.yml");
    const action: { runs: { using: string } } = parse(readFileSync(file, "utf8"));
    expect(await schemaProblems("github-actions", action)).to.equal("");
    expect(await schemaProblems("github-actions", { ...action, runs: { using: "composite" } })).to.not.equal("");
  });

  it("the component for GitLab is valid, and a wrong one is not", async () => {
    const document = configuration({ "instance-id": instanceId, names: ["orders"] });
    expect(await schemaProblems("gitlab-ci", document)).to.equal("");
    expect(await schemaProblems("gitlab-ci", componentHeader)).to.equal("");
    expect(await schemaProblems("gitlab-ci", { job: { script: 7 } })).to.not.equal("");
    expect(await schemaProblems("gitlab-ci", { spec: { inputs: { names: { type: "list" } } } })).to.not.equal("");
  });

  it("the examples in docs/pipelines.md are valid", async () => {
    const blocks = blocksIn(readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "pipelines.md"), "utf8"));
    const example = (name: string): unknown => parse(blocks.find((block) => block.name === name)?.code ?? "");
    expect(await schemaProblems("github-workflows", example("GitHub Actions"))).to.equal("");
    expect(await schemaProblems("gitlab-ci", example("GitLab"))).to.equal("");
  });

  it("a JUnit report is valid for any names, and a wrong one is not", async () => {
    const tasks = hostileNames.map((name, index) =>
      task(name, index % 2 === 0 ? "failed" : name, { reason: name, id: `id-${index}` }),
    );
    for (const state of ["failed", "timedOut", "finished"] as const) {
      const report = junitOf(resultOf(tasks, { state, headline: hostileNames.join(), reasons: hostileNames }));
      expect(await junitProblems(report)).to.equal("");
    }
    expect(await junitProblems(junitOf(resultOf([], { state: "skipped" })))).to.equal("");
    expect(await junitProblems(errorJunitOf("usageError", hostileNames.join("\n")))).to.equal("");
    expect(await junitProblems("<testsuites><testsuite/></testsuites>")).to.contain("'name' is required");
    expect(await junitProblems("<testsuites>\u0001</testsuites>")).to.contain("PCDATA invalid Char");
  });
});
