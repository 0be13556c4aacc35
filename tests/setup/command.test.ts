import { expect } from "chai";
import { CommandError, runCommand } from "../../scripts/setup/command.mjs";

describe("The set-up runs a command", () => {
  const signal = new AbortController().signal;

  it("and answers what it wrote to stdout, and shows its lines as they come", async () => {
    const lines: string[] = [];
    const script = "echo one; printf two >&2";
    const stdout = await runCommand("sh", ["-c", script], { signal, onLine: (line: string) => void lines.push(line) });
    expect(stdout).to.equal("one\n");
    expect(lines.sort()).to.deep.equal(["one", "two"]);
  });

  it("and says how it failed, with the first and the last lines of what it printed", async () => {
    const script = "for n in $(seq 1 100); do echo line $n; done; exit 3";
    const error = await runCommand("sh", ["-c", script], { signal }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(CommandError);
    const [first, ...rest] = (error as CommandError).message.split("\n");
    expect(first).to.equal(`sh -c ${script}: exit status 3`);
    expect(rest).to.have.lengthOf(35);
    expect(rest.slice(0, 2)).to.deep.equal(["  | line 1", "  | line 2"]);
    expect(rest.at(-1)).to.equal("  | line 100");
  });

  it("and says that it is not there", async () => {
    const error = await runCommand("no-such-command", [], { signal }).catch((reason: unknown) => reason);
    expect((error as Error).message).to.equal("no-such-command: could not be started (spawn no-such-command ENOENT)");
  });

  it("and ends it, with all that it started, when it is interrupted", async () => {
    const controller = new AbortController();
    // The inner shell holds our pipe open: the promise is settled only when it is gone, too.
    const error = await runCommand("sh", ["-c", "sh -c 'echo started; sleep 600; true'; true"], {
      signal: controller.signal,
      onLine: () => controller.abort(),
    }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(CommandError);
  });
});
