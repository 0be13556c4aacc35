// Migrates RabbitMQ's own export to RocketMQ, then deploys what depends on it.
//
//   rabbitmqadmin export definitions.json        (or GET /api/definitions)
//   pulumi stack init dev
//   pulumi config set huaweicloud-rocketmq:region cn-north-4
//   pulumi config set instanceId …
//   pulumi preview       says what in the file would be lost: dead letters, TTLs, policies, users, …
//   pulumi up
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const instanceId = new pulumi.Config().require("instanceId");
const definitionsFile = "definitions.json";

// If you set `name`, it must change together with what is migrated, so that the new task can be created before the old one is
// deleted. Without `name`, the provider generates such names.
const content = createHash("sha256").update(readFileSync(definitionsFile)).digest("hex");
const suffix = new random.RandomString("suffix", {
  length: 8,
  special: false,
  upper: false,
  keepers: { content },
});

// Created once everything was migrated. Users and their password hashes are not read from the file.
const migration = new rocketmq.MigrationTask("shop", {
  instanceId,
  name: pulumi.interpolate`shop-${suffix.result}`,
  definitionsFile,
});

// A MigrationTask waits for its own migration only. This gate also waits for those that others started: every RabbitMQ
// migration of the instance.
const gate = new rocketmq.MigrationGate(
  "all-of-rabbitmq",
  { instanceId, taskType: "rabbitToRocket" },
  { dependsOn: [migration] },
);

// What must not start on half-migrated queues depends on the gate.
const consumers = new pulumi.Stash("consumers", { input: { broker: instanceId } }, { dependsOn: [gate] });

export const taskId = migration.taskId;
export const lost = migration.notMigrated;
export const releasedAt = gate.releasedAt;
export const consumersOn = consumers.output;
