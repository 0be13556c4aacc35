import * as pulumi from "@pulumi/pulumi";
import type { GateRecheck, MigrationGateArgs, MigrationGate as PluginGate } from "pulumi-huaweicloud-rocketmq";
import { gateProvider } from "./gateProvider.ts";
import { refuseProvider } from "./refuseProvider.ts";
import { secretNames } from "./secretNames.ts";

/** The inputs and outputs of a gate: those of the plugin's gate. */
type GateProperties = Omit<PluginGate, keyof pulumi.CustomResource>;

/** A resource has what it is registered with, so every property is named; the compiler sees that none is missing. */
const properties = {
  acceptStatuses: undefined,
  checkedAt: undefined,
  failFast: undefined,
  instanceId: undefined,
  onNoMatch: undefined,
  pollInterval: undefined,
  polls: undefined,
  recheck: undefined,
  releasedAt: undefined,
  summary: undefined,
  taskIds: undefined,
  taskNames: undefined,
  taskType: undefined,
  tasks: undefined,
  timeoutSeconds: undefined,
  triggers: undefined,
  waitedSeconds: undefined,
} satisfies Record<keyof GateProperties, undefined>;

const module = "huaweicloud-rocketmq";
const type = "MigrationGate";
const typeToken = `pulumi-nodejs:dynamic/${module}:${type}`;

/** A dynamic resource that has the properties of a gate. */
const GateResource = pulumi.dynamic.Resource as unknown as new (
  provider: pulumi.dynamic.ResourceProvider,
  name: string,
  props: pulumi.Inputs,
  opts: pulumi.CustomResourceOptions,
  module: string,
  type: string,
) => pulumi.dynamic.Resource & GateProperties;

/**
 * Holds back everything that depends on it until migrations that were started elsewhere have finished.
 *
 * Put it into `dependsOn` of what must wait. It is created once every selected task has finished; it fails when one has
 * failed, and when the time is up (`customTimeouts.create`, default one hour).
 *
 * A gate exists only in Pulumi state, and a gate that failed is not in state: what depends on it is not created, not even
 * with `--target`, and the next `pulumi up` waits again. A change of what it waits for, or of `triggers`, replaces it: a new
 * one waits, then the old one goes. If that wait fails, the old release stays in state.
 *
 * A waiting gate takes one of the engine's places (`--parallel`): give one gate several names rather than several gates
 * one each. A preview checks once and tells what the gate would wait for. Deleting a gate changes nothing at the service.
 *
 * It is a Pulumi dynamic resource: no plugin is needed. It cannot be imported, nor looked up with `get`. Credentials come
 * from the stack's configuration (`pulumi config set --secret huaweicloud-rocketmq:accessKey …`), the environment or a
 * file, never from an argument.
 */
export class MigrationGate extends GateResource {
  /**
   * @param name the unique name of the resource
   * @param args which migrations it waits for, and how
   * @param opts `customTimeouts` say how long it waits; `provider`, `id` and `import` are refused
   */
  constructor(name: string, args: MigrationGateArgs, opts: pulumi.CustomResourceOptions = {}) {
    if (args?.instanceId === undefined) throw new Error("Missing required property 'instanceId'");
    if (opts.id !== undefined || opts.import !== undefined) {
      throw new Error(
        "A MigrationGate cannot be imported or looked up: it exists only in Pulumi state. Create it instead.",
      );
    }
    refuseProvider(type, opts);
    // Pulumi reads this list when all inputs are resolved, and by then `describe` has filled it.
    const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? [])];
    const inputs = { ...properties, ...args, __resource: describe(name, args, opts, additionalSecretOutputs) };
    super(gateProvider, name, inputs, { ...opts, additionalSecretOutputs }, module, type);
    if (pulumi.runtime.isDryRun()) void lookAhead(this, args);
  }

  /** True if the object is a gate of this kind, of whichever copy of the package. */
  static isInstance(obj: unknown): obj is MigrationGate {
    return pulumi.Resource.isInstance(obj) && (obj as { __pulumiType?: string }).__pulumiType === typeToken;
  }
}

/** What Pulumi does not tell a dynamic provider, so that the gate takes it along as a hidden input. */
export interface GateDescription {
  readonly urn: string;
  readonly customTimeouts: pulumi.CustomTimeouts;
  /** Names of the inputs that are secrets. */
  readonly secrets: readonly string[];
}

/** @param secretOutputs all outputs are added to it if an input is a secret: what was found out with a secret is one */
async function describe(
  name: string,
  args: MigrationGateArgs,
  { parent, customTimeouts = {} }: pulumi.CustomResourceOptions,
  secretOutputs: string[],
): Promise<GateDescription> {
  // As a plain value: an output would make the gate depend on its parent, which may be waiting for the gate.
  const urn = await pulumi.runtime.serializeProperty("urn", pulumi.createUrn(name, typeToken, parent));
  const secrets = await secretNames(args);
  if (secrets.length > 0) secretOutputs.push(...Object.keys(properties));
  return { urn, customTimeouts, secrets };
}

/** Pulumi calls no dynamic provider in a preview, so the program looks itself, if the gate would look. */
async function lookAhead(gate: MigrationGate, args: MigrationGateArgs): Promise<void> {
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const config = pulumi.runtime.allConfig();
    const { id, releasedAt, urn, ...inputs } = await pulumi.runtime.serializeProperties("MigrationGate", {
      ...args,
      id: gate.id,
      urn: gate.urn,
      releasedAt: gate.releasedAt,
    });
    // A new gate, and the new one of a replacement, have no id yet.
    const isThere = knownText(id) !== undefined;
    const looksAgain = pulumi.runtime.unwrapRpcSecret(inputs.recheck) === ("always" satisfies GateRecheck);
    const isUnchanged = knownText(releasedAt) !== undefined;
    if (isThere && (isUnchanged || !looksAgain)) return;
    const { previewGate } = await import("./core.ts");
    await previewGate(urn, inputs, config);
  } catch (error) {
    await pulumi.log.error(error instanceof Error ? error.message : String(error), gate);
  } finally {
    done();
  }
}

/** A text that a preview knows already, its secret's envelope taken off. */
function knownText(property: unknown): string | undefined {
  const value: unknown = pulumi.runtime.unwrapRpcSecret(property);
  return typeof value === "string" && value !== "" && value !== pulumi.runtime.unknownValue ? value : undefined;
}
