import type * as pulumi from "@pulumi/pulumi";

/** What Pulumi does not pass to a dynamic provider. The gate carries it as a hidden input. */
export interface GateDescription {
  readonly urn: string;
  readonly customTimeouts: pulumi.CustomTimeouts;
  /** Names of the secret inputs. */
  readonly secrets: readonly string[];
}
