import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const script = join(import.meta.dirname, "..", "..", "scripts", "setup", "testTools.sh");
/** What the script uses of the system. */
const systemPrograms = ["sh", "dirname", "mkdir", "mktemp", "mv", "rm"];

describe("The set-up of programs for tests", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "test-tools-"));
    mkdirSync(join(root, "scripts", "setup"), { recursive: true });
    mkdirSync(join(root, "bin"));
    copyFileSync(script, join(root, "scripts", "setup", "testTools.sh"));
    for (const name of systemPrograms) program(name, `PATH=/usr/bin:/bin exec ${name} "$@"`);
  });

  afterEach(() => rmSync(root, { recursive: true }));

  /** Puts a program on PATH. */
  function program(name: string, code: string): void {
    const path = join(root, "bin", name);
    writeFileSync(path, `#!/bin/sh\n${code}\n`);
    chmodSync(path, 0o755);
  }

  function run(environment: Record<string, string> = {}) {
    const env = { PATH: join(root, "bin"), ...environment };
    const { status, stdout, stderr } = spawnSync("/bin/sh", [join(root, "scripts", "setup", "testTools.sh")], {
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  const silence = { status: 0, stdout: "", stderr: "" };

  it("does nothing where everything is installed", () => {
    program("promtool", "");
    program("google-chrome", "");
    expect(run()).to.deep.equal(silence);
  });

  it("downloads promtool once, without installing its package", () => {
    program("chromium", "");
    program("apt-get", 'echo package >prometheus_1_all.deb; echo "$@" >&2');
    program(
      "dpkg-deb",
      'mkdir -p "$3/usr/bin"; echo "#!/bin/sh" >"$3/usr/bin/promtool"; PATH=/usr/bin:/bin chmod +x "$3/usr/bin/promtool"',
    );
    expect(run()).to.deep.equal({
      ...silence,
      stderr:
        "test tools: downloading promtool (Debian's package prometheus, once)\n" +
        "-qq download -o APT::Sandbox::User=root prometheus\n",
    });
    expect(readdirSync(join(root, ".tools"))).to.deep.equal(["promtool"]);
    expect(run()).to.deep.equal(silence);
  });

  it("renews the package lists as root if a package is not found", () => {
    program("chromium", "");
    program("id", "echo 0");
    program(
      "apt-get",
      'case "$2" in update) echo updated >updated ;; download) [ -f updated ] && echo package >prometheus_1_all.deb ;; esac',
    );
    program("dpkg-deb", 'mkdir -p "$3/usr/bin"; echo >"$3/usr/bin/promtool"');
    expect(run().status).to.equal(0);
    expect(existsSync(join(root, ".tools", "promtool"))).to.equal(true);
  });

  it("says what it could not install, and does not fail", () => {
    program("id", "echo 1000");
    expect(run()).to.deep.equal({
      ...silence,
      stderr:
        "test tools: promtool is not on PATH, and only Debian's package is downloaded: tests that need it are skipped\n" +
        "test tools: chromium is not on PATH: tests that need it are skipped (set CHROME_PATH to use another browser)\n",
    });
    program("apt-get", "exit 100");
    program("dpkg-deb", "");
    expect(run({ CHROME_PATH: "/opt/chrome" })).to.deep.equal({
      ...silence,
      stderr:
        "test tools: downloading promtool (Debian's package prometheus, once)\n" +
        "test tools: promtool could not be downloaded: tests that need it are skipped\n",
    });
    expect(readdirSync(join(root, ".tools"))).to.deep.equal([]);
  });

  for (const [where, id, environment, installs] of [
    ["on CI as root", 0, { CI: "true" }, true],
    ["on CI as another user", 1000, { CI: "true" }, false],
    ["on a developer's machine", 0, {}, false],
  ] as const) {
    it(`${installs ? "installs" : "does not install"} Chromium ${where}`, () => {
      program("promtool", "");
      program("id", `echo ${id}`);
      program("apt-get", 'echo "$@" >&2');
      const { status, stderr } = run(environment);
      expect(status).to.equal(0);
      expect(stderr.includes("-qq install -y --no-install-recommends chromium\n")).to.equal(installs);
    });
  }
});
