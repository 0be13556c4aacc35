import * as pulumi from "@pulumi/pulumi";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";

const gate = new rocketmq.MigrationGate("migrations", {
  instanceId: "11111111-2222-4333-8444-555555555555",
  taskNames: ["orders-from-rabbitmq", "payments-from-rabbitmq", "invoices-from-rabbitmq"],
});

/** Represents what must not start before the migrations have finished. */
class Deployment extends pulumi.dynamic.Resource {
  /**
   * @param {string} name
   * @param {pulumi.CustomResourceOptions} options
   */
  constructor(name, options) {
    super({ create: async () => ({ id: name, outs: {} }) }, name, {}, options, "shop", "Deployment");
  }
}

new Deployment("consumers", { dependsOn: gate });

export const releasedAt = gate.releasedAt;
