import * as pulumi from "@pulumi/pulumi";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const instanceId = new pulumi.Config().require("instanceId");
const migrations = rocketmq.getMigrationTasksOutput({ instanceId });

export const summary = migrations.summary;
export const allFinished = migrations.allFinished;
export const failed = migrations.tasks.apply((all) =>
  all.filter((task) => task.status === "failed").map((task) => task.name),
);
export const tasks = migrations.tasks.apply((all) => all.map((task) => `${task.name}: ${task.status} (${task.type})`));
