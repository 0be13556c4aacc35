import type * as pulumi from "@pulumi/pulumi";

/** The provider, and the stack's configuration from the moment when Pulumi gives it. */
interface GateProvider extends pulumi.dynamic.ResourceProvider {
  config?: pulumi.dynamic.Config;
}

/**
 * The gate's dynamic provider. Pulumi writes the source of this object into the state of every gate, and runs it from
 * there in a process of its own: its functions must be short, and must not use anything that is outside of them. What
 * they need they import by the package's name, so that a gate in the state is as new as the package that is installed.
 */
export const gateProvider: GateProvider = {
  // Pulumi does not wait for it before it calls the next one, so the configuration must be there at once.
  async configure({ config }) {
    this.config = config;
  },
  async check(_olds, news) {
    const { checkGate } = await import("./core.ts");
    return checkGate(news);
  },
  async diff(id, olds, news) {
    const { diffGate } = await import("./core.ts");
    return diffGate(id, olds, news);
  },
  async create(inputs) {
    const { createGate } = await import("./core.ts");
    return createGate(inputs, this.config);
  },
  async update(id, olds, news) {
    const { updateGate } = await import("./core.ts");
    return updateGate(id, olds, news, this.config);
  },
};
