// Migrates a RocketMQ cluster's own export to a DMS for RocketMQ instance.
//
//   mqadmin exportMetadata -n localhost:9876 -c DefaultCluster -f .
//   pulumi stack init dev
//   pulumi config set huaweicloud-rocketmq:region cn-north-4
//   pulumi config set instanceId …
//   pulumi up
import * as pulumi from "@pulumi/pulumi";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const instanceId = new pulumi.Config().require("instanceId");

// System topics and groups are skipped. With `strict`, it is an error if anything in the file would be lost.
const migration = new rocketmq.MigrationTask(
  "orders",
  { instanceId, metadataFile: "metadata.json", strict: true },
  { customTimeouts: { create: "30m" } },
);

// The details of the finished task: what was submitted, and the result as the service reported it.
const detail = rocketmq.getMigrationTaskOutput({ instanceId, taskId: migration.taskId }, { dependsOn: [migration] });

export const status = migration.status;
export const topics = detail.topics?.apply((all) => all?.map(({ name }) => name));
export const consumerGroups = detail.consumerGroups?.apply((all) => all?.map(({ name }) => name));
