import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
} from "../../emulator/src/index.ts";
import { createClient, type Json } from "../../provider/src/cloud/index.ts";
import { completeMetadata, createTask } from "../../provider/src/migration/index.ts";
import { submissionBody } from "../../provider/src/migration/metadata/index.ts";
import { testHost } from "../cloud/testHost.ts";

/** Migrations as a program states them, in which every list and some optional fields are set. */
const migrations = [
  {
    kind: "rocketmq",
    topics: [{ name: "orders", order: true, perm: 4, readQueueNums: 3 }, { name: "mails" }],
    consumerGroups: [{ name: "billing", consumeBroadcastEnable: true, retryMaxTimes: 2 }, { name: "audit" }],
  },
  {
    kind: "rabbitToRocket",
    vhosts: [{ name: "shop" }],
    queues: [{ vhost: "shop", name: "invoices" }],
    exchanges: [{ vhost: "shop", name: "orders", type: "fanout", durable: false }],
    bindings: [
      { vhost: "shop", source: "orders", destination: "invoices", destinationType: "queue", routingKey: "order.*" },
    ],
  },
] as const;

/** A migration that this provider submitted. */
export interface ProviderSubmission {
  name: string;
  type: "rocketmq" | "rabbitToRocket";
  body: Json;
}

/** Submits migrations of both types with this provider's own client, and returns what it submitted. */
export async function submitWithProvider(
  emulator: Emulator,
  instanceId: string,
  now = new Date(),
): Promise<ProviderSubmission[]> {
  const client = createClient(
    {
      accessKey: defaultAccessKey,
      secretKey: defaultSecretKey,
      region: defaultRegion,
      projectId: defaultProjectId,
      endpoint: emulator.url,
    },
    testHost({ wallClock: () => now.getTime() }),
  );
  const submissions = migrations.map((migration) => ({
    name: `provider-${migration.kind}`,
    type: migration.kind,
    body: submissionBody(completeMetadata(migration)),
  }));
  for (const submission of submissions) await createTask(client, instanceId, { ...submission, overwrite: true });
  return submissions;
}
