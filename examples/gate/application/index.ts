// The second of two stacks: an application that must not start before its queues exist.
//
//   pulumi stack init dev
//   pulumi config set messagingStack organization/messaging/dev
//   pulumi up
import * as pulumi from "@pulumi/pulumi";

const stack = new pulumi.Config().require("messagingStack");
const messaging = new pulumi.StackReference(stack);

async function deploy() {
  // The messaging stack has this output once its gate is released. Until then, nothing is deployed here.
  const { value, secretValue } = await messaging.getOutputDetails("releasedAt");
  if (value === undefined && secretValue === undefined) {
    throw withoutStack(
      `The migration has not finished: stack ${stack} has no output "releasedAt". ` +
        "Run `pulumi up` there until its gate is released, then here.",
    );
  }

  // Stands for the deployment of the application.
  const input = { broker: messaging.requireOutput("instanceId"), since: messaging.requireOutput("releasedAt") };
  const consumer = new pulumi.Stash("consumer", { input });
  return consumer.output;
}

export const deployed = deploy();

// An error that ends the program with one line. Pulumi prints only a RunError's message, but it also formats the stack trace,
// which takes Node up to a minute if it contains files of @pulumi/pulumi.
function withoutStack(message: string) {
  const error = new pulumi.RunError(message);
  delete error.stack;
  return error;
}
