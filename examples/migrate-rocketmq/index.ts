// From a RocketMQ cluster's own export to an instance of DMS for RocketMQ.
//
//   mqadmin exportMetadata -c DefaultCluster -f metadata.json
//   pulumi stack init dev
//   pulumi config set huaweicloud-rocketmq:region cn-north-4
//   pulumi config set instanceId …
//   pulumi up
import * as pulumi from "@pulumi/pulumi";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const instanceId = new pulumi.Config().require("instanceId");

// System topics and groups are left out. `strict` makes it an error if anything of the file would be lost.
const migration = new rocketmq.MigrationTask(
  "orders",
  { instanceId, metadataFile: "metadata.json", strict: true },
  { customTimeouts: { create: "30m" } },
);

// The task in full, after it has finished: what was submitted, and the service's own result.
const detail = rocketmq.getMigrationTaskOutput({ instanceId, taskId: migration.taskId }, { dependsOn: [migration] });

export const status = migration.status;
export const topics = detail.topics?.apply((all) => all?.map(({ name }) => name));
export const consumerGroups = detail.consumerGroups?.apply((all) => all?.map(({ name }) => name));
