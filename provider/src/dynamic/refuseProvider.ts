import type * as pulumi from "@pulumi/pulumi";
import { RocketMqError } from "../cloud/errors.ts";
import { moduleToken, packageName } from "../package/packageName.ts";

/** A provider was passed to the dynamic front, which runs without one. */
class ProviderNotSupportedError extends RocketMqError {
  override readonly name = "ProviderNotSupportedError";
  readonly code = "PROVIDER_NOT_SUPPORTED";
}

/**
 * Refuses an explicit provider: using the stack's configuration instead would silently reach another account.
 * @param what the function or resource that received the options
 * @throws ProviderNotSupportedError if the options, or the parent in them, name a provider of this package
 */
export function refuseProvider(what: string, opts: { provider?: unknown; parent?: pulumi.Resource }): void {
  const provider = opts.provider ?? opts.parent?.getProvider(`${moduleToken}:${what}`);
  if (provider === undefined) return;
  throw new ProviderNotSupportedError(
    `${what} of pulumi-${packageName}/dynamic was given a provider, but runs without one: it uses the stack's ` +
      `configuration (${packageName}:region and so on). Remove the provider, or import pulumi-${packageName}.`,
  );
}
