import type * as pulumi from "@pulumi/pulumi";

/** The provider, and the stack's configuration once Pulumi has passed it. */
interface GateProvider extends pulumi.dynamic.ResourceProvider {
  config?: pulumi.dynamic.Config;
}

/**
 * The gate's dynamic provider. Pulumi writes the source of this object into the state of every gate, and runs it from there in
 * another process. So its functions are short, use nothing outside of themselves, and import the rest by the package's
 * name: gates in state use the package that is installed.
 */
export const gateProvider: GateProvider = {
  // Pulumi does not wait for it before the next call, so the configuration must be set synchronously.
  async configure({ config }) {
    this.config = config;
  },
  async check(_olds, news) {
    const { checkGate } = await import("./core/index.ts");
    return checkGate(news, this.config);
  },
  async diff(id, olds, news) {
    const { diffGate } = await import("./core/index.ts");
    return diffGate(id, olds, news, this.config);
  },
  async create(inputs) {
    const { createGate } = await import("./core/index.ts");
    return createGate(inputs, this.config);
  },
  async update(id, olds, news) {
    const { updateGate } = await import("./core/index.ts");
    return updateGate(id, olds, news, this.config);
  },
};
