import { check, fromWire, InvalidPropertiesError, number, optional, read } from "../../package/definition/index.ts";
import { maskSecrets } from "../../package/maskSecrets.ts";
import { migrationGate } from "../../package/migrationGate.ts";
import { OperationMemory } from "../../package/operationMemory.ts";
import { contextFor } from "./callContext.ts";
import type { StackConfig } from "./session.ts";

const limits = {
  timeoutSeconds: optional(number({ minimum: 1, maximum: 30 * 24 * 3600 }), "How long it waits. Default: one hour."),
};

/**
 * Checks the arguments of a hook, as far as they are known.
 * @throws InvalidPropertiesError if one is missing or malformed
 */
export async function checkWait(inputs: object): Promise<void> {
  await readWait("", inputs);
}

/**
 * Waits as a gate does.
 * @param urn the resource that is held back
 * @throws Error with the reasons if the migrations did not finish
 */
export async function waitForMigrations(urn: string, inputs: object, config: StackConfig): Promise<void> {
  const { gate, timeout, secrets, mask } = await readWait(urn, inputs);
  const context = contextFor(urn, config, secrets, mask);
  try {
    await migrationGate.create({ urn, inputs: gate, ...read(limits, timeout) }, context);
  } catch (error) {
    throw new Error(mask(error instanceof Error ? error.message : String(error)));
  } finally {
    await context.report.flush();
  }
}

async function readWait(urn: string, inputs: object) {
  const { properties, secrets } = fromWire(inputs);
  const { timeoutSeconds = null, ...news } = properties;
  const timeout = { timeoutSeconds };
  const checked = await migrationGate.check({
    urn,
    resourceName: "",
    olds: undefined,
    news,
    secrets,
    memory: new OperationMemory(),
  });
  const mask = maskSecrets(properties, secrets);
  const problems = [...checked.problems, ...check(limits, timeout, { secrets }).found];
  if (problems.length > 0) {
    throw new InvalidPropertiesError(problems.map(({ property, reason }) => ({ property, reason: mask(reason) })));
  }
  return { gate: checked.inputs, timeout, secrets, mask };
}
