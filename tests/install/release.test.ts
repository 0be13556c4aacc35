import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { pack } from "../../scripts/release/archive.ts";
import { writeEvidence } from "../../scripts/release/evidence.ts";
import { commitPluginFolder } from "../../scripts/release/gitRelease.ts";
import { bundleProgram } from "../../scripts/release/pluginProgram.ts";
import { writeSbom } from "../../scripts/release/sbom.ts";
import { archiveName, executableName, targets } from "../../scripts/release/targets.ts";
import { withoutWindowsSignature } from "../../scripts/release/windowsSignature.ts";
import { run } from "../../scripts/setup/command.mjs";

const root = join(import.meta.dirname, "..", "..");

describe("A release", function () {
  this.timeout(30_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rocketmq-release-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has an archive for each platform, named as Pulumi's engine asks for it", () => {
    expect(targets.map((target) => [archiveName(target, "0.1.0"), executableName(target)])).to.deep.equal(
      ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64", "windows-arm64"].map(
        (platform) => [
          `pulumi-resource-huaweicloud-rocketmq-v0.1.0-${platform}.tar.gz`,
          `pulumi-resource-huaweicloud-rocketmq${platform.startsWith("windows") ? ".exe" : ""}`,
        ],
      ),
    );
  });

  it("has archives of the same bytes, whenever their files were written", async () => {
    writeFileSync(join(folder, "b"), "program", { mode: 0o755 });
    writeFileSync(join(folder, "a"), "licence");
    await pack(join(folder, "1.tar.gz"), folder, ["b", "a"]);
    utimesSync(join(folder, "a"), 1, 1);
    await pack(join(folder, "2.tar.gz"), folder, ["a", "b"]);
    const [first, second] = ["1", "2"].map((name) => readFileSync(join(folder, `${name}.tar.gz`)));
    expect(first).to.deep.equal(second);
    const listed = await run("tar", ["-tvzf", join(folder, "1.tar.gz")]);
    expect(listed).to.match(/^-rw-r--r--.* a\n-rwxr-xr-x.* b\n$/);
  });

  it("lists what is in the bundle, with versions and licences", async () => {
    const notices = await bundleProgram(folder);
    expect(notices)
      .to.match(/== @grpc\/grpc-js \d.*\n\n\s+Apache License/)
      .and.to.match(/== got \d.*\n\nMIT License/);
    writeSbom(join(folder, "sbom.json"), join(folder, "out.json"), "0.1.0");
    const { bomFormat, metadata, components } = JSON.parse(readFileSync(join(folder, "out.json"), "utf8"));
    expect([bomFormat, metadata.component.name, metadata.component.version]).to.deep.equal([
      "CycloneDX",
      "pulumi-resource-huaweicloud-rocketmq",
      "0.1.0",
    ]);
    const names = components.map(({ name }: { name: string }) => name);
    expect(names).to.include.members(["grpc-js", "google-protobuf", "got", "hpagent", "node"]);
    expect(names).to.not.include.members(["esbuild"]);
  });

  it("has checksums that sha256sum takes, and says from which commit it is", async () => {
    writeFileSync(join(folder, "archive"), "bytes");
    await writeEvidence(folder, ["archive"], { version: "0.1.0", targets, releaseCommit: "c0ffee" });
    expect(await run("sha256sum", ["--check", "SHA256SUMS"], { cwd: folder })).to.equal(
      "archive: OK\nprovenance.json: OK\n",
    );
    const { subject, predicateType, predicate } = JSON.parse(readFileSync(join(folder, "provenance.json"), "utf8"));
    expect(subject.map(({ name }: { name: string }) => name)).to.deep.equal(["archive"]);
    expect(predicateType).to.equal("https://slsa.dev/provenance/v1");
    const [sources] = predicate.buildDefinition.resolvedDependencies;
    expect(sources.digest.gitCommit).to.equal((await run("git", ["rev-parse", "HEAD"])).trim());
  });

  it("is tagged with a commit of the plugin's folder, above that of the sources, the same each time", async () => {
    const plugin = join(root, "provider", "bin");
    const commit = await commitPluginFolder(plugin, "0.1.0");
    expect(await commitPluginFolder(plugin, "0.1.0")).to.equal(commit);
    expect(await run("git", ["rev-parse", `${commit}^`])).to.equal(await run("git", ["rev-parse", "HEAD"]));
    const files = (await run("git", ["ls-tree", "-r", commit, "provider/"])).trim().split("\n");
    expect(files.map((line) => line.replace(/ blob \w+\t/, " "))).to.deep.equal([
      "100755 provider/pulumi-resource-huaweicloud-rocketmq",
      "100755 provider/pulumi-resource-huaweicloud-rocketmq.cmd",
      "100644 provider/schema.json",
      "100755 provider/start.cjs",
    ]);
  });

  it("has at its tag what the registry and pipelines read there, and no npm workspace around the plugin", async () => {
    const commit = await commitPluginFolder(join(root, "provider", "bin"), "0.1.0");
    const files = (await run("git", ["ls-tree", "-r", "--name-only", commit])).trim().split("\n");
    expect(files).to.include.members([
      "LICENSE",
      "README.md",
      "ci/github/action.yml",
      "ci/gitlab/rocketmq-migration.gitlab-ci.yml",
      "docs/_index.md",
      "docs/installation-configuration.md",
      "docs/logo.png",
      "examples/python/__main__.py",
    ]);
    expect(files).to.not.include("package.json");
  });

  it("has Windows executables without the signature of Node, which no longer holds", () => {
    // The offsets of the PE format: the header's place, the magic of a 64-bit header, and the fifth data directory.
    const executable = Buffer.alloc(1024);
    executable.writeUInt32LE(128, 0x3c);
    executable.write("PE\0\0", 128);
    executable.writeUInt16LE(0x2_0b, 128 + 24);
    executable.writeUInt32LE(0xde_ad, 128 + 24 + 64);
    executable.writeUInt32LE(900, 128 + 24 + 112 + 32);
    executable.writeUInt32LE(124, 128 + 24 + 112 + 36);
    const unsigned = withoutWindowsSignature(executable);
    expect(unsigned).to.have.length(900);
    expect(unsigned.subarray(128 + 24 + 112 + 32, 128 + 24 + 112 + 40)).to.deep.equal(Buffer.alloc(8));
    expect(withoutWindowsSignature(unsigned)).to.have.length(900);
  });
});
