import { expect } from "chai";
import {
  countText,
  durationText,
  listText,
  momentText,
  statusText,
  taskText,
} from "../../provider/src/migration/wording.ts";

describe("Wording", () => {
  it("shows a duration in its two largest units", () => {
    const texts = [0, 499, 12_000, 60_000, 90_000, 3_600_000, 3_660_000, 7_325_000].map(durationText);
    expect(texts).to.deep.equal(["0 s", "0 s", "12 s", "1 min", "1 min 30 s", "1 h", "1 h 1 min", "2 h 2 min"]);
  });

  it("shows a time to the second", () => {
    expect(momentText(Date.parse("2026-11-24T10:00:01.234Z"))).to.equal("2026-11-24T10:00:01Z");
  });

  it("names a task by name and ID, and calls an unknown state unknown", () => {
    expect(taskText({ id: "1", name: "orders" })).to.equal('"orders" (1)');
    expect(taskText({ id: "1", name: "" })).to.equal("1");
    expect(["finished", "paused", ""].map(statusText)).to.deep.equal([
      "finished",
      'in the unknown state "paused"',
      "in an unreported state",
    ]);
  });

  it("counts items and shortens lists", () => {
    expect([countText(1, "task"), countText(2, "task")]).to.deep.equal(["1 task", "2 tasks"]);
    expect([listText(["a", "b"], 2), listText(["a", "b", "c"], 2)]).to.deep.equal(["a, b", "a, b and 1 more"]);
  });
});
