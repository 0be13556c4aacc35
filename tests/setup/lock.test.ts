import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";

const LOCK = new URL("../../scripts/setup/lock.mjs", import.meta.url).href;

describe("Only one set-up runs in a checkout at a time", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Starts a process that takes the lock, prints "locked", and ends when its stdin does. */
  function start() {
    const script = `
      const { takeLock } = await import(${JSON.stringify(LOCK)});
      const progress = { note: (line) => console.log(line.replace(/[0-9]+/, "N")) };
      await takeLock(process.argv[1], { progress, signal: new AbortController().signal });
      console.log("locked");
      process.stdin.resume();`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, join(folder, "deep", "setup.lock")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    return { child, ended, next: async () => (await lines.next()).value };
  }

  it("a second one says that it waits, and goes on when the first one has ended", async () => {
    const first = start();
    expect(await first.next()).to.equal("locked");
    const second = start();
    expect(await second.next()).to.equal("another set-up runs here (process N); waiting for it");
    first.child.stdin.end();
    expect(await second.next()).to.equal("locked");
    second.child.stdin.end();
    await Promise.all([first.ended, second.ended]);
    expect(existsSync(join(folder, "deep", "setup.lock"))).to.equal(false);
  });

  it("one that was killed keeps nobody waiting", async () => {
    const first = start();
    expect(await first.next()).to.equal("locked");
    first.child.kill("SIGKILL");
    await first.ended;
    expect(existsSync(join(folder, "deep", "setup.lock"))).to.equal(true);
    const second = start();
    expect(await second.next()).to.equal("locked");
    second.child.stdin.end();
    await second.ended;
  });

  it("a lock without a process number in it keeps nobody waiting", async () => {
    const first = start();
    await first.next();
    first.child.stdin.end();
    await first.ended;
    writeFileSync(join(folder, "deep", "setup.lock"), "");
    const second = start();
    expect(await second.next()).to.equal("locked");
    second.child.stdin.end();
    await second.ended;
  });
});
