// Waits for migrations that somebody else started, without a plugin: it needs only Pulumi, Node and this package.
//
//   npm install
//   pulumi stack init dev
//   pulumi config set huaweicloud-rocketmq:region cn-north-4
//   pulumi config set --secret huaweicloud-rocketmq:accessKey …    (or HUAWEICLOUD_SDK_AK in the environment)
//   pulumi config set --secret huaweicloud-rocketmq:secretKey …    (or HUAWEICLOUD_SDK_SK)
//   pulumi config set instanceId …
//   pulumi config set --path 'taskNames[0]' orders
//   pulumi up
//
// `pulumi preview` says what it would wait for. Ctrl-C ends the wait, and the next `pulumi up` waits again.
// To use the plugin, import from `pulumi-huaweicloud-rocketmq` instead. Nothing else changes.
import * as pulumi from "@pulumi/pulumi";
import { getMigrationTasksOutput, MigrationGate } from "pulumi-huaweicloud-rocketmq/dynamic";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");
const taskNames = config.requireObject<string[]>("taskNames");

// A function reads and never waits.
export const before = getMigrationTasksOutput({ instanceId }).summary;

// A gate waits. It is released once every task has finished. If one fails, what depends on the gate is not created.
const moved = new MigrationGate("moved", { instanceId, taskNames }, { customTimeouts: { create: "2h", update: "2h" } });
export const releasedAt = moved.releasedAt;

// Put the gate into the `dependsOn` of everything that must wait. Here: what other stacks read to find the broker.
const broker = new pulumi.Stash("broker", { input: { kind: "rocketmq", instanceId } }, { dependsOn: [moved] });
export const sendTo = broker.output;

// With `dependsOn`, a function reads after the gate's release.
export const after = getMigrationTasksOutput(
  { instanceId, filter: { names: taskNames } },
  { dependsOn: [moved] },
).summary;

// To hold back a single resource, you can also use a hook. It adds no resource of its own:
//
//   import { migrationFinished } from "pulumi-huaweicloud-rocketmq/dynamic";
//   new pulumi.Stash("announcement", { input: "orders has moved" }, {
//     hooks: { beforeCreate: [migrationFinished({ instanceId, taskNames: ["orders"], timeoutSeconds: 7200 })] },
//   });
