import { expect } from "chai";
import { growthPlot } from "../../scripts/bench/report/growthPlot.ts";
import { performancePage } from "../../scripts/bench/report/page.ts";
import { median, spread } from "../../scripts/bench/statistics.ts";
import { readXml } from "../record/xml.ts";

describe("The bench's report", () => {
  it("gives the middle value, and the mean of two in the middle", () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1, 3, 2])).to.equal(2.5);
  });

  it("writes the lowest and highest of a few values, and percentiles of many", () => {
    expect(spread([3, 1, 2], "s", 1)).to.equal("2.0 s (1.0–3.0)");
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(spread(hundred, "ms", 0)).to.equal("51 ms (5–95)");
  });

  it("says of each row whether its goal is met, and gives a reason for each that is missed", () => {
    const common = { what: "what", goal: "goal", figure: "1 | 2" };
    const page = performancePage(
      [
        { ...common, name: "growth", isMet: true },
        { ...common, name: "wait-requests", isMet: false, peer: "peer", ratio: "2 ×" },
        { ...common, name: "preview-yaml", figure: "not measured: no Go" },
      ],
      "2 cores",
    );
    expect(page).to.contain("| `growth` | what | goal | 1 \\| 2 | – | – | met |");
    expect(page).to.contain("| `wait-requests` | what | goal | 1 \\| 2 | peer | 2 × | **missed** |");
    expect(page).to.contain("| `preview-yaml` | what | goal | not measured: no Go | – | – | not measured |");
    const missed = page.split("\n## ").find((section) => section.startsWith("Missed")) ?? "";
    expect(missed.match(/^### .*$/gm)).to.deep.equal(["### `wait-requests`"]);
  });

  it("draws time and memory of both clients as a picture that XML allows", () => {
    const point = (tasks: number) => ({
      tasks,
      ours: { seconds: tasks / 20_000, peakMb: 90 },
      nodeSdk: { seconds: tasks / 40_000, peakMb: 85 },
    });
    const picture = growthPlot([1000, 100_000].map(point));
    const texts = readXml(picture).map(({ text }) => text);
    expect(texts).to.include.members(["seconds", "peak memory, MB", "listTasks, proven whole", "100,000", "5", "100"]);
    expect(picture.match(/<polyline/g)).to.have.length(4);
    expect(picture).not.to.contain("NaN");
  });
});
