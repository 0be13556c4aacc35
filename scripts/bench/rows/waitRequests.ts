import { createClient, systemClock } from "../../../provider/src/cloud/index.ts";
import { PollerRegistry, waitForGate, waitForTask } from "../../../provider/src/migration/index.ts";
import { defaultRules } from "../../../tests/migration/waiting/defaultRules.ts";
import { note } from "../progress.ts";
import type { RowGroup } from "../row.ts";
import { instanceId, projectId, Service, taskId } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";
import { keys } from "../workers/resources.ts";

const oldTasks = 1000;
const waitSeconds = 20;
const goal = 25;
/** Waits of each kind, all at once, each on its own instance. */
const waits = 5;

/** What a wait for one task costs where many ended long ago. */
export const waitRequests: RowGroup = {
  rows: ["wait-requests"],
  async measure() {
    note("requests of a wait of 20 s");
    const { byTask, byName } = await Service.during(async (service) => {
      const runningUntilMs = Date.now() + waitSeconds * 1000;
      const ids = Array.from({ length: 2 * waits }, (_, index) => instanceId(index + 1));
      await service.play({
        instances: ids.map((id) => ({ id, finishedTasks: oldTasks, runningUntilMs })),
        largestPage: 50,
        delayMs: 20,
      });
      const client = createClient({ ...keys, region: "cn-north-4", projectId, endpoint: service.url });
      const common = { clock: systemClock, pollers: new PollerRegistry(systemClock), client, timeoutSeconds: 120 };
      const rules = {
        ...defaultRules,
        selection: { by: "names", taskNames: [`move-orders-${oldTasks + 1}`] },
      } as const;
      const [byTaskIds, byNameIds] = [ids.slice(0, waits), ids.slice(waits)];
      const ends = await Promise.all([
        ...byTaskIds.map((id) => waitForTask({ ...common, instanceId: id, taskId: taskId(oldTasks + 1) })),
        ...byNameIds.map((id) => waitForGate({ ...common, ...rules, instanceId: id })),
      ]);
      for (const { state } of ends) {
        if (state !== "finished" && state !== "released") throw new Error(`a wait ended as ${state}`);
      }
      const requests = await service.requests();
      const counts = (instances: readonly string[]) => instances.map((id) => requests[id] ?? 0);
      return { byTask: counts(byTaskIds), byName: counts(byNameIds) };
    });
    return {
      rows: [
        {
          name: "wait-requests",
          what: `a wait of ${waitSeconds} s for one task on an instance with ${number(oldTasks, 0)} old ones (real clock)`,
          goal: `≤ ${goal} requests`,
          figure: spread(byTask, "requests", 0),
          peer: `a gate that waits for it by name: ${spread(byName, "requests", 0)}`,
          isMet: median(byTask) <= goal,
        },
      ],
    };
  },
};
