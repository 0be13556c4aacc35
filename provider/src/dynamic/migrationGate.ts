import * as pulumi from "@pulumi/pulumi";
import type { GateRecheck, MigrationGateArgs, MigrationGate as PluginGate } from "pulumi-huaweicloud-rocketmq";
import { messageOf } from "../cloud/thrown.ts";
import { cannotBeImported, inputs, outputs } from "../package/migrationGate/shapes.ts";
import { packageName } from "../package/packageName.ts";
import type { GateDescription } from "./gateDescription.ts";
import { gateProvider } from "./gateProvider.ts";
import { refuseProvider } from "./refuseProvider.ts";
import { secretNames } from "./secretNames.ts";

/** The inputs and outputs of the plugin's gate. */
type GateProperties = Omit<PluginGate, keyof pulumi.CustomResource>;

/** A dynamic resource has exactly the properties that it is registered with: every input and output, undefined until set. */
const properties = Object.fromEntries(Object.keys({ ...inputs, ...outputs }).map((name) => [name, undefined]));

const type = "MigrationGate";
const typeToken = `pulumi-nodejs:dynamic/${packageName}:${type}`;

/** A dynamic resource with the properties of a gate. */
const gateResource = pulumi.dynamic.Resource as unknown as new (
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
 * Put it into the `dependsOn` of what must wait. It is created once every selected task has finished. It fails if a task
 * fails, or if the wait times out (`customTimeouts.create`, one hour by default).
 *
 * A gate exists only in Pulumi state, and a failed gate is not in state: what depends on it is not created, not even with
 * `--target`, and the next `pulumi up` waits again. A change of what it waits for, or of `triggers`, replaces it: the new one
 * waits, then the old one is deleted. If that wait fails, the old release stays in state.
 *
 * A waiting gate occupies one of the engine's parallel slots (`--parallel`): use one gate with several names rather than one
 * gate per name. A preview checks once and says what the gate would wait for. Deleting a gate changes nothing at the service.
 *
 * It is a Pulumi dynamic resource and needs no plugin. It cannot be imported or looked up with `get`. Credentials come from
 * the stack's configuration (`pulumi config set --secret huaweicloud-rocketmq:accessKey …`), the environment or a file,
 * never from an argument.
 */
export class MigrationGate extends gateResource {
  /**
   * @param name the unique name of the resource
   * @param args which migrations it waits for, and how
   * @param opts `customTimeouts` limits the wait; `provider`, `id` and `import` are refused
   */
  constructor(name: string, args: MigrationGateArgs, opts: pulumi.CustomResourceOptions = {}) {
    if (args?.instanceId === undefined) throw new Error("Missing required property 'instanceId'");
    if (opts.id !== undefined || opts.import !== undefined) {
      throw new Error(cannotBeImported);
    }
    refuseProvider(type, opts);
    // Pulumi reads this list after all inputs are resolved, and by then `describe` has filled it.
    const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? [])];
    const props = { ...properties, ...args, __resource: describe(name, args, opts, additionalSecretOutputs) };
    super(gateProvider, name, props, { ...opts, additionalSecretOutputs }, packageName, type);
    if (pulumi.runtime.isDryRun()) void preview(this, args);
  }

  /** True if the object is a gate of this kind, of whichever copy of the package. */
  static isInstance(obj: unknown): obj is MigrationGate {
    return pulumi.Resource.isInstance(obj) && (obj as { __pulumiType?: string }).__pulumiType === typeToken;
  }
}

/** @param secretOutputs receives all outputs if an input is a secret: what was found out with a secret is a secret */
async function describe(
  name: string,
  args: MigrationGateArgs,
  { parent, customTimeouts = {} }: pulumi.CustomResourceOptions,
  secretOutputs: string[],
): Promise<GateDescription> {
  // A plain value: an output would make the gate depend on its parent, which may be waiting for the gate.
  const urn = await pulumi.runtime.serializeProperty("urn", pulumi.createUrn(name, typeToken, parent));
  const secrets = await secretNames(args);
  if (secrets.length > 0) secretOutputs.push(...Object.keys(properties));
  return { urn, customTimeouts, secrets };
}

/** Pulumi calls no dynamic provider in a preview, so the program checks the tasks itself, if the gate would check them. */
async function preview(gate: MigrationGate, args: MigrationGateArgs): Promise<void> {
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const config = pulumi.runtime.allConfig();
    const { id, releasedAt, urn, ...known } = await pulumi.runtime.serializeProperties("MigrationGate", {
      ...args,
      id: gate.id,
      urn: gate.urn,
      releasedAt: gate.releasedAt,
    });
    // A new gate has no ID yet, nor has one that replaces another.
    const exists = knownText(id) !== undefined;
    const checksAgain = pulumi.runtime.unwrapRpcSecret(known.recheck) === ("always" satisfies GateRecheck);
    const isUnchanged = knownText(releasedAt) !== undefined;
    if (exists && (isUnchanged || !checksAgain)) return;
    const { previewGate } = await import("./core/index.ts");
    await previewGate(urn, known, config);
  } catch (error) {
    await pulumi.log.error(messageOf(error), gate);
  } finally {
    done();
  }
}

/** A text that is known in a preview, unwrapped if it is a secret. */
function knownText(property: unknown): string | undefined {
  const value: unknown = pulumi.runtime.unwrapRpcSecret(property);
  return typeof value === "string" && value !== "" && value !== pulumi.runtime.unknownValue ? value : undefined;
}
