import { spawn } from "node:child_process";
import { lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";

const lockModule = new URL("../../scripts/setup/lock.mjs", import.meta.url).href;

describe("The lock of the set-up", () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-test-"));
    lock = join(folder, "deep", "setup.lock");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts a process that takes the lock, prints "locked", and exits once its stdin is closed. */
  function start() {
    const script = `
      const { takeLock } = await import(${JSON.stringify(lockModule)});
      await takeLock(process.argv[1]);
      console.error("locked");
      process.stdin.resume();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, lock], {
      stdio: ["pipe", "inherit", "pipe"],
    });
    const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    return { child, exited, next: async () => (await lines.next()).value };
  }

  it("makes a second set-up wait for the first, and say so", async () => {
    const first = start();
    expect(await first.next()).to.equal("locked");
    const second = start();
    expect(await second.next()).to.equal(
      `set-up: waiting for another set-up of this checkout (process ${first.child.pid}, lock ${lock})`,
    );
    first.child.stdin.end();
    expect(await second.next()).to.equal("locked");
    second.child.stdin.end();
    await Promise.all([first.exited, second.exited]);
    expect(lstatSync(lock, { throwIfNoEntry: false })).to.equal(undefined);
  });

  it("of a killed set-up is ignored", async () => {
    const first = start();
    expect(await first.next()).to.equal("locked");
    first.child.kill("SIGKILL");
    await first.exited;
    expect(lstatSync(lock).isSymbolicLink()).to.equal(true);
    const second = start();
    expect(await second.next()).to.equal("locked");
    second.child.stdin.end();
    await second.exited;
  });
});
