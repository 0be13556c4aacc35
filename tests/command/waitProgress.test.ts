import { Writable } from "node:stream";
import { expect } from "chai";
import { showWait } from "../../provider/src/command/waitProgress.ts";
import { makeReport } from "../../provider/src/migration/index.ts";
import { lineText } from "../../scripts/record/screen.ts";
import { HeadlessTerminal } from "../../scripts/record/terminal.ts";
import { TestClock } from "../migration/testClock.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";

/** A terminal as a program sees it: its size, and a stream into it. */
class TerminalStream extends Writable {
  readonly isTTY = true;
  readonly terminal: HeadlessTerminal;
  columns: number;
  rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.terminal = new HeadlessTerminal(columns, rows);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    // A terminal's driver does the same.
    void this.terminal.write(chunk.toString().replaceAll("\n", "\r\n")).then(done);
  }

  /** Resolves when everything is on the screen. */
  written(): Promise<void> {
    return new Promise((resolve) => this.write("", () => resolve()));
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    Object.assign(this, { columns, rows });
    this.emit("resize");
  }

  everything(): string[] {
    return this.terminal.everything().map(lineText);
  }
}

describe("The live table of a wait", () => {
  const task = (name: string, status: string) => ({
    id: `task-${name}`,
    name,
    status,
    type: "rocketmq",
    startDate: "2026-11-24 10:00:00",
    history: [{ status, since: "2026-11-24T10:00:00.000Z" }],
  });
  const tasks = [task("orders", "finished"), task("payments-of-the-shop", "starting"), task("订单", "starting")];
  const report = makeReport([{ instanceId, observedAtMs: 0, tasks }], { nowMs: 0 });

  for (const sizes of [
    [80, 40],
    [80, 120],
    [50, 30, 100],
    [100, 60, 100, 40],
  ]) {
    it(`leaves nothing behind when the window goes from ${sizes.join(" to ")} columns`, async () => {
      const [first = 80, ...others] = sizes;
      const stream = new TerminalStream(first, 30);
      stream.write("$ rocketmq-migration wait\n");
      const environment = { TERM: "xterm-256color" };
      const progress = showWait({
        clock: new TestClock(),
        stream: stream as unknown as NodeJS.WriteStream,
        environment,
        isQuiet: false,
      });
      try {
        progress.update("1 of 3 finished, 2 starting · next poll in 10 s", report, true);
        for (const columns of others) {
          await stream.written();
          stream.resize(columns, 30);
        }
        await stream.written();
        const lines = stream.everything();
        expect(lines[0]).to.equal("$ rocketmq-migration wait");
        expect(lines.filter((line) => line.startsWith("NAME"))).to.have.length(1);
        expect(lines.join("").match(/Waiting for/g)).to.have.length(1);
      } finally {
        progress.close();
      }
      await stream.written();
      expect(stream.everything()).to.deep.equal(["$ rocketmq-migration wait"]);
    });
  }
});
