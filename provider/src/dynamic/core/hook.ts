import {
  check,
  fromWire,
  InvalidPropertiesError,
  type MarkedProperties,
  number,
  optional,
  read,
} from "../../package/definition/index.ts";
import { migrationGate } from "../../package/migrationGate.ts";
import type { Operation } from "../../package/operation.ts";
import { type StackConfig, withSession } from "./session.ts";

/** The arguments that a hook has in addition to a gate's inputs. */
const hookShape = {
  timeoutSeconds: optional(number({ minimum: 1, maximum: 30 * 24 * 3600 }), "How long it waits, in seconds."),
};

/**
 * Checks the known arguments of a hook.
 * @throws InvalidPropertiesError if one is missing or malformed
 */
export async function checkWait(inputs: object, config: StackConfig): Promise<void> {
  await withSession(config, (operation) => readArguments(operation, "", inputs));
}

/**
 * Waits as a gate does.
 * @param urn the resource that is held back
 * @throws InvalidPropertiesError if an argument is missing or malformed
 * @throws GateNotReleasedError if the migrations did not finish
 */
export async function waitForMigrations(urn: string, inputs: object, config: StackConfig): Promise<void> {
  await withSession(config, async (operation) => {
    const { gate, timeout } = await readArguments(operation, urn, inputs);
    await operation.create(migrationGate, { urn, inputs: gate, ...read(hookShape, timeout) });
  });
}

async function readArguments(operation: Operation, urn: string, inputs: object) {
  const { properties, secrets } = fromWire(inputs);
  const { timeoutSeconds = null, ...news } = properties;
  const timeout = { timeoutSeconds };
  const olds: MarkedProperties = { properties: {}, secrets: new Set() };
  const checked = await operation.check(migrationGate, { urn, olds, news: { properties: news, secrets } });
  const problems = [...checked.problems, ...check(hookShape, timeout, { secrets }).found];
  if (problems.length > 0) throw new InvalidPropertiesError(problems);
  return { gate: checked.inputs, timeout };
}
