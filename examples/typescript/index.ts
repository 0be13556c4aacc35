// Migrates a RocketMQ cluster's own export, and deploys what needs it once every migration has finished. The same program in
// Python, Go, Java and YAML is in the folders beside this one.
//
//   mqadmin exportMetadata -n localhost:9876 -c DefaultCluster -f .
//   npm install
//   pulumi stack init dev
//   pulumi config set huaweicloud-rocketmq:region cn-north-4    # keys: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK
//   pulumi config set instanceId …
//   pulumi config set --path 'otherMigrations[0]' payments
//   pulumi config set --secret brokerPassword
//   pulumi up
import * as pulumi from "@pulumi/pulumi";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");

// A function reads and never waits. It also runs in a preview.
const before = rocketmq.getMigrationTasksOutput({ instanceId });

// Runs a migration and waits until it has finished. With `strict`, it is an error if anything in the file would be lost.
const orders = new rocketmq.MigrationTask(
  "orders",
  { instanceId, metadataFile: "metadata.json", strict: true },
  { customTimeouts: { create: "30m" } },
);

// Waits for migrations that others run, after our own. If one fails, the update fails and says why.
const gate = new rocketmq.MigrationGate(
  "gate",
  { instanceId, taskNames: config.requireObject<string[]>("otherMigrations"), recheck: "always" },
  { dependsOn: [orders] },
);

// The password is a secret, and so is everything that contains it: Pulumi encrypts it in the state and does not show it.
export const connection = pulumi.interpolate`consumers:${config.requireSecret("brokerPassword")}@${instanceId}`;

// Stands for your deployment. `dependsOn` holds it back until the gate is released.
new pulumi.Stash("consumers", { input: { connection, migration: orders.taskId } }, { dependsOn: [gate] });

// With `dependsOn`, a function reads after the gate was released.
const after = rocketmq.getMigrationTasksOutput({ instanceId }, { dependsOn: [gate] });

export const failedBefore = before.summary.failed;
export const finishedAfter = after.summary.finished;
export const taskName = orders.name;
export const status = orders.status;
export const waitedFor = gate.taskNames;
