import { fromWire, type MarkedProperties, toWire } from "../../package/definition/index.ts";
import { migrationGate } from "../../package/migrationGate.ts";
import type { Operation } from "../../package/operation.ts";
import { packageName } from "../../package/packageName.ts";
import { providerConfig } from "../../package/providerConfig.ts";
import type { GateDescription } from "../gateDescription.ts";
import { customTimeout } from "./customTimeout.ts";
import { connectToEngine } from "./engineReports.ts";
import { type StackConfig, withSession } from "./session.ts";

/** A gate's inputs or state as Pulumi passes them to a dynamic provider: JSON, secrets unwrapped. */
interface GateState {
  readonly [name: string]: unknown;
  readonly __resource?: GateDescription;
}

/** The stack's configuration, as Pulumi passes it to a dynamic provider. */
interface ConfigSource {
  get(key: string): string | undefined;
}

/** Fills in defaults, and finds problems. */
export async function checkGate(inputs: GateState, config: ConfigSource | undefined) {
  const asked = { urn: urnOf(inputs), olds: nothing, news: marked(inputs) };
  const checked = await inProvider(config, (operation) => operation.check(migrationGate, asked));
  return { inputs: toWire(checked.inputs.properties), failures: [...checked.problems] };
}

/** Compares. Pulumi passes no old inputs, but the old state contains them. */
export async function diffGate(id: string, olds: GateState, inputs: GateState, config: ConfigSource | undefined) {
  const old = { oldInputs: marked(olds), oldState: marked(olds) };
  const asked = { urn: urnOf(inputs), id, ...old, inputs: marked(inputs) };
  const result = await inProvider(config, (operation) => operation.diff(migrationGate, asked));
  const { changed, replaces, deleteBeforeReplace } = result;
  return { changes: changed.length > 0, replaces: [...replaces], deleteBeforeReplace };
}

/** Waits until the gate is released. */
export async function createGate(inputs: GateState, config: ConfigSource | undefined) {
  const asked = { urn: urnOf(inputs), inputs: marked(inputs), ...customTimeout(inputs.__resource, "create") };
  const { id, state } = await inProvider(config, (operation) => operation.create(migrationGate, asked));
  return { id, outs: toWire(state.properties) };
}

/** Applies new inputs, and checks the tasks again if the gate does that on every update. */
export async function updateGate(id: string, olds: GateState, inputs: GateState, config: ConfigSource | undefined) {
  const asked = { urn: urnOf(inputs), inputs: marked(inputs), ...customTimeout(inputs.__resource, "update") };
  const old = { id, oldState: marked(olds) };
  const { state } = await inProvider(config, (operation) => operation.update(migrationGate, { ...asked, ...old }));
  return { outs: toWire(state.properties) };
}

/** Checks once, in a preview, and reports what the gate would wait for. Invalid inputs are reported by `checkGate`. */
export async function previewGate(urn: string, inputs: object, config: StackConfig): Promise<void> {
  await withSession(config, async (operation) => {
    const checked = await operation.check(migrationGate, { urn, olds: nothing, news: fromWire(inputs) });
    if (checked.problems.length > 0) return;
    await operation.create(migrationGate, { urn, inputs: checked.inputs, isPreview: true });
  });
}

const nothing: MarkedProperties = { properties: {}, secrets: new Set() };

/** Runs a call of the process in which Pulumi runs dynamic providers. */
function inProvider<T>(source: ConfigSource | undefined, call: (operation: Operation) => Promise<T>): Promise<T> {
  connectToEngine();
  return withSession(configOf(source), call);
}

function marked(state: GateState): MarkedProperties {
  return { properties: fromWire(state).properties, secrets: new Set(state.__resource?.secrets) };
}

function urnOf({ __resource }: GateState): string {
  return __resource?.urn ?? "";
}

function configOf(source: ConfigSource | undefined): StackConfig {
  const keys = Object.keys(providerConfig).map((name) => `${packageName}:${name}`);
  const entries = keys.map((key) => [key, source?.get(key)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
