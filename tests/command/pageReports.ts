import {
  type InstanceReport,
  type MigrationReport,
  type ReportedTask,
  summarize,
} from "../../provider/src/migration/index.ts";

/** When the reports of these tests were made. */
export const observedAt = "2026-11-24T10:00:00.000Z";

export const shop = "11111111-2222-3333-4444-555555555555";
export const billing = "66666666-7777-8888-9999-000000000000";

type Given = Partial<ReportedTask> & Pick<ReportedTask, "name" | "status">;

/** A report of some tasks. What a test does not say is as ordinary as possible. */
export function reportOf(
  given: readonly Given[],
  instances: readonly Partial<InstanceReport>[] = [{ name: "shop" }],
): MigrationReport {
  const tasks = given.map((task, index) => ({
    id: `task-${index + 1}`,
    instanceId: shop,
    type: "rocketmq",
    startDate: "2026-11-24 17:30:00.12",
    ...task,
  }));
  const countsOf = (some: readonly ReportedTask[]) => {
    const { allFinished: _, anyFailed: __, ...counts } = summarize(some);
    return counts;
  };
  return {
    version: 1,
    observedAt,
    instances: instances.map((instance) => {
      const instanceId = instance.instanceId ?? shop;
      const counts = countsOf(tasks.filter((task) => task.instanceId === instanceId));
      return { instanceId, observedAt, counts, ...instance };
    }),
    tasks,
    counts: countsOf(tasks),
  };
}

/** Many tasks, one in five failed with a reason. */
export function manyTasks(count: number): MigrationReport {
  const statuses = ["finished", "failed", "starting", "finished", "creating"];
  const tasks = Array.from({ length: count }, (_, index) => {
    const status = statuses[index % statuses.length] ?? "";
    const past = [
      { status: "creating", since: new Date(Date.parse(observedAt) - (count - index) * 1000 - 60_000).toISOString() },
      { status, since: new Date(Date.parse(observedAt) - (count - index) * 500).toISOString() },
    ];
    return {
      name: `migration-${index + 1}`,
      status,
      type: index % 2 === 0 ? "rocketmq" : "rabbitToRocket",
      instanceId: index % 3 === 0 ? billing : shop,
      history: past,
      ...(status === "failed" ? { reason: `topic topic-${index} already exists` } : {}),
    };
  });
  return reportOf(tasks, [{ name: "shop" }, { instanceId: billing, name: "billing" }]);
}
