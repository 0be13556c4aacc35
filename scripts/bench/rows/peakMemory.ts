import { type PluginProcess, startPlugin } from "../../../tests/plugin/pluginProcess.ts";
import { configure, handshake, invoke } from "../../../tests/plugin/protocol.ts";
import { longList, measureList } from "../lists.ts";
import { peakMemoryMb } from "../processMemory.ts";
import { rounds } from "../progress.ts";
import type { RowGroup } from "../row.ts";
import { instanceId, projectId, Service } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";
import { keys } from "../workers/resources.ts";

const play = longList(10_000, { largestPage: 50, delayMs: 0 });
const calls = 4;
const goalMb = 120;
/** Two calls are not the same to the megabyte. */
const growthAllowed = 1.1;

/** The peak of a process after its first call and after its last, a value a round. */
interface Peaks {
  readonly first: number[];
  readonly last: number[];
}

/** The highest resident size of a process that lists a long list once, and four times: the library alone, and the plugin. */
export const peakMemory: RowGroup = {
  rows: ["peak-memory"],
  async measure() {
    const library: Peaks = { first: [], last: [] };
    const plugin: Peaks = { first: [], last: [] };
    const nodeSdk: Peaks = { first: [], last: [] };
    await Service.during((service) =>
      rounds("peak memory", 5, async () => {
        noteRound(library, await listPeaks(service, "ours"));
        noteRound(plugin, await pluginPeaks(service));
        noteRound(nodeSdk, await listPeaks(service, "nodeSdk"));
      }),
    );
    const text = ({ first, last }: Peaks) =>
      `${spread(first, "MB", 0)} after one call, ${spread(last, "MB", 0)} after ${calls}`;
    return {
      rows: [
        {
          name: "peak-memory",
          what: "the same: peak memory of the process",
          goal: `≤ ${goalMb} MB, not growing from call to call`,
          figure: `listTasks ${text(library)}; the plugin's getMigrationTasks ${text(plugin)}`,
          peer: `Node SDK ${text(nodeSdk)}`,
          ratio: `${number(median(library.last) / median(nodeSdk.last), 2)} × as much`,
          isMet: [library, plugin].every(
            ({ first, last }) => median(last) <= goalMb && median(last) <= growthAllowed * median(first),
          ),
        },
      ],
    };
  },
};

function noteRound({ first, last }: Peaks, peaksMb: readonly number[]): void {
  first.push(peaksMb.at(0) ?? Number.NaN);
  last.push(peaksMb.at(-1) ?? Number.NaN);
}

async function listPeaks(service: Service, client: "ours" | "nodeSdk"): Promise<number[]> {
  const measured = await measureList(service, client, play, calls);
  return measured?.calls.map(({ peakMb }) => peakMb) ?? [];
}

async function pluginPeaks(service: Service): Promise<number[]> {
  await service.play(play);
  const plugin: PluginProcess = await startPlugin(undefined, {
    HUAWEICLOUD_SDK_AK: keys.accessKey,
    HUAWEICLOUD_SDK_SK: keys.secretKey,
  });
  try {
    await handshake(plugin);
    await configure(plugin, { region: "cn-north-4", projectId, endpoint: service.url });
    const peaksMb: number[] = [];
    for (let call = 0; call < calls; call++) {
      await invoke(plugin, "huaweicloud-rocketmq:index:getMigrationTasks", { instanceId: instanceId(1) });
      peaksMb.push(peakMemoryMb(plugin.process.pid ?? 0));
    }
    return peaksMb;
  } finally {
    await plugin.close();
  }
}
