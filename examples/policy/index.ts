// A policy pack that holds back resources until migrations onto a DMS for RocketMQ instance have finished. README.md
// shows how to run it. What to hold back, and for which migrations, is the policies' configuration: see config.ts.
import { PolicyPack } from "@pulumi/policy";
import { configSchema, readConfig } from "#config";
import { isHeldBack, mayBeHeldBack } from "#heldBack";
import { violationText } from "#message";
import { findUnfinished } from "#unfinished";

const description = "Resources that need migrated queues or topics must wait until the migration has finished.";

new PolicyPack("rocketmq-migration", {
  enforcementLevel: "mandatory",
  policies: [
    // Refuses a resource before it is created, updated or replaced. In a preview, it says which resources would be refused.
    {
      name: "migration-finished",
      description,
      configSchema,
      validateResource: async (args, reportViolation) => {
        const config = readConfig(args.getConfig());
        if (!isHeldBack(args, config)) return;
        const unfinished = await findUnfinished(config);
        if (unfinished.length > 0) reportViolation(violationText([args.name], unfinished));
      },
    },
    // Refuses a preview as a whole, with one message however many resources must wait. In an update, Pulumi runs it after the
    // changes: it then reports what was deployed too early, but cannot prevent it.
    {
      name: "migration-finished-stack",
      description,
      enforcementLevel: "disabled",
      configSchema,
      validateStack: async (args, reportViolation) => {
        const config = readConfig(args.getConfig());
        const names = args.resources.filter((resource) => mayBeHeldBack(resource, config)).map(({ name }) => name);
        if (names.length === 0) return;
        const unfinished = await findUnfinished(config);
        if (unfinished.length > 0) reportViolation(violationText(names.sort(), unfinished));
      },
    },
  ],
});
