// The first of two stacks, the messaging team's: it waits for migrations that somebody started in the console.
//
//   pulumi stack init dev
//   pulumi config set huaweicloud-rocketmq:region cn-north-4
//   pulumi config set instanceId …
//   pulumi config set --path 'taskNames[0]' orders
//   pulumi up            (keys: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or the stack's configuration)
import * as pulumi from "@pulumi/pulumi";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const config = new pulumi.Config();

// Released once every task has finished. If one fails, the update fails, says which topics were not migrated, and does not
// touch what depends on the gate. `recheck: "always"` checks the tasks again on every update.
const migrated = new rocketmq.MigrationGate(
  "migrated",
  {
    instanceId: config.require("instanceId"),
    taskNames: config.requireObject<string[]>("taskNames"),
    pollIntervalSeconds: 10,
    recheck: "always",
  },
  { customTimeouts: { create: "2h", update: "2h" } },
);

// In the same stack, `dependsOn` holds resources back. Here: the notice that other teams read.
const notice = new pulumi.Stash("notice", { input: "send to RocketMQ from now on" }, { dependsOn: [migrated] });

// Other stacks read these. Both are outputs of the gate, so they exist only after its release.
export const instanceId = migrated.instanceId;
export const releasedAt = migrated.releasedAt;
export const message = notice.output;
