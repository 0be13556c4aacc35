import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { packageSchema } from "../../provider/src/package/schema.ts";
import { goEnvironment } from "../../scripts/setup/languages/go.mjs";
import { skipIfMissing } from "../languages/language.ts";

const run = promisify(execFile);
const folder = join(import.meta.dirname, "..", "..", "sdk", "go");

describe("The Go SDK", function () {
  // Only if Go's build cache has been emptied since the set-up.
  this.timeout(300_000);
  const inSdk = { cwd: folder, env: { ...process.env, ...goEnvironment, GOFLAGS: "-mod=readonly -buildvcs=false" } };

  before(function () {
    skipIfMissing(this, { folder: "go" });
  });

  it("compiles, and satisfies go vet", async () => {
    await run("go", ["vet", "./..."], inSdk);
  });

  it("is a module of the import path that the schema names", async () => {
    const { language } = packageSchema() as { language: { go: { importBasePath: string } } };
    const { stdout } = await run("go", ["list", "./..."], inSdk);
    expect(stdout.split("\n")).to.include(language.go.importBasePath);
  });
});
