import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const launcher = "provider/bin/pulumi-resource-huaweicloud-rocketmq";

describe("The plugin's executable", () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "launcher test-")));
    for (const folder of ["provider/bin", "node_modules/.bin"]) mkdirSync(join(root, folder), { recursive: true });
    copyFileSync(launcher, join(root, launcher));
    chmodSync(join(root, launcher), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function writeMain(): void {
    mkdirSync(join(root, "provider/dist"));
    writeFileSync(
      join(root, "provider/dist/main.cjs"),
      "console.log(JSON.stringify(process.argv.slice(2)), process.execPath)",
    );
  }

  const start = (program: string, options: { cwd?: string } = {}) =>
    spawnSync(program, ["127.0.0.1:5000", "-v=3", "a b"], { encoding: "utf8", ...options });

  it("starts the plugin with its arguments, through npm's links as well", () => {
    writeMain();
    symlinkSync(`../../${launcher}`, join(root, "node_modules/.bin/pulumi-resource-huaweicloud-rocketmq"));
    symlinkSync(join(root, "node_modules/.bin/pulumi-resource-huaweicloud-rocketmq"), join(root, "link"));
    for (const program of [launcher, "node_modules/.bin/pulumi-resource-huaweicloud-rocketmq", "link"]) {
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
        `(${root}/provider/bin/../dist/main.cjs is missing); run \`npm run setup\` in its checkout\n`,
    );
  });
});
