import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { expect } from "chai";
import { recordCommand } from "../../scripts/record/recordCommand.ts";
import { lineText } from "../../scripts/record/screen.ts";
import { replay } from "../../scripts/record/terminal.ts";
import { skip } from "../skip.ts";

describe("Recording a command", () => {
  before(function () {
    const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" });
    if (!stdout?.includes("util-linux")) skip(this, "there is no `script` of util-linux");
  });

  const terminal = { folder: tmpdir(), columns: 50, rows: 12 };

  it("gives it a real terminal of the wanted size, which answers where its cursor is", async () => {
    const ask = "stty -echo raw; printf '\\033[6n'; answer=$(dd bs=1 count=6 2>/dev/null | tr -d '\\033'); stty sane";
    const command = `test -t 0 && test -t 1 && stty size; ${ask}; echo "[$answer"`;
    const recording = await recordCommand({ ...terminal, command, typed: "size" });
    const { everything } = await replay(recording);
    expect(everything.map(lineText)).to.deep.equal(["$ size", "12 50", "[[2;1R"]);
  });

  it("fails with what the terminal showed when the command fails", async () => {
    const failure = recordCommand({ ...terminal, command: "echo out of order; exit 3" }).catch(
      (error) => error.message,
    );
    expect(await failure).to.equal("exit code 3:\n$ echo out of order; exit 3\nout of order");
  });
});
