import { expect } from "chai";
import { differences } from "../../scripts/generate/differences.ts";
import { packageManifest } from "../../scripts/generate/packageManifest.ts";

describe("The check for stale generated files", () => {
  const present = new Map([
    ["sdk/same.ts", "a\nb\n"],
    ["sdk/changed.ts", "a\n  b\nc\n"],
    ["sdk/longer.ts", "a"],
    ["sdk/old.ts", ""],
  ]);
  const fresh = new Map([
    ["sdk/same.ts", "a\nb\n"],
    ["sdk/changed.ts", "a\n  B\nc\n"],
    ["sdk/longer.ts", "a\nb"],
    ["sdk/new.ts", ""],
  ]);

  it("reports how each file differs, and in which line first", () => {
    expect(differences(present, fresh)).to.deep.equal([
      'changed: sdk/changed.ts, line 2: found "b", expected "B"',
      'changed: sdk/longer.ts, line 2: found "(end of file)", expected "b"',
      "missing: sdk/new.ts",
      "no longer generated: sdk/old.ts",
    ]);
  });

  it("reports nothing when nothing differs", () => {
    expect(differences(present, present)).to.deep.equal([]);
  });
});

describe("The SDK's package.json", () => {
  it("depends on what the provider uses, and not on the compiler that Pulumi's generator asks for", () => {
    const generated = JSON.stringify({
      name: "pulumi-x",
      version: "1.2.3",
      scripts: { build: "tsc" },
      dependencies: { "@pulumi/pulumi": "^3.142.0" },
      devDependencies: { typescript: "^4.7.0" },
      pulumi: { resource: true, name: "x", version: "1.2.3" },
    });
    const manifest = JSON.parse(
      packageManifest(generated, { "@pulumi/pulumi": "3.259.0", got: "16.1.0", hpagent: "1.2.0" }),
    );
    expect(manifest.dependencies).to.deep.equal({ "@pulumi/pulumi": "^3.259.0", got: "16.1.0" });
    expect(manifest).to.not.have.any.keys("devDependencies", "scripts");
  });

  it("has the plugin on PATH, and does not ask `pulumi install` to download it", () => {
    const generated = JSON.stringify({ name: "pulumi-x", pulumi: { resource: true, name: "x", version: "1.2.3" } });
    const manifest = JSON.parse(packageManifest(generated, {}));
    expect(manifest.bin).to.have.property("pulumi-resource-huaweicloud-rocketmq", "plugin/start.cjs");
    expect(manifest.files).to.deep.equal(["bin", "plugin", "!plugin/compiled"]);
    expect(manifest.pulumi).to.deep.equal({ resource: false, name: "x", version: "1.2.3" });
  });
});
