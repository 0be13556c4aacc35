import { type ListClient, type ListMeasurement, longList, measureList } from "../lists.ts";
import { rounds } from "../progress.ts";
import type { Row, RowGroup } from "../row.ts";
import { Service } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";

const tasks = 10_000;

/** A client against a service with one limit of the page size. */
interface Contestant {
  readonly client: ListClient;
  readonly largestPage: number;
}

const ours50 = { client: "ours", largestPage: 50 } as const;
const ours1000 = { client: "ours", largestPage: 1000 } as const;
const nodeSdk = { client: "nodeSdk", largestPage: 50 } as const;
const pythonSdk = { client: "pythonSdk", largestPage: 50 } as const;

/** A list whose answers take 20 ms, as over a network. */
export const pages: RowGroup = {
  rows: ["pages-50", "pages-1000"],
  async measure() {
    const results = await compete("pages, 20 ms an answer", 5, 20, [ours50, ours1000, nodeSdk, pythonSdk]);
    const peer = loopsByHand(results.get(nodeSdk), results.get(pythonSdk));
    const sdkSeconds = median(seconds(results.get(nodeSdk)));
    const row = (name: Row["name"], contestant: Contestant, goal: number): Row => {
      const measured = results.get(contestant);
      const ratio = sdkSeconds / median(seconds(measured));
      return {
        name,
        what: `${number(tasks, 0)} tasks, 20 ms an answer, server gives up to ${number(contestant.largestPage, 0)} a page`,
        goal: `≥ ${goal} × as fast as the Node SDK, proven whole`,
        figure: `${spread(seconds(measured), "s", 2)}, ${spread(cpuSeconds(measured), "s", 2)} CPU, ${requests(measured)} requests`,
        peer,
        ratio: `${number(ratio, 1)} × as fast`,
        isMet: ratio >= goal,
      };
    };
    return { rows: [row("pages-50", ours50, 4), row("pages-1000", ours1000, 15)] };
  },
};

/** The same list where answers take no time: what the client itself costs. */
export const pagesWithoutDelay: RowGroup = {
  rows: ["pages-no-delay", "cpu-per-request"],
  async measure() {
    const results = await compete("pages, 0 ms an answer", 9, 0, [ours50, nodeSdk, pythonSdk]);
    const [ours, node, python] = [results.get(ours50), results.get(nodeSdk), results.get(pythonSdk)];
    const speed = median(seconds(node)) / median(seconds(ours));
    const cpu = median(cpuPerRequestMs(ours)) / median(cpuPerRequestMs(node));
    const what = `${number(tasks, 0)} tasks, 0 ms an answer, 50 a page`;
    const pythonCpu = python ? `; Python SDK ${spread(cpuPerRequestMs(python), "ms", 2)}` : "";
    return {
      rows: [
        {
          name: "pages-no-delay",
          what,
          goal: "ahead of the Node SDK",
          figure: `${spread(seconds(ours), "s", 2)}, ${requests(ours)} requests`,
          peer: loopsByHand(node, python),
          ratio: `${number(speed, 1)} × as fast`,
          isMet: speed > 1,
        },
        {
          name: "cpu-per-request",
          what: "the same: CPU a request",
          goal: "≤ the Node SDK's",
          figure: spread(cpuPerRequestMs(ours), "ms", 2),
          peer: `Node SDK ${spread(cpuPerRequestMs(node), "ms", 2)}${pythonCpu}`,
          ratio: `${number(cpu, 2)} × as much`,
          isMet: cpu <= 1,
        },
      ],
    };
  },
};

/** The contestants take turns, so that whatever else the machine does slows all of them. */
async function compete(
  subject: string,
  count: number,
  delayMs: number,
  contestants: readonly Contestant[],
): Promise<Map<Contestant, ListMeasurement[]>> {
  const results = new Map<Contestant, ListMeasurement[]>();
  await Service.during((service) =>
    rounds(subject, count, async () => {
      for (const contestant of contestants) {
        const play = longList(tasks, { delayMs, largestPage: contestant.largestPage });
        const measured = await measureList(service, contestant.client, play);
        if (measured) results.set(contestant, [...(results.get(contestant) ?? []), measured]);
      }
    }),
  );
  return results;
}

type Measurements = readonly ListMeasurement[] | undefined;

function loopsByHand(node: Measurements, python: Measurements): string {
  const pythonText = python
    ? `Python SDK ${spread(seconds(python), "s", 2)}, ${requests(python)} requests`
    : "Python SDK not measured (no Python 3)";
  return `Node SDK ${spread(seconds(node), "s", 2)}, ${requests(node)} requests; ${pythonText}`;
}

function seconds(measured: Measurements): number[] {
  return (measured ?? []).flatMap(({ calls }) => calls.map((call) => call.seconds));
}

function cpuSeconds(measured: Measurements): number[] {
  return (measured ?? []).flatMap(({ calls }) => calls.map((call) => call.cpuSeconds));
}

function cpuPerRequestMs(measured: Measurements): number[] {
  return (measured ?? []).flatMap(({ calls, requests }) => calls.map((call) => (1000 * call.cpuSeconds) / requests));
}

function requests(measured: Measurements): string {
  return number(median((measured ?? []).map((each) => each.requests)), 0);
}
