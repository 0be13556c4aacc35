import { join } from "node:path";
import { expect } from "chai";
import { defaultScenario, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { recordCommand } from "../../scripts/record/recordCommand.ts";
import { lineText } from "../../scripts/record/screen.ts";
import { replay } from "../../scripts/record/terminal.ts";
import { pipelineEnvironment } from "./commandProcess.ts";

const main = join(import.meta.dirname, "..", "..", "provider", "src", "command", "main.ts");
const instanceId = "12121212-3434-4565-8787-909090909090";

describe("rocketmq-migration wait in a terminal", () => {
  let emulator: Emulator;

  before(async () => {
    const tasks = [{ name: "订单", type: "rocketmq", status: "starting" } as const];
    emulator = await startEmulator({
      scenario: { ...defaultScenario, instances: [{ id: instanceId, name: "shop", tasks }] },
    });
    for (let index = 1; index < 40; index += 1) {
      emulator.addTask(instanceId, { name: `old-${index}`, type: "rocketmq", status: "finished" });
    }
  });
  after(() => emulator.close());

  it("redraws a table that fits the window, running tasks first, and leaves only the result", async () => {
    const rows = 12;
    let isReleased = false;
    const recording = await recordCommand({
      command: `'${process.execPath}' '${main}' wait ${instanceId} --all --poll-interval 0.2`,
      typed: "wait",
      folder: import.meta.dirname,
      columns: 120,
      rows,
      environment: pipelineEnvironment(emulator.url),
      onOutput(text) {
        if (isReleased || !text.includes("39 of 40 finished")) return;
        isReleased = true;
        emulator.setStatus(instanceId, "订单", "finished");
      },
    });
    const { frames, everything } = await replay(recording);
    const screens = frames.map(({ lines }) => lines.map(lineText));
    const live = screens.find((lines) => lines.some((line) => line.includes("39 of 40 finished"))) ?? [];
    expect(live.length).to.be.at.most(rows);
    const table = live.slice(live.findIndex((line) => line.startsWith("NAME")));
    expect(table[1]).to.match(/^订单 +starting +for \d+ s /);
    expect(table.join("\n")).to.match(/^… and \d+ more$/m);
    expect(table.join("\n")).to.match(/^Waiting for \d+ s: 39 of 40 finished, 1 starting · next poll in /m);

    const left = everything.map(lineText).filter((line) => line !== "");
    expect(left[1], "the command, then the result").to.match(/^NAME /);
    expect(left).to.have.length(1 + 1 + 40 + 1);
    expect(left.at(-1)).to.match(/^Finished after \d+ s: 40 of 40 tasks finished\.$/);
  });
});
