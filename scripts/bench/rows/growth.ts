import { type ListClient, longList, measureList } from "../lists.ts";
import { rounds } from "../progress.ts";
import type { GrowthPoint, RowGroup } from "../row.ts";
import { Service } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";

const sizes = [1000, 5000, 10_000, 50_000, 100_000] as const;
const roundCount = 3;
/** A task of the longest list may cost this much more than one of a list of 10,000, and the growth still counts as linear. */
const linearUpTo = 1.5;

/** Time and memory of lists up to 100,000 tasks, at 50 a page and 0 ms an answer. */
export const growth: RowGroup = {
  rows: ["growth"],
  async measure() {
    const clients = ["ours", "nodeSdk"] as const satisfies readonly ListClient[];
    const samples = sizes.map((tasks) => ({ tasks, ours: noSamples(), nodeSdk: noSamples() }));
    await Service.during((service) =>
      rounds("growth", roundCount, async () => {
        for (const sample of samples) {
          for (const client of clients) {
            const play = longList(sample.tasks, { largestPage: 50, delayMs: 0 });
            const [call] = (await measureList(service, client, play))?.calls ?? [];
            sample[client].seconds.push(call?.seconds ?? Number.NaN);
            sample[client].peakMb.push(call?.peakMb ?? Number.NaN);
          }
        }
      }),
    );
    const points = samples.map(
      ({ tasks, ours, nodeSdk }): GrowthPoint => ({ tasks, ours: medians(ours), nodeSdk: medians(nodeSdk) }),
    );
    const longest = samples.at(-1);
    if (!longest) throw new Error("no sizes");
    const [time, memory] = [slopeRatio(points, "seconds"), slopeRatio(points, "peakMb")];
    return {
      growth: points,
      rows: [
        {
          name: "growth",
          what: `${number(longest.tasks, 0)} tasks, 0 ms an answer, 50 a page`,
          goal: "works; time and memory linear",
          figure: `${spread(longest.ours.seconds, "s", 2)}, peak ${spread(longest.ours.peakMb, "MB", 0)}; a task costs ${number(time, 2)} × the time and ${number(memory, 2)} × the memory that one more of 10,000 costs`,
          peer: `Node SDK ${spread(longest.nodeSdk.seconds, "s", 2)}, peak ${spread(longest.nodeSdk.peakMb, "MB", 0)}`,
          ratio: `${number(median(longest.nodeSdk.seconds) / median(longest.ours.seconds), 1)} × as fast`,
          isMet: time <= linearUpTo && memory <= linearUpTo,
        },
      ],
    };
  },
};

interface Samples {
  readonly seconds: number[];
  readonly peakMb: number[];
}

function noSamples(): Samples {
  return { seconds: [], peakMb: [] };
}

function medians({ seconds, peakMb }: Samples): GrowthPoint["ours"] {
  return { seconds: median(seconds), peakMb: median(peakMb) };
}

/** What one more task costs between 10,000 and 100,000 tasks, against what it costs between 1,000 and 10,000. */
function slopeRatio(points: readonly GrowthPoint[], quantity: "seconds" | "peakMb"): number {
  const slope = (from: number, to: number) => {
    const [low, high] = [from, to].map((tasks) => points.find((point) => point.tasks === tasks)?.ours[quantity]);
    return ((high ?? Number.NaN) - (low ?? Number.NaN)) / (to - from);
  };
  return slope(10_000, 100_000) / slope(1000, 10_000);
}
