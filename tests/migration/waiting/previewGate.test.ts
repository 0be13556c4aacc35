import { expect } from "chai";
import type { Task } from "../../../emulator/src/index.ts";
import { type GateRules, previewGate } from "../../../provider/src/migration/index.ts";
import { startService, taskId } from "../emulatorClient.ts";
import { TestClock } from "../testClock.ts";
import { defaultRules } from "./defaultRules.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const name = "rocketmq-shop";

type GateSettings = Partial<GateRules> & Pick<GateRules, "selection">;

function task(number: number, status: string): Task {
  return { id: taskId(number), name: `move-${number}`, type: "rocketmq", timeline: [{ afterSeconds: 0, status }] };
}

describe("previewGate", () => {
  it("says what a gate would do now, and does not wait", async () => {
    const clock = new TestClock();
    const tasks = [task(1, "starting"), task(2, "finished")];
    const { emulator, client } = await startService(clock, { id: instanceId, name, tasks });
    const say = async (...gates: GateSettings[]) => {
      const outlooks = await Promise.all(
        gates.map((each) => previewGate(client, instanceId, { ...defaultRules, ...each })),
      );
      return outlooks.map(({ state, text }) => `${state}: ${text}`);
    };
    try {
      expect(
        await say(
          { selection: { by: "all" } },
          { selection: { by: "ids", taskIds: [taskId(2)] } },
          { selection: { by: "names", taskNames: ["move-2", "move-3"] }, onNoMatch: "wait" },
          { selection: { by: "all", taskType: "rabbitToRocket" }, onNoMatch: "wait" },
          { selection: { by: "all", taskType: "rabbitToRocket" } },
        ),
      ).to.deep.equal([
        'waiting: Would wait (1 of 2 finished, 1 starting) for "move-1".',
        "released: Would be released at once: task finished.",
        'waiting: Would wait (1 of 2 finished, 1 not created yet) for "move-3".',
        "waiting: Would wait: no tasks yet.",
        `failed: Would fail: Nothing to wait for: there are no migration tasks of type rabbitToRocket on instance ${instanceId}. ` +
          'Start a migration first, or set onNoMatch to "wait" to wait for one.',
      ]);
    } finally {
      await emulator.close();
    }
  });

  it("expects a missing task from the same update, if that creates tasks", async () => {
    const clock = new TestClock();
    const tasks = [task(1, "finished"), task(2, "failed")];
    const { emulator, client } = await startService(clock, { id: instanceId, name, tasks });
    const say = async (gate: GateSettings) => {
      const { state, text } = await previewGate(
        client,
        instanceId,
        { ...defaultRules, ...gate },
        { tasksPlanned: true },
      );
      return `${state}: ${text}`;
    };
    try {
      expect(await say({ selection: { by: "names", taskNames: ["move-1", "move-3"] } })).to.equal(
        'waiting: Would wait (1 of 2 finished, 1 not created yet) for "move-3". This update may create "move-3".',
      );
      expect(await say({ selection: { by: "names", taskNames: ["a", "b"] } })).to.equal(
        'waiting: Would wait (0 of 2 finished, 2 not created yet) for "a", "b". This update may create "a", "b".',
      );
      expect(await say({ selection: { by: "all", taskType: "rabbitToRocket" } })).to.equal(
        "waiting: Would wait: no tasks yet. This update creates tasks on the instance.",
      );
      expect(await say({ selection: { by: "names", taskNames: ["move-2", "move-3"] } })).to.equal(
        `failed: Would fail: Migration task "move-2" (${taskId(2)}) failed.`,
      );
      expect(await say({ selection: { by: "names", taskNames: ["move-1"] } })).to.equal(
        "released: Would be released at once: task finished.",
      );
    } finally {
      await emulator.close();
    }
  });
});
