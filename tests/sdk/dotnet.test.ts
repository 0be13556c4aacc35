import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { version } from "../../provider/src/version.ts";
import { isOnPath } from "../../scripts/setup/missingTool.mjs";
import { skip } from "../skip.ts";

const run = promisify(execFile);
const sources = join(import.meta.dirname, "..", "..", "sdk", "dotnet");
const project = "PulumiHuaweiCloud.RocketMQ";

describe("The .NET SDK", function () {
  this.timeout(300_000);

  it("is a project with its version, its plugin and this package's logo", () => {
    const text = readFileSync(join(sources, `${project}.csproj`), "utf8");
    expect(text).to.include(`<Version>${version}</Version>`);
    expect(JSON.parse(readFileSync(join(sources, "pulumi-plugin.json"), "utf8"))).to.include({ version });
    const logo = readFileSync(join(sources, "..", "..", "docs", "logo.png"));
    expect(readFileSync(join(sources, "logo.png")).equals(logo)).to.equal(true);
  });

  it("builds into a NuGet package", async function () {
    if (!isOnPath("dotnet")) skip(this, "dotnet is not on PATH");
    const folder = await mkdtemp(join(tmpdir(), "dotnet-sdk-"));
    try {
      await cp(sources, folder, { recursive: true });
      await run("dotnet", ["build", "--nologo", "--configuration", "Release"], { cwd: folder });
      expect(existsSync(join(folder, "bin", "Release", `${project}.${version}.nupkg`))).to.equal(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
