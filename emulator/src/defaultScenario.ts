/** The built-in scenario. Names, ids and keys are invented; nothing in it changes over time. */
import type { Scenario, Task } from "./scenario.ts";

/** Region of the default scenario, and name of its project. */
export const defaultRegion = "cn-north-4";
/** The default scenario's only project. */
export const defaultProjectId = "0123456789abcdef0123456789abcdef";
/** An instance with 63 tasks of both types in all four states: more than one page of 50. */
export const defaultInstanceId = "11111111-2222-4333-8444-555555555555";
/** An instance that has no tasks. */
export const emptyInstanceId = "22222222-3333-4444-8555-666666666666";
/** An instance with three tasks, all finished. */
export const finishedInstanceId = "33333333-4444-4555-8666-777777777777";
/** A permanent key pair. */
export const defaultAccessKey = "EMULATORACCESSKEY";
export const defaultSecretKey = "emulator-secret-key-that-is-no-secret";
/** A temporary key pair with its token. */
export const temporaryAccessKey = "EMULATORTEMPORARYKEY";
export const temporarySecretKey = "emulator-temporary-secret-key";
export const temporarySecurityToken = "emulator-security-token==";

const statuses = ["finished", "finished", "finished", "starting", "failed", "finished", "creating"];

/** The scenario that runs by default. */
export const defaultScenario: Scenario = {
  description: "One project with three instances: 63 tasks in all states, none, and three that are finished",
  accessKeys: [
    { accessKey: defaultAccessKey, secretKey: defaultSecretKey },
    { accessKey: temporaryAccessKey, secretKey: temporarySecretKey, securityToken: temporarySecurityToken },
  ],
  projects: [{ id: defaultProjectId, name: defaultRegion }],
  ecsMetadata: { accessKeys: [temporaryAccessKey] },
  instances: [
    {
      id: defaultInstanceId,
      name: "rocketmq-shop",
      metadata: { topics: ["order-events"], consumerGroups: ["billing"] },
      tasks: Array.from({ length: 63 }, (_, index) => task(index, statuses[index % statuses.length] ?? "finished")),
    },
    { id: emptyInstanceId, name: "rocketmq-empty" },
    { id: finishedInstanceId, name: "rocketmq-finished", tasks: [0, 1, 2].map((index) => task(index, "finished")) },
  ],
};

function task(index: number, status: string): Task {
  const number = String(index + 1).padStart(2, "0");
  const day = String((index % 28) + 1).padStart(2, "0");
  const startDate = `2026-01-${day} 08:15:${number}.1`;
  return index % 3 === 2 ? rabbitTask(number, startDate, status) : rocketTask(number, startDate, status);
}

function rocketTask(number: string, startDate: string, status: string): Task {
  const topic = `orders-${number}`;
  return {
    name: `move-rocketmq-${number}`,
    type: "rocketmq",
    startDate,
    status,
    metadata: {
      topic_config_table: { [topic]: { topic_name: topic } },
      subscription_group_table: { [`billing-${number}`]: { group_name: `billing-${number}` } },
    },
    ...(status === "failed"
      ? { failures: [{ kind: "topic", name: topic, reason: "the topic quota is used up" }] }
      : {}),
  };
}

function rabbitTask(number: string, startDate: string, status: string): Task {
  const vhost = `shop-${number}`;
  return {
    name: `move-rabbitmq-${number}`,
    type: "rabbitToRocket",
    startDate,
    status,
    metadata: {
      vhosts: [{ name: vhost }],
      exchanges: [{ vhost, name: "orders", type: "topic", durable: true }],
      queues: [{ vhost, name: "invoices", durable: true }],
      bindings: [
        { vhost, source: "orders", destination: "invoices", destination_type: "queue", routing_key: "order.*" },
      ],
    },
    ...(status === "failed"
      ? { failures: [{ kind: "queue", name: "invoices", vhost, reason: "the queue's name is not allowed" }] }
      : {}),
  };
}
