// The second of two stacks: an application that must not start before its queues are there.
//
//   pulumi stack init dev
//   pulumi config set messagingStack organization/messaging/dev
//   pulumi up
import * as pulumi from "@pulumi/pulumi";

const messaging = new pulumi.StackReference(new pulumi.Config().require("messagingStack"));

// `requireOutput` fails if the gate was never released: the output is missing then, and nothing is deployed.
const since = messaging.requireOutput("releasedAt");
const instanceId = messaging.requireOutput("instanceId");

// Stands for the deployment of the application.
const consumer = new pulumi.Stash("consumer", { input: { broker: instanceId, since } });

export const deployed = consumer.output;
