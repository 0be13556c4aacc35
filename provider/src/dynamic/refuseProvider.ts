import type * as pulumi from "@pulumi/pulumi";

/**
 * Refuses an explicit provider: taking the stack's configuration instead would reach another account without a word.
 * @param what the function or resource that was given the options
 * @throws Error if the options, or the parent in them, name a provider of this package
 */
export function refuseProvider(what: string, opts: { provider?: unknown; parent?: pulumi.Resource }): void {
  const provider = opts.provider ?? opts.parent?.getProvider(`huaweicloud-rocketmq:index:${what}`);
  if (provider === undefined) return;
  throw new Error(
    `${what} of pulumi-huaweicloud-rocketmq/dynamic was given a provider, but runs without one: it takes the stack's ` +
      "configuration (huaweicloud-rocketmq:region and so on). Leave the provider out, or import pulumi-huaweicloud-rocketmq.",
  );
}
