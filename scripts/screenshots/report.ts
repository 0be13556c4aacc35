import type { MigrationReport, ReportedTask } from "../../provider/src/migration/index.ts";
import { summarize } from "../../provider/src/migration/index.ts";

/** When the pictures are taken. */
export const pictureTime = new Date("2026-11-24T10:42:07Z");

const minuteMs = 60_000;
const shop = "6f0d3c1e-52ab-4f7c-9c55-0c3a4f1b7d21";
const billing = "b84e1f90-7d2c-4e0a-8a39-f15d6c2e9a04";

/** A time some minutes before the pictures are taken. */
const ago = (minutes: number) => new Date(pictureTime.getTime() - minutes * minuteMs - 3000).toISOString();

/** The service's clock shows China's time. */
const startDate = (minutes: number) =>
  new Date(pictureTime.getTime() - minutes * minuteMs + 480 * minuteMs).toISOString().slice(0, 22).replace("T", " ");

interface Told extends Partial<ReportedTask> {
  readonly name: string;
  /** Its statuses, and how many minutes ago each one was first observed. */
  readonly past: readonly (readonly [status: string, minutesAgo: number])[];
}

const told: readonly Told[] = [
  {
    name: "orders-from-rabbitmq",
    past: [
      ["creating", 74],
      ["starting", 72],
      ["failed", 31],
    ],
    type: "rabbitToRocket",
    reason:
      'Migration task "orders-from-rabbitmq" failed: topic order-events: already exists; consumer group billing: the name is reserved.',
    failures: [
      { kind: "topic", name: "order-events", reason: "already exists" },
      { kind: "consumerGroup", name: "billing", reason: "the name is reserved" },
    ],
  },
  {
    name: "legacy-audit",
    past: [
      ["starting", 58],
      ["failed", 49],
    ],
    type: "rabbitToRocket",
    reason: 'Migration task "legacy-audit" failed: queue audit in vhost /archive: more than 50 bindings.',
    failures: [{ kind: "queue", name: "audit", vhost: "/archive", reason: "more than 50 bindings" }],
  },
  {
    name: "payments",
    past: [
      ["creating", 26],
      ["starting", 24],
    ],
  },
  {
    name: "customer-events",
    past: [
      ["creating", 18],
      ["starting", 17],
    ],
    type: "rabbitToRocket",
  },
  { name: "notifications", past: [["starting", 12]] },
  { name: "search-index", past: [["creating", 2]] },
  {
    name: "inventory",
    past: [
      ["creating", 84],
      ["starting", 82],
      ["finished", 61],
    ],
  },
  {
    name: "shipments",
    past: [
      ["creating", 80],
      ["starting", 79],
      ["finished", 44],
    ],
    type: "rabbitToRocket",
  },
  {
    name: "returns",
    past: [
      ["starting", 66],
      ["finished", 52],
    ],
  },
  {
    name: "price-changes",
    past: [
      ["creating", 55],
      ["starting", 54],
      ["finished", 37],
    ],
  },
  {
    name: "warehouse-eu",
    past: [
      ["starting", 47],
      ["finished", 20],
    ],
  },
  {
    name: "warehouse-us",
    past: [
      ["creating", 45],
      ["starting", 44],
      ["finished", 22],
    ],
  },
  {
    name: "newsletter",
    past: [
      ["starting", 39],
      ["finished", 33],
    ],
    type: "rabbitToRocket",
  },
  {
    name: "fraud-checks",
    past: [
      ["creating", 36],
      ["starting", 35],
      ["finished", 9],
    ],
  },
];

function taskOf({ name, past, ...more }: Told, index: number): ReportedTask {
  const [, minutes] = past[0] ?? ["", 0];
  return {
    id: `ff80808186a1${(0x1c_5d + index * 0x2b_17).toString(16).padStart(8, "0")}`,
    instanceId: ["payments", "fraud-checks", "newsletter", "legacy-audit", "returns"].includes(name) ? billing : shop,
    name,
    startDate: startDate(minutes),
    status: past.at(-1)?.[0] ?? "",
    type: "rocketmq",
    history: past.map(([status, minutesAgo]) => ({ status, since: ago(minutesAgo) })),
    ...more,
  };
}

/** Invented migrations in every state, with enough of everything to see what the page does. */
export function pictureReport(): MigrationReport {
  const tasks = told.map(taskOf);
  const observedAt = ago(0);
  const instance = (instanceId: string, name: string) => {
    const {
      allFinished: _,
      anyFailed: __,
      ...counts
    } = summarize(tasks.filter((task) => task.instanceId === instanceId));
    return { instanceId, name, observedAt, counts };
  };
  const { allFinished: _, anyFailed: __, ...counts } = summarize(tasks);
  return {
    version: 1,
    observedAt,
    instances: [instance(shop, "shop-eu"), instance(billing, "billing")],
    tasks,
    counts,
  };
}
