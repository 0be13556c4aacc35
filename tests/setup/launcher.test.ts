import { execFileSync, type SpawnSyncOptions, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const launcher = "provider/bin/pulumi-resource-huaweicloud-rocketmq";
const startScript = "provider/bin/start.cjs";

describe("The plugin's executable", () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "launcher test-")));
    for (const folder of ["provider/bin", "node_modules/.bin"]) mkdirSync(join(root, folder), { recursive: true });
    for (const file of [launcher, startScript]) copyFileSync(file, join(root, file));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function writeMain(): void {
    mkdirSync(join(root, "provider/dist"));
    writeFileSync(
      join(root, "provider/dist/main.cjs"),
      "console.log(JSON.stringify(process.argv.slice(2)), process.execPath)",
    );
  }

  const start = (program: string, options: SpawnSyncOptions = {}) =>
    spawnSync(program, ["127.0.0.1:5000", "-v=3", "a b"], { ...options, encoding: "utf8" });

  it("starts the plugin with its arguments, through npm's links as well", () => {
    writeMain();
    symlinkSync(`../../${launcher}`, join(root, "node_modules/.bin/pulumi-resource-huaweicloud-rocketmq"));
    symlinkSync(join(root, "node_modules/.bin/pulumi-resource-huaweicloud-rocketmq"), join(root, "link"));
    for (const program of [launcher, "node_modules/.bin/pulumi-resource-huaweicloud-rocketmq", "link", startScript]) {
      const { stdout, stderr } = start(join(root, program));
      expect([stdout, stderr]).to.deep.equal([`["127.0.0.1:5000","-v=3","a b"] ${process.execPath}\n`, ""]);
    }
    expect(start(`./${launcher}`, { cwd: root }).status).to.equal(0);
  });

  it("prefers the Node of its checkout to the one on PATH", () => {
    writeMain();
    mkdirSync(join(root, "node_modules/node/bin"), { recursive: true });
    writeFileSync(join(root, "node_modules/node/bin/node"), "#!/bin/sh\necho the own one\n");
    chmodSync(join(root, "node_modules/node/bin/node"), 0o755);
    expect(start(join(root, launcher)).stdout).to.equal("the own one\n");
  });

  it("says what to do when the plugin is not built, and writes nothing to stdout, where the engine reads the port", () => {
    const { status, stdout, stderr } = start(join(root, launcher));
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.equal(
      "pulumi-resource-huaweicloud-rocketmq: the plugin is not built yet " +
        `(${root}/provider/dist/main.cjs is missing). Run \`npm run setup\` in its checkout.\n`,
    );
  });

  it("says what to install when there is no Node", () => {
    writeMain();
    // Has what the launcher runs, and no Node.
    const programs = join(root, "programs");
    mkdirSync(programs);
    for (const name of ["sh", "readlink"])
      symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(programs, name));
    const { status, stdout, stderr } = start(join(root, launcher), { env: { PATH: programs } });
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.equal(
      "pulumi-resource-huaweicloud-rocketmq: needs Node 22 or newer, and there is no `node` on PATH. " +
        "Install Node, or install the plugin from its release archive, which needs none.\n",
    );
  });

  it("says which Node is too old, and what to install", () => {
    writeMain();
    const preload = join(root, "oldNode.cjs");
    writeFileSync(preload, 'Object.defineProperty(process, "versions", { value: { node: "20.19.0" } });');
    const { status, stdout, stderr } = start(join(root, launcher), {
      env: { ...process.env, NODE_OPTIONS: `--require "${preload}"` },
    });
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.equal(
      `pulumi-resource-huaweicloud-rocketmq: needs Node 22 or newer, and ${process.execPath} is Node 20.19.0. ` +
        "Install a newer Node, or install the plugin from its release archive, which needs none.\n",
    );
  });

  it("starts with Node 22.0, which cannot keep compiled code", () => {
    writeMain();
    const preload = join(root, "node220.cjs");
    writeFileSync(preload, 'delete require("node:module").enableCompileCache;');
    const { stdout, stderr } = start(join(root, launcher), {
      env: { ...process.env, NODE_OPTIONS: `--require "${preload}"` },
    });
    expect(stdout, stderr).to.match(/^\["127\.0\.0\.1:5000"/);
  });

  it("for Windows has Windows' line ends, and says the same", () => {
    const script = readFileSync(`${launcher}.cmd`, "utf8");
    expect(script).to.match(/^@echo off\r\n(.*\r\n)+$/);
    const [sentence = ""] = readFileSync(launcher, "utf8").match(/needs Node.*(?=" >&2)/) ?? [];
    expect(script).to.include(`echo pulumi-resource-huaweicloud-rocketmq: ${sentence.replaceAll("\\", "")} 1>&2\r\n`);
  });
});
