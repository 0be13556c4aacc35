import { fromWire, toWire, withNestedPlacesInWords, withoutSecretPlaces } from "../../package/definition/index.ts";
import { maskSecrets } from "../../package/maskSecrets.ts";
import { migrationGate } from "../../package/migrationGate.ts";
import { OperationMemory } from "../../package/operationMemory.ts";
import { providerConfig } from "../../package/providerConfig.ts";
import type { GateDescription } from "../migrationGate.ts";
import { contextFor, type InProcessContext } from "./callContext.ts";
import { durationSeconds } from "./durationSeconds.ts";
import { connectToEngine } from "./engineReport.ts";
import type { StackConfig } from "./session.ts";

/** Pulumi's process for dynamic providers lives for one operation. */
const memory = new OperationMemory();

/** A gate's inputs or state as Pulumi hands them to a dynamic provider: JSON, secrets taken off. */
interface GateState {
  readonly [name: string]: unknown;
  readonly __resource?: GateDescription;
}

/** The stack's configuration, as Pulumi hands it to a dynamic provider. */
interface ConfigSource {
  get(key: string): string | undefined;
}

/** Fills in the defaults, and says what is wrong. */
export async function checkGate(inputs: GateState) {
  const { urn, secrets } = describe(inputs);
  const news = fromWire(inputs).properties;
  const request = { urn, resourceName: urn.split("::").slice(3).join("::"), olds: undefined, news, secrets, memory };
  const answer = await migrationGate.check(request);
  const mask = maskSecrets(news, secrets);
  const problems = answer.problems.map(({ property, reason }) => ({ property, reason: mask(reason) }));
  const failures = withoutSecretPlaces(withNestedPlacesInWords(problems), secrets);
  return { inputs: toWire(answer.inputs), failures };
}

/** Says what changed. Pulumi hands over no old inputs, but they are in the old state. */
export function diffGate(id: string, olds: GateState, news: GateState) {
  const { properties } = fromWire(olds);
  const { changed, replaces, deleteBeforeReplace } = migrationGate.diff({
    urn: describe(news).urn,
    id,
    oldInputs: properties,
    oldOutputs: properties,
    newInputs: fromWire(news).properties,
    memory,
  });
  return { changes: changed.length > 0, replaces: [...replaces], deleteBeforeReplace };
}

/** Waits. */
export async function createGate(inputs: GateState, config: ConfigSource | undefined) {
  const { urn, customTimeouts } = describe(inputs);
  const { id, outputs } = await waiting(urn, inputs, config, (context) =>
    migrationGate.create(
      { urn, inputs: fromWire(inputs).properties, ...durationSeconds(customTimeouts.create) },
      context,
    ),
  );
  return { id, outs: { ...inputs, ...toWire(outputs) } };
}

/** Takes over new inputs, and looks again if the gate does that at every update. */
export async function updateGate(id: string, olds: GateState, inputs: GateState, config: ConfigSource | undefined) {
  const { urn, customTimeouts } = describe(inputs);
  const { outputs } = await waiting(urn, inputs, config, (context) =>
    migrationGate.update(
      {
        urn,
        id,
        inputs: fromWire(inputs).properties,
        oldOutputs: fromWire(olds).properties,
        // The engine hands over no duration for the other operation; here both are known.
        ...durationSeconds(customTimeouts.update ?? customTimeouts.create),
      },
      context,
    ),
  );
  return { outs: { ...inputs, ...toWire(outputs) } };
}

/** Looks, in a preview, and reports what the gate would wait for. Inputs that are wrong are told by the gate's check. */
export async function previewGate(urn: string, inputs: object, config: StackConfig): Promise<void> {
  const { properties, secrets } = fromWire(inputs);
  const request = { urn, resourceName: "", olds: undefined, news: properties, secrets, memory };
  const checked = await migrationGate.check(request);
  if (checked.problems.length > 0) return;
  const mask = maskSecrets(properties, secrets);
  const context = contextFor(urn, config, secrets, mask);
  try {
    await migrationGate.preview({ urn, inputs: checked.inputs }, context);
  } catch (error) {
    throw new Error(mask(messageOf(error)));
  } finally {
    await context.report.flush();
  }
}

async function waiting<T>(
  urn: string,
  inputs: GateState,
  source: ConfigSource | undefined,
  wait: (context: InProcessContext) => Promise<T>,
): Promise<T> {
  connectToEngine();
  const { secrets } = describe(inputs);
  const mask = maskSecrets(fromWire(inputs).properties, secrets);
  const context = contextFor(urn, configOf(source), secrets, mask);
  try {
    return await wait(context);
  } catch (error) {
    throw new Error(mask(messageOf(error)));
  } finally {
    await context.report.flush();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe({ __resource }: GateState) {
  return {
    urn: __resource?.urn ?? "",
    customTimeouts: __resource?.customTimeouts ?? {},
    secrets: new Set(__resource?.secrets),
  };
}

function configOf(source: ConfigSource | undefined): StackConfig {
  const keys = Object.keys(providerConfig).map((name) => `huaweicloud-rocketmq:${name}`);
  const entries = keys.map((key) => [key, source?.get(key)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
