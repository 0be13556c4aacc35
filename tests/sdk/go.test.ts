import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageSchema } from "../../provider/src/package/schema.ts";
import { goPackage } from "../../scripts/setup/sdkPackages.mjs";
import { skip } from "../skip.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "..", "..", "sdk", "go");

describe("The Go SDK", function () {
  // Only if the set-up has not compiled it yet.
  this.timeout(300_000);

  before(async function () {
    const missing = await goPackage.provide();
    if (missing !== undefined) skip(this, missing);
  });

  it("compiles, and satisfies go vet", () => goPackage.build());

  it("is a module of the import path that the schema names", async () => {
    const { language } = packageSchema() as { language: { go: { importBasePath: string } } };
    const { stdout } = await run("go", ["list", "./..."], { cwd: folder, env: { ...process.env, GOWORK: "off" } });
    expect(stdout.split("\n")).to.include(language.go.importBasePath);
  });
});
