import { expect } from "chai";
import { SendQueue } from "../../provider/src/plugin/sendQueue.ts";

describe("SendQueue", () => {
  it("sends newer progress in the place of older progress, but never before what was added in between", async () => {
    const sent: string[] = [];
    const queue = new SendQueue<string>(async (message) => {
      sent.push(message);
    });
    const filling = Array.from({ length: 16 }, (_, index) => `${index}`);
    for (const message of filling) queue.add(message, undefined);
    queue.add("old progress", "task");
    queue.add("warning", undefined);
    queue.add("new progress", "task");
    await queue.flush();
    expect(sent.slice(16)).to.deep.equal(["warning", "new progress"]);
  });
});
