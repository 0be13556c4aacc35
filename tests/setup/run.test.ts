import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

describe("scripts/run.sh", () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "it's $HOME; a clone ")));
    for (const folder of ["scripts", ".tools", "node_modules/.bin"]) mkdirSync(join(root, folder), { recursive: true });
    copyFileSync("scripts/run.sh", join(root, "scripts/run.sh"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const PRINT = 'printf "%s\n" "$PATH" "$NODE_OPTIONS" "$PULUMI_SKIP_UPDATE_CHECK" "$PULUMI_HOME" "$1"';
  const runScript = (environment: Record<string, string> = {}) =>
    spawnSync("/bin/sh", ["scripts/run.sh", "/bin/sh", "-c", PRINT, "sh", "a  b"], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", ...environment },
    });

  it("puts the engine before npm's programs, and both before PATH", () => {
    symlinkSync("pulumi/versions/3.259.0/bin", join(root, ".tools/engine"));
    expect(runScript().stdout.split("\n")).to.deep.equal([
      `${root}/.tools/engine:${root}/node_modules/.bin:/usr/bin:/bin`,
      "--disable-warning=ExperimentalWarning",
      "true",
      `${root}/.tools/pulumi`,
      "a  b",
      "",
    ]);
  });

  it("keeps the user's PULUMI_HOME for the user's engine, and extends NODE_OPTIONS", () => {
    symlinkSync("/opt/pulumi", join(root, ".tools/engine"));
    const { stdout } = runScript({ PULUMI_HOME: "/home/pulumi", NODE_OPTIONS: "--max-old-space-size=99" });
    expect(stdout).to.include("\n--max-old-space-size=99 --disable-warning=ExperimentalWarning\n");
    expect(stdout).to.include("\n/home/pulumi\n");
  });

  it("returns the exit status of the command", () => {
    expect(spawnSync("/bin/sh", ["scripts/run.sh", "/bin/sh", "-c", "exit 7"], { cwd: root }).status).to.equal(7);
  });

  it("says what to do in a fresh clone", () => {
    rmSync(join(root, "node_modules"), { recursive: true });
    const { status, stdout, stderr } = runScript();
    expect([status, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.equal("scripts/run.sh: this checkout is not set up; run `npm run setup`\n");
  });
});
