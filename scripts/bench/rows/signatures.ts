import { note } from "../progress.ts";
import type { RowGroup } from "../row.ts";
import { median, number, spread } from "../statistics.ts";
import type { SignRun } from "../workers/sign.ts";
import { runWorker } from "../workers.ts";

const goals = { official: 3, floorPercent: 75 };

/** How many requests a second one core can sign. */
export const signatures: RowGroup = {
  rows: ["signatures"],
  async measure() {
    note("signatures");
    const { ours, official, floor } = await runWorker<SignRun>("sign", { rounds: 7, roundSeconds: 0.4 });
    const ratio = median(ours) / median(official);
    const floorPercent = (100 * median(ours)) / median(floor);
    return {
      rows: [
        {
          name: "signatures",
          what: "signatures a second",
          goal: `≥ ${goals.official} × the official signer, ≥ ${goals.floorPercent} % of the floor`,
          figure: spread(ours, "/s", 0),
          peer: `signer of the Node SDK ${spread(official, "/s", 0)}; floor (one bare SHA-256 and one bare HMAC) ${spread(floor, "/s", 0)}`,
          ratio: `${number(ratio, 1)} × the signer, ${number(floorPercent, 0)} % of the floor`,
          isMet: ratio >= goals.official && floorPercent >= goals.floorPercent,
        },
      ],
    };
  },
};
