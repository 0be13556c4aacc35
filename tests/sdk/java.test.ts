import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { version } from "../../provider/src/version.ts";
import { built, skipIfMissing } from "../languages/language.ts";

const run = promisify(execFile);
const target = join(built, "java", "sdk", "target");
const program = join(import.meta.dirname, "programs", "java", "Program.java");

describe("The Java SDK", () => {
  before(function () {
    skipIfMissing(this, { folder: "java" });
  });

  it("is an archive with its classes, its version, and what Pulumi's host reads to find the plugin", async () => {
    const archive = join(target, `pulumi-huaweicloud-rocketmq-${version}.jar`);
    const { stdout } = await run("jar", ["--list", "--file", archive]);
    expect(stdout.split("\n")).to.include.members([
      "io/github/huaweicloudrocketmq/MigrationGate.class",
      "io/github/huaweicloudrocketmq/HuaweicloudrocketmqFunctions.class",
      "io/github/huaweicloud-rocketmq/plugin.json",
      "META-INF/maven/io.github.huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/pom.xml",
    ]);
  });

  it("compiles with a program, and knows its version when that runs", async () => {
    const dependencies = readFileSync(join(target, "classpath"), "utf8");
    const classPath = [join(target, "classes"), dependencies].join(delimiter);
    const { stdout } = await run("java", ["-cp", classPath, program]);
    expect(stdout.trim()).to.equal(version);
  });

  it("runs on Java 11", async () => {
    const classes = join(target, "classes");
    const { stdout } = await run("javap", ["-v", "-cp", classes, "io.github.huaweicloudrocketmq.Utilities"]);
    expect(stdout).to.include("major version: 55");
  });
});
