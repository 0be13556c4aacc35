import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { version } from "../../provider/src/version.ts";
import { built, skipIfMissing } from "../languages/language.ts";

const run = promisify(execFile);
const environment = join(built, "python");
const programs = join(import.meta.dirname, "programs", "python");

/** The package as pip installed it. */
function installed(name: string): string {
  const [python = ""] = readdirSync(join(environment, "lib"));
  return join(environment, "lib", python, "site-packages", name);
}

/** What a type checker prints about a program. It exits with 1 if it finds errors. */
async function report(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, PYRIGHT_PYTHON_IGNORE_WARNINGS: "1" };
  return run(join(environment, "bin", command), args, { cwd, env }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe("The Python SDK", function () {
  this.timeout(60_000);
  let scratch: string;

  before(async function () {
    skipIfMissing(this, { folder: "python" });
    scratch = await mkdtemp(join(tmpdir(), "python-sdk-"));
  });

  after(() => rm(scratch, { recursive: true, force: true }));

  it("is a wheel with types, the name of its plugin, and metadata for PyPI", () => {
    for (const name of ["py.typed", "pulumi-plugin.json"]) {
      expect(existsSync(installed(join("pulumi_huaweicloud_rocketmq", name))), name).to.equal(true);
    }
    const metadata = readFileSync(
      installed(join(`pulumi_huaweicloud_rocketmq-${version}.dist-info`, "METADATA")),
      "utf8",
    );
    for (const line of [
      "Name: pulumi_huaweicloud_rocketmq",
      `Version: ${version}`,
      "License: Apache-2.0",
      "Requires-Python: >=3.9",
      "Project-URL: Repository, https://github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq",
      "Description-Content-Type: text/markdown",
    ]) {
      expect(metadata.split("\n")).to.include(line);
    }
    expect(metadata).to.match(/^Requires-Dist: pulumi\b/m);
  });

  it("satisfies mypy, in strict mode, with strings for enums and with the enums", async () => {
    const args = ["--strict", "--cache-dir", scratch, "program.py"];
    expect(await report("mypy", args, programs)).to.equal("Success: no issues found in 1 source file\n");
  });

  it("has mypy refuse unknown arguments, wrong types and unknown outputs", async () => {
    const args = ["--strict", "--cache-dir", scratch, "--hide-error-context", "wrong.py"];
    const errors = (await report("mypy", args, programs)).match(/^wrong\.py:\d+: error/gm);
    expect([...new Set(errors)]).to.deep.equal([5, 6, 7].map((line) => `wrong.py:${line}: error`));
  });

  it("satisfies pyright in the same way", async () => {
    const args = ["--pythonpath", join(environment, "bin", "python"), "program.py"];
    expect(await report("pyright", args, programs)).to.equal("0 errors, 0 warnings, 0 informations\n");
  });

  it("returns a function's result whatever its type is", async () => {
    const program = `
import pulumi_huaweicloud_rocketmq as rocketmq
fields = ["bindings", "consumer_groups", "exchanges", "failures", "queues", "topics", "vhosts"]
texts = ["id", "name", "result_text", "start_date", "status", "type"]
for result in ({}, [1], "text", 1, None):
    given = {**dict.fromkeys(fields, []), **dict.fromkeys(texts, "a status of tomorrow"), "result": result}
    print(rocketmq.GetMigrationTaskResult(**given).result)
`;
    const { stdout } = await run(join(environment, "bin", "python"), ["-c", program]);
    expect(stdout.trim().split("\n")).to.deep.equal(["{}", "[1]", "text", "1", "None"]);
  });
});
