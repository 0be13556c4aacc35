import { expect } from "chai";
import { run } from "../../scripts/setup/command.mjs";
import { SetupError } from "../../scripts/setup/setupError.mjs";

describe("A command of the set-up", () => {
  const failureOf = (running: Promise<string>): Promise<unknown> =>
    running.then(
      () => undefined,
      (error: unknown) => error,
    );

  it("returns its stdout and reports each line of stdout and stderr", async () => {
    const lines: string[] = [];
    const onLine = (line: string): void => void lines.push(line);
    expect(await run("sh", ["-c", "echo one; printf two >&2"], { onLine })).to.equal("one\n");
    expect(lines.sort()).to.deep.equal(["one", "two"]);
  });

  it("fails with its status and the first and last lines of its output", async () => {
    const script = "for n in $(seq 1 100); do echo line $n; done; exit 3";
    const error = await failureOf(run("sh", ["-c", script]));
    expect(error).to.be.instanceOf(SetupError);
    const [first, ...rest] = (error as SetupError).message.split("\n");
    expect(first).to.equal(`sh -c ${script}: exit status 3`);
    expect(rest).to.have.lengthOf(35);
    expect(rest.slice(0, 2)).to.deep.equal(["  | line 1", "  | line 2"]);
    expect(rest.at(-1)).to.equal("  | line 100");
  });

  it("fails with its name when it is not on PATH", async () => {
    const error = await failureOf(run("no-such-command", ["version"]));
    expect(error).to.have.property("message", "no-such-command version: no-such-command is not on PATH");
  });

  it("ends with its child processes when it is interrupted", async () => {
    const controller = new AbortController();
    // The inner shell holds the pipe open, so the promise settles only once that one has exited, too.
    const running = run("sh", ["-c", "sh -c 'echo started; sleep 600; true'; true"], {
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    expect(await failureOf(running))
      .to.have.property("message")
      .that.includes(": interrupted\n  | started");
  });
});
