import { createClient, systemClock } from "../../../provider/src/cloud/index.ts";
import { completeMetadata, SharedLists, verifyFinished } from "../../../provider/src/migration/index.ts";
import { rounds } from "../progress.ts";
import type { Row, RowGroup, RowName } from "../row.ts";
import { instanceId, projectId, Service } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";
import { keys } from "../workers/resources.ts";

const delayMs = 20;

/** How many topics are verified, all that the instance has, and how long that may take. */
const cases: readonly { readonly name: RowName; readonly topics: number; readonly goalSeconds: number }[] = [
  { name: "verify-1", topics: 1, goalSeconds: 0.1 },
  { name: "verify-100", topics: 100, goalSeconds: 0.2 },
  { name: "verify-10000", topics: 10_000, goalSeconds: 1.5 },
];

/** What `verify` adds to a wait for a task whose topics are all there. */
export const verification: RowGroup = {
  rows: cases.map(({ name }) => name),
  async measure() {
    const rows = await Service.during(async (service) => {
      const measured: Row[] = [];
      for (const { name, topics, goalSeconds } of cases) {
        const id = instanceId(1);
        const names = Array.from({ length: topics }, (_, index) => ({ name: `topic-${index + 1}` }));
        const metadata = completeMetadata({ kind: "rocketmq", topics: names });
        const client = createClient({ ...keys, region: "cn-north-4", projectId, endpoint: service.url });
        const seconds: number[] = [];
        const requests: number[] = [];
        await rounds(`verification of ${number(topics, 0)} topics`, 5, async () => {
          await service.play({ instances: [{ id, finishedTasks: 1, topics }], largestPage: 50, delayMs });
          const startedMs = performance.now();
          const lists = new SharedLists();
          const { verdict, reason } = await verifyFinished(metadata, {
            client,
            instanceId: id,
            lists,
            clock: systemClock,
          });
          if (verdict !== "verified") throw new Error(`the verification ended as ${verdict}: ${reason}`);
          seconds.push((performance.now() - startedMs) / 1000);
          requests.push(await service.requestCount());
        });
        measured.push({
          name,
          what: `verification of a task with ${number(topics, 0)} ${topics === 1 ? "topic" : "topics"} on an instance without others, ${delayMs} ms an answer`,
          goal: `≤ ${goalSeconds} s`,
          figure: `${spread(seconds, "s", 2)}, requests: ${number(median(requests), 0)}`,
          isMet: median(seconds) <= goalSeconds,
        });
      }
      return measured;
    });
    return { rows };
  },
};
